"""Many accounts or contacts in the background: in short batches, with progress, safe to run again."""

from typing import Any

from django.core.files.base import ContentFile
from django.tasks import task
from django.utils.translation import gettext as _

from milepost.apikit.public import json_bytes
from milepost.files.public import store_file
from milepost.identity.public import User
from milepost.jobs.public import Work, check_cancelled, finish_work, paced_batches, report_progress, retrying
from milepost.rest.accounts.bulk_writing import refused_repeats, whole, write_items

_ROWS = 200


@task
@retrying(max_attempts=5, backoff_seconds=10)
def write_many(work_id: int, kind: str, given: dict[str, Any]) -> None:
    """Write what one request asked for, and keep its answer as a file of whoever asked.

    Run again after its worker died it begins anew: what was written before is then unchanged.
    """
    user = User.objects.get(pk=Work.objects.values_list("actor_id", flat=True).get(pk=work_id))
    items = given["items"]
    answers = refused_repeats(kind, given)
    wanted = [(place, item) for place, item in enumerate(items) if place not in answers]
    for batch in paced_batches(wanted, _ROWS):
        check_cancelled(work_id)
        shown = write_items(kind, given, batch, user)
        answers |= {place: one for (place, _item), one in zip(batch, shown, strict=True)}
        report_progress(work_id, len(answers), len(items))
    answer = whole([answers[place] for place in range(len(items))])
    stored = store_file(ContentFile(json_bytes(answer), name=f"{kind}.json"), actor=user.as_actor())
    words = _("%(created)s made, %(updated)s changed, %(unchanged)s unchanged, %(refused)s refused.") % answer
    finish_work(work_id, words, f"/api/v1/files/{stored.pk}/content")


def title_of(kind: str, count: int) -> str:
    """Return what a person reads of the work."""
    words = {
        "accounts": _("%(count)s accounts from another system"),
        "contacts": _("%(count)s contacts from outside"),
        "tickets": _("%(count)s tickets from another system"),
        "touchpoints": _("%(count)s touchpoints from another system"),
        "figures": _("Figures of %(count)s accounts"),
    }
    return words[kind] % {"count": count}
