"""A playbook started for many accounts, in the background: one after another, with progress and a report."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.files.base import ContentFile
from django.tasks import task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.accounts.public import Account, Segment, segment_query
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
from milepost.playbooks.actions.starting import begin_start, prepare_start
from milepost.playbooks.models import PlaybookVersion, Run
from milepost.playbooks.records_start import StartRequest
from milepost.ui.public import csv_lines

_AT_ONCE = 4


def start_many(version: PlaybookVersion, account_ids: Sequence[int], given: Mapping[str, Any], *, actor: Actor) -> Work:
    """Start a version for many accounts in the background; `given` are anchors, answers and late, in types of JSON."""
    demand(actor, Right.WRITE, Right.READ_ALL)
    title = ngettext("“%(name)s” for %(count)s account", "“%(name)s” for %(count)s accounts", len(account_ids))
    return start_work(
        start_for_many,
        title=title % {"name": version.playbook, "count": len(account_ids)},
        actor=actor,
        version_id=version.pk,
        account_ids=list(account_ids),
        given=dict(given),
    )


@task
@retrying(max_attempts=5, backoff_seconds=10)
def start_for_many(work_id: int, version_id: int, account_ids: list[int], given: dict[str, Any]) -> None:
    """Start a version for each account, each in a transaction of its own; who asks why not reads the report.

    Run again after its worker died it goes on: each account has a receipt.
    """
    viewer = User.objects.get(pk=Work.objects.values_list("actor_id", flat=True).get(pk=work_id))
    version = PlaybookVersion.objects.select_related("playbook").get(pk=version_id)
    rows: list[tuple[str, str, str]] = []
    made = 0
    for batch in paced_batches(account_ids, _AT_ONCE):
        check_cancelled(work_id)
        for account in Account.objects.visible_to(viewer).active().filter(pk__in=batch).order_by("pk"):
            row, is_made = _start_one(work_id, version, account, given, viewer)
            rows.append(row)
            made += is_made
        report_progress(work_id, len(rows), len(account_ids))
    report = ContentFile(_report(rows), name=f"{version.playbook.key}.csv")
    file = store_file(report, actor=viewer.as_actor(), allowed=[CSV])
    words = _("%(made)s projects made, %(refused)s accounts left out.")
    finish_work(
        work_id, words % {"made": made, "refused": len(rows) - made}, reverse("web:file-download", args=[file.pk])
    )


def accounts_of(segment: Segment, viewer: User) -> list[int]:
    """Return the accounts of a segment that are started for, by name."""
    return list(segment_query(segment, viewer).order_by("name_folded", "pk").values_list("pk", flat=True))


def _start_one(
    work_id: int, version: PlaybookVersion, account: Account, given: dict[str, Any], viewer: User
) -> tuple[tuple[str, str, str], bool]:
    request = StartRequest(
        account=account,
        anchors={key: dt.date.fromisoformat(day) for key, day in given["anchors"].items()},
        answers=given["answers"],
        late=given["late"],
    )
    key = f"playbook:{work_id}:{account.pk}"
    if not is_done(key):
        try:
            found = prepare_start(version, request, viewer, timezone.localdate())  # before others are kept waiting
            with once(key) as is_first:
                if is_first:
                    begin_start(version, found, actor=viewer.as_actor(), viewer=viewer)
        except DomainError as error:
            return (account.name, "", error.message), False
    run = Run.objects.filter(version_used=version, account=account).select_related("project").latest("pk")
    return (account.name, run.project.name, _("made")), True


def _report(rows: list[tuple[str, str, str]]) -> bytes:
    return "".join(csv_lines((_("Account"), _("Project"), _("What came of it")), rows)).encode()
