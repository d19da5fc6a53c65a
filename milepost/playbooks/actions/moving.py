"""A running project moved to a newer version of its playbook: one act on its plan, taken back as one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.audit.public import new_batch, update_record
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import Actor, current_entrance, entering
from milepost.lib.errors import Invalid
from milepost.playbooks.models import PlaybookVersion, Run, RunStep
from milepost.playbooks.queries.moves import move_of
from milepost.playbooks.records_moves import MoveChoices, MoveLine, VersionMove
from milepost.projects.public import (
    Applied,
    ChecklistItem,
    Project,
    Reason,
    Task,
    add_step,
    change_plan,
    remove_step,
)


@dataclass(frozen=True, slots=True)
class Moved:
    """What was done: the move as it was computed, and the change of the plan."""

    move: VersionMove
    applied: Applied


def move_run(
    run: Run,
    to: PlaybookVersion,
    choices: MoveChoices,
    *,
    actor: Actor,
    viewer: User,
    revision: int | None = None,
) -> Moved:
    """Let a running project follow another version of its playbook. `undo_change` takes back the batch.

    What is done, and what people changed, stays, but for what `choices` takes. `revision` is that of the plan which the
    person saw. Raises `Conflict` (`stale-plan`, `moved-already`), `Invalid` (`missing`, or where what the version says
    cannot stand beside what people did: a circle).
    """
    demand(actor, Right.WRITE, Right.READ_ALL)
    with transaction.atomic(), entering(batch=current_entrance().batch or new_batch()):
        locked = Run.objects.select_for_update(of=("self",)).select_related("project", "account", "version_used")
        stored = locked.get(pk=run.pk)
        found = move_of(stored, to, viewer, choices)
        if found.missing:
            raise Invalid("missing", next(iter(found.missing.values())), found.missing)
        seen = found.revision if revision is None else revision
        reason = Reason(title=_words(to), note=_words(to))
        applied = change_plan(stored.project, found.edits, actor=actor, revision=seen, reason=reason, as_one=True)
        _write_checklists(found.lines, applied, stored, actor)
        _write_steps(stored, {key: applied.tasks[key] for key in found.added})
        update_record(stored, {"version_used": to, "answers": {**found.answers}}, actor=actor)
    return Moved(found, applied)


def is_run_of(key: int, project: Project) -> bool:
    """Say whether a run is that of a project: the log then tells of one act on both."""
    return Run.objects.filter(pk=key, project=project).exists()


def _words(to: PlaybookVersion) -> str:
    return _("Version %(number)s of “%(playbook)s”") % {"number": to.number, "playbook": to.playbook}


def _write_checklists(lines: Iterable[MoveLine], applied: Applied, run: Run, actor: Actor) -> None:
    taken = [line for line in lines if line.is_taken and line.step]
    gone = [key for line in taken for key in line.remove]
    for item in ChecklistItem.objects.filter(pk__in=gone, task__project=run.project_id):
        remove_step(item, actor=actor)
    known = dict(RunStep.objects.filter(run=run).values_list("step", "task_id"))
    for line in taken:
        task = applied.tasks.get(line.step) or applied.rows.get(known.get(line.step) or 0)
        if task is not None:
            for text in line.add:
                add_step(task, text, actor=actor)


def _write_steps(run: Run, made: Mapping[str, Task]) -> None:
    """Keep which task came from which step; one of a step that was taken back before is that step's again."""
    for key, task in made.items():
        RunStep.objects.update_or_create(
            run=run, step=key, defaults={"task": task, "playbook_id": run.playbook_id, "took_minutes": None}
        )
