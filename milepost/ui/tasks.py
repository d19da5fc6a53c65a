"""Long work of lists: many rows changed at once, and that taken back."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files import File
from django.db import transaction
from django.tasks import task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.audit.public import AuditEntry, revert_batch
from milepost.files.public import CSV, XLSX, store_file
from milepost.identity.public import Right, User, person_behind
from milepost.jobs.public import Work, check_cancelled, finish_work, once, report_progress, retrying
from milepost.lib.errors import Conflict, DomainError, NotAllowed
from milepost.ui.lists.exporting import export_rows, written_file
from milepost.ui.lists.offers import bulk_actions
from milepost.ui.lists.spec import BulkAction, ListSpec, lists
from milepost.ui.lists.state import restored_state, shown_columns

_CHUNK_ROWS = 20  # a chunk is one transaction: short, so that nobody else's write waits for long
_SHOWN_REASONS = 3
_PROGRESS_ROWS = 2000
_LARGEST_EXPORT = 1024**3  # bytes; a list is as long as it is, whatever people may upload


@task
@retrying(max_attempts=3)
def run_bulk(work_id: int, list_key: str, action_key: str, value: str, keys: list[str]) -> None:
    """Do one action to each of the rows that its person may still see; what an action refuses is left out and told."""
    viewer, spec = _person(work_id), lists[list_key]
    action = _action(spec, viewer, action_key)
    refused: Counter[str] = Counter()
    for start in range(0, len(keys), _CHUNK_ROWS):
        check_cancelled(work_id)
        chunk = keys[start : start + _CHUNK_ROWS]
        with once(f"bulk:{work_id}:{start}") as is_first:
            if is_first:
                refused += _run_chunk(spec, viewer, action, value, chunk)
        report_progress(work_id, start + len(chunk), len(keys))
    finish_work(work_id, _bulk_summary(len(keys), refused), reverse("lists:bulk-progress", args=[list_key, work_id]))


def _run_chunk(spec: ListSpec, viewer: User, action: BulkAction, value: str, keys: Sequence[str]) -> Counter[str]:
    refused: Counter[str] = Counter()
    records = {str(record.pk): record for record in spec.rows(viewer).filter(pk__in=keys)}
    for key in keys:
        if key not in records:
            refused[_("They are no longer there.")] += 1
            continue
        try:
            with transaction.atomic():
                action.run(viewer, records[key], value)
        except DomainError as error:
            refused[error.message] += 1
    return refused


@task
@retrying(max_attempts=3)
def undo_bulk(work_id: int, list_key: str, action_key: str, batch: str) -> None:
    """Put every row back that is still as the bulk left it; the others are counted and told."""
    viewer, spec = _person(work_id), lists[list_key]
    _action(spec, viewer, action_key)  # taking back is writing: it needs the same right
    # A rule of the whole list can be checked only when all is back, hence before any of it is kept.
    with once(f"undo:{batch}") if spec.guard else nullcontext(enter_result=True) as is_first:
        if not is_first:
            return
        reverted, left = revert_batch(
            batch,
            actor=viewer.as_actor(),
            on_progress=None if spec.guard else lambda done, total: report_progress(work_id, done, total),
        )
        if spec.guard:
            try:
                spec.guard()
            except Conflict as conflict:
                transaction.set_rollback(True)
                finish_work(work_id, conflict.message)
                return
    finish_work(work_id, _undo_summary(len(reverted), left))


@task
@retrying(max_attempts=2)
def export_list(work_id: int, list_key: str, kind: str, state: dict[str, Any], count: int) -> None:
    """Write a large list into a stored file of its person."""
    viewer, spec = _person(work_id), lists[list_key]
    if not viewer.may(Right.EXPORT) or not spec.may_open(viewer):
        raise NotAllowed("right-missing", _("Your role does not allow this any more."))
    opened, _notice = restored_state(spec, viewer, state, "")
    columns = shown_columns(spec, viewer, opened)
    rows = _told(export_rows(spec, viewer, opened, columns, ZoneInfo(viewer.timezone)), work_id, count)
    name = f"{spec.key}-{timezone.localdate():%Y-%m-%d}.{kind}"
    with written_file(kind, [str(column.label) for column in columns], rows) as file:
        stored = store_file(File(file, name), actor=viewer.as_actor(), allowed={CSV, XLSX}, max_bytes=_LARGEST_EXPORT)
    # The file is a page of the web room, as all pages of files are.
    url = reverse("web:file-download", args=[stored.pk])
    finish_work(work_id, _("The file is ready, and stays under Settings, Files."), url)


def _told(rows: Iterator[list[Any]], work_id: int, count: int) -> Iterator[list[Any]]:
    """Pass the rows on, and say now and then how far it is."""
    for number, row in enumerate(rows):
        if number % _PROGRESS_ROWS == 0:
            check_cancelled(work_id)
            report_progress(work_id, number, count)
        yield row


def _person(work_id: int) -> User:
    """Return who started the work, if they are still active."""
    person = person_behind(Work.objects.get(pk=work_id).actor)
    if person is None:
        raise NotAllowed("right-missing", _("Whoever started this is no longer active."))
    return person


def _action(spec: ListSpec, viewer: User, key: str) -> BulkAction:
    found = next((action for action in bulk_actions(spec, viewer) if action.key == key), None)
    if found is None:
        raise NotAllowed("right-missing", _("Your role does not allow this any more."))
    return found


def _bulk_summary(total: int, refused: Counter[str]) -> str:
    changed = total - refused.total()
    text = ngettext("%(count)s changed.", "%(count)s changed.", changed) % {"count": changed}
    return f"{text} {_reasons(refused)}".strip()


def _undo_summary(count: int, left: list[tuple[AuditEntry, Any]]) -> str:
    text = ngettext("%(count)s put back.", "%(count)s put back.", count) % {"count": count}
    return f"{text} {_reasons(Counter(conflict.message for _entry, conflict in left))}".strip()


def _reasons(refused: Counter[str]) -> str:
    """Say how many were left as they are, and why: the most frequent reasons first."""
    if not refused:
        return ""
    count = refused.total()
    head = ngettext("%(count)s left as it is:", "%(count)s left as they are:", count) % {"count": count}
    return " ".join([head, *[message for message, _times in refused.most_common(_SHOWN_REASONS)]])
