"""The work of an import: what a worker, or the command, does with it, from wherever it stands."""

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.tasks import task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.identity.public import Right, demand
from milepost.integrations.csv.actions import demand_answers
from milepost.integrations.csv.events import ImportEnded
from milepost.integrations.csv.models import Import, Refusal
from milepost.integrations.csv.records import ImportState, Stage
from milepost.integrations.csv.running import passes
from milepost.integrations.csv.running.passes import WriteRefused, keep_refusals
from milepost.integrations.csv.running.undo import undo, words_of_undo
from milepost.jobs.public import (
    Work,
    WorkCancelled,
    cancel_work,
    check_cancelled,
    emit,
    finish_work,
    report_progress,
    retrying,
    start_work,
)
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, DomainError

type Told = Callable[[int, int], None]
_READY = {ImportState.DRAFT, ImportState.CHECKED, ImportState.REFUSED}
_OVER = {ImportState.APPLIED, ImportState.REFUSED, ImportState.CANCELLED, ImportState.FAILED}


def check_now(import_: Import, tell: Told) -> Import:
    """Make the dry run to its end; its counts stand in `checked`."""
    counts = passes.check(import_, tell)
    Import.objects.filter(pk=import_.pk, state=ImportState.CHECKING).update(
        state=ImportState.CHECKED, checked=counts, position=import_.total
    )
    import_.refresh_from_db()
    return import_


def apply_now(import_: Import, tell: Told) -> Import:
    """Write from where the journal stands to the end; when all or nothing is asked for, check the whole file first."""
    if import_.how.all_or_nothing and import_.position == 0:
        counts = passes.check(import_, tell)
        if counts["refused"]:
            words = _("%(count)s rows have faults, so nothing was applied.") % {"count": counts["refused"]}
            _end(import_, ImportState.REFUSED, words, checked=counts)
            return import_
    try:
        passes.apply(import_, tell)
    except WriteRefused as refused:
        return _compensate(import_, refused, tell)
    import_.refresh_from_db()
    words = _("%(created)s created, %(updated)s updated, %(unchanged)s unchanged, %(refused)s refused.") % {
        "created": f"{import_.created:,}",
        "updated": f"{import_.updated:,}",
        "unchanged": f"{import_.unchanged:,}",
        "refused": f"{import_.refused:,}",
    }
    _end(import_, ImportState.APPLIED, words, applied_at=timezone.now())
    return import_


def _compensate(import_: Import, refused: WriteRefused, tell: Told) -> Import:
    """Take back what was written before a row was refused; the list of refusals says which."""
    with transaction.atomic():
        keep_refusals(import_, Stage.APPLY, refused.args[1])
        _end(import_, ImportState.UNDOING, _("A row was refused half-way, so all is taken back."))
    return undo_now(import_, tell, actor=import_.actor)


def undo_now(import_: Import, tell: Told, *, actor: Actor) -> Import:
    """Take back what the journal holds, to its end."""
    undo(import_, tell, actor=actor)
    import_.refresh_from_db()
    if import_.applied_at is None and import_.how.all_or_nothing:
        words = _("A row was refused half-way, so nothing was applied.")
        _end(import_, ImportState.REFUSED, words if not import_.left else f"{words} {words_of_undo(import_)}")
    else:
        _end(import_, ImportState.UNDONE, words_of_undo(import_))
    return import_


def _end(import_: Import, state: ImportState, words: str, **more: Any) -> None:
    with transaction.atomic():
        Import.objects.filter(pk=import_.pk).update(state=state, words=words[:500], **more)
        if state in _OVER:
            emit(ImportEnded(import_.pk))
    import_.refresh_from_db()


def begin(import_: Import, state: ImportState, *, actor: Actor) -> Import:
    """Move an import on to checking, applying or being taken back; `Conflict` when it is not at a place for that."""
    demand(actor, Right.IMPORT)
    with transaction.atomic():
        stored = Import.objects.select_for_update(of=("self",)).get(pk=import_.pk)
        resumes = stored.can_resume
        may = {
            ImportState.CHECKING: stored.state in _READY,
            ImportState.APPLYING: stored.state in _READY or resumes,
            ImportState.UNDOING: stored.can_undo,
        }
        if not may[state]:
            words = _("This import is %(state)s.") % {"state": stored.get_state_display().lower()}
            raise Conflict("wrong-state", words)
        if state != ImportState.UNDOING:
            demand_answers(stored)
        stored.state, stored.words = state, ""
        if state == ImportState.CHECKING or (state == ImportState.APPLYING and not resumes):
            stored.position = 0
            Refusal.objects.filter(run=stored).exclude(stage=Stage.CHECK).delete()
        stored.save(update_fields=["state", "words", "position"])
    return stored


def start(import_: Import, state: ImportState, *, actor: Actor) -> Work:
    """Do it in the background; `Work` says how far it is."""
    titles = {
        ImportState.CHECKING: _("Dry run of %(file)s"),
        ImportState.APPLYING: _("Import of %(file)s"),
        ImportState.UNDOING: _("Taking %(file)s back"),
    }
    with transaction.atomic():
        begin(import_, state, actor=actor)
        title = titles[state] % {"file": import_.file_name}
        work = start_work(run_import, title=title, actor=actor, import_id=import_.pk)
        Import.objects.filter(pk=import_.pk).update(work_id=work.pk)
    return work


@task
@retrying(max_attempts=10, backoff_seconds=5, give_up_on=(DomainError,))
def run_import(work_id: int, import_id: int) -> None:
    """Go on with an import from where it stands; a worker that died is followed by another one."""
    import_ = Import.objects.get(pk=import_id)

    def tell(done: int, total: int) -> None:
        check_cancelled(work_id)
        report_progress(work_id, done, total)

    try:
        go_on(import_, tell, actor=Work.objects.get(pk=work_id).actor)
    except WorkCancelled:
        stopped(import_)
        raise
    except DomainError as error:
        failed(import_, error.message)
        raise
    finish_work(work_id, import_.words or _("The dry run is done."), import_address(import_))


def go_on(import_: Import, tell: Told, *, actor: Actor) -> Import:
    """Do what the state of an import asks for."""
    match import_.state:
        case ImportState.CHECKING:
            return check_now(import_, tell)
        case ImportState.APPLYING:
            return apply_now(import_, tell)
        case ImportState.UNDOING:
            return undo_now(import_, tell, actor=actor)
    return import_


def stop(import_: Import, *, actor: Actor) -> None:
    """Ask the work of an import to stop at its next safe point; only who began it can."""
    demand(actor, Right.IMPORT)
    if not import_.is_busy or import_.work_id is None:
        words = _("This import is %(state)s.") % {"state": import_.get_state_display().lower()}
        raise Conflict("wrong-state", words)
    if cancel_work(import_.work_id, actor=actor).is_finished:  # it had not begun, so nobody else will say so
        stopped(import_)


def stopped(import_: Import) -> None:
    """Note that somebody stopped the work: what is written stays, and can be gone on with or taken back."""
    import_.refresh_from_db()
    if import_.state == ImportState.CHECKING:
        _end(import_, ImportState.DRAFT, "")
    elif import_.state == ImportState.READING:
        _end(import_, ImportState.FAILED, _("The file was not read to its end."))
    elif import_.is_busy:
        words = _("Stopped after %(done)s of %(total)s rows.")
        _end(import_, ImportState.CANCELLED, words % {"done": import_.position, "total": import_.total})


def failed(import_: Import, words: str) -> None:
    """Note that the work cannot be done."""
    import_.refresh_from_db()
    if import_.state == ImportState.CHECKING:
        _end(import_, ImportState.DRAFT, words)
    elif import_.is_busy:
        _end(import_, ImportState.FAILED, words)


def import_address(import_: Import) -> str:
    """Return where an import is shown."""
    return reverse("integrations:import-detail", args=[import_.pk])
