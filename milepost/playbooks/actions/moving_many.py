"""Many projects moved to the newer version of their playbook, in the background, with progress and a report."""

from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.tasks import task
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.files.public import CSV, store_file
from milepost.identity.public import Right, User, demand
from milepost.jobs.public import (
    Work,
    check_cancelled,
    finish_work,
    is_done,
    once,
    paced_batches,
    report_progress,
    retrying,
    start_work,
)
from milepost.lib.actor import Actor
from milepost.lib.errors import DomainError
from milepost.playbooks.actions.moving import move_run
from milepost.playbooks.models import PlaybookVersion, Run
from milepost.playbooks.queries.moves import older_than
from milepost.playbooks.records_moves import MoveChoices
from milepost.projects.public import may_steer
from milepost.ui.public import csv_lines

_AT_ONCE = 4


def move_many(to: PlaybookVersion, run_ids: Sequence[int], *, takes_all: bool, actor: Actor) -> Work:
    """Move many runs to a version in the background; `takes_all`: also what people changed follows it."""
    demand(actor, Right.WRITE, Right.READ_ALL)
    title = ngettext("%(count)s project to “%(version)s”", "%(count)s projects to “%(version)s”", len(run_ids))
    return start_work(
        move_each,
        title=title % {"version": to, "count": len(run_ids)},
        actor=actor,
        version_id=to.pk,
        run_ids=list(run_ids),
        takes_all=takes_all,
    )


@task
@retrying(max_attempts=5, backoff_seconds=10)
def move_each(work_id: int, version_id: int, run_ids: list[int], takes_all: bool) -> None:
    """Move each run, each in a transaction of its own; run again after its worker died it goes on."""
    viewer = User.objects.get(pk=Work.objects.values_list("actor_id", flat=True).get(pk=work_id))
    to = PlaybookVersion.objects.select_related("playbook").get(pk=version_id)
    choices = MoveChoices(takes_all=takes_all)
    rows: list[tuple[str, str]] = []
    moved = 0
    for batch in paced_batches(run_ids, _AT_ONCE):
        check_cancelled(work_id)
        for run in Run.objects.visible_to(viewer).filter(pk__in=batch).select_related("project").order_by("pk"):
            words, is_moved = _move_one(work_id, to, run, choices, viewer)
            rows.append((str(run.project), words))
            moved += is_moved
        report_progress(work_id, len(rows), len(run_ids))
    lines = csv_lines((_("Project"), _("What came of it")), rows)
    report = ContentFile("".join(lines).encode(), name=f"{to.playbook.key}.csv")
    file = store_file(report, actor=viewer.as_actor(), allowed=[CSV])
    words = _("%(moved)s projects moved, %(left)s left as they were.") % {"moved": moved, "left": len(rows) - moved}
    finish_work(work_id, words, reverse("web:file-download", args=[file.pk]))


def _move_one(work_id: int, to: PlaybookVersion, run: Run, choices: MoveChoices, viewer: User) -> tuple[str, bool]:
    key = f"playbook-move:{work_id}:{run.pk}"
    if is_done(key):
        return _("moved"), True
    if not may_steer(viewer, run.project) or not older_than(to.playbook, viewer).filter(pk=run.pk).exists():
        return _("It runs the newest version, has ended, or is not yours to change."), False
    try:
        with once(key) as is_first:
            if is_first:
                move_run(run, to, choices, actor=viewer.as_actor(), viewer=viewer)
    except DomainError as error:
        return error.message, False
    return _("moved"), True
