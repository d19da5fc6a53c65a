"""Changing a plan: preview what it does, then do it, with its moves in the ledger."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import MappingProxyType

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.audit.public import create_records, new_batch, update_record
from milepost.identity.public import Right, demand
from milepost.jobs.public import emit
from milepost.lib.actor import Actor, current_entrance, entering
from milepost.lib.bulk_rows import insert_rows, update_values
from milepost.lib.errors import Conflict
from milepost.projects.actions.cards import forget_places, put_in_order
from milepost.projects.actions.draft_rows import write_rows
from milepost.projects.actions.sprint_readings import keep_readings
from milepost.projects.events import ForecastMoved, PlanChanged
from milepost.projects.models import PlanChange, Project, SlipCause, Task, TaskMove
from milepost.projects.queries.consequences import Consequences, Step, computed_columns, consequences, day_of_finish
from milepost.projects.queries.drafts import Draft
from milepost.projects.queries.plan_rows import locked_project, plan_rows
from milepost.projects.records import MoveOrigin, PartySide
from milepost.projects.records_plan import PlanEdit


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why dates move, as a person says it; what they leave open is derived from who holds the work.

    `title` is what the ledger calls the act, where that is not the name of a task.
    """

    cause: SlipCause | None = None
    side: str = ""
    note: str = ""
    is_agreed: bool = False
    title: str = ""

    @property
    def is_given(self) -> bool:
        return self.cause is not None or bool(self.note)


@dataclass(frozen=True, slots=True)
class Applied:
    """What was done: the plan's new revision, the acts in the ledger, new tasks by the caller's keys.

    `batch` names the writes in the log; `undo_change` takes it. `rows` are all tasks of the plan as they are now.
    """

    project: Project
    consequences: Consequences
    changes: tuple[PlanChange, ...]
    tasks: dict[str, Task]
    batch: str
    rows: Mapping[int, Task]


NO_REASON = Reason()
_stored_columns = attrgetter(*Task.COMPUTED)
# What each act writes to its project, beside what people decide.
_OF_THE_ACT = ("forecast_on", "ends_on", "planned_until", "revision")


def preview_plan(project: Project, edits: Sequence[PlanEdit], *, as_one: bool = False) -> Consequences:
    """Return what `edits` would do to the dates of the plan as it is stored; nothing is written."""
    return consequences(Draft(plan_rows(project)), edits, as_one=as_one)


def change_plan(
    project: Project,
    edits: Sequence[PlanEdit],
    *,
    actor: Actor,
    revision: int | None = None,
    reason: Reason = NO_REASON,
    origin: MoveOrigin | None = None,
    as_one: bool = False,
    at: dt.datetime | None = None,
    look: Callable[[Consequences], None] | None = None,
    seen_versions: Mapping[int, int | None] = MappingProxyType({}),
    is_checked: bool = False,
) -> Applied:
    """Make `edits`, compute the dates anew, and write both with the ledger's account of it, in one transaction.

    `revision` is that of the plan which the person saw: if it was changed since, nothing is written and `Conflict`
    (`stale-plan`) says so, with the revision that is stored. `as_one`: the ledger tells all edits as one act, not each
    with what it alone did. `at` is when it happened, if that was before now. `look` is shown what the act does before
    anything is written, and may raise to leave it. `seen_versions` are those of single tasks which the person saw:
    `Conflict` (`stale-task`) if one was changed since, or is gone. `is_checked`: where a contact acts, the caller
    has made sure that they may do exactly this.
    Raises `Invalid` and `NotFound` as a preview does.
    """
    if not (is_checked and actor.kind == "contact"):
        demand(actor, Right.WRITE)
    with transaction.atomic(), entering(batch=current_entrance().batch or new_batch()) as entrance:
        locked = locked_project(project)
        _refuse_stale(locked, revision)
        draft = Draft(plan_rows(locked))
        for number, version in seen_versions.items():
            refuse_stale_task(draft.rows.tasks.get(number), version)
        states = {task.pk: task.state for task in draft.rows.tasks.values()}
        found = consequences(draft, edits, origin=origin, as_one=as_one)
        if look is not None:
            look(found)
        numbers = write_rows(draft, actor)
        _write_dates(draft, found, numbers)
        forget_places(task for task in draft.rows.tasks.values() if task.state != states.get(task.pk, task.state))
        put_in_order(locked, draft.card_places)
        _write_project(draft, found, numbers, actor)
        changes = [_plan_change(draft, step, actor, reason) for step in found.steps]
        for change in changes:
            change.at = at or change.at
        create_records(changes, actor=actor)
        _write_moves(draft, changes, found, numbers)
        keep_readings(draft.rows, actor, at)
        _tell(draft, found)
    tasks = {key: draft.rows.tasks[number] for key, number in draft.keys.items() if number in draft.rows.tasks}
    return Applied(draft.project, found, tuple(changes), tasks, entrance.batch, draft.rows.tasks)


def refuse_stale_task(stored: Task | None, version: int | None) -> None:
    """Raise `Conflict` unless a task is there, in the version that somebody saw (None: in any)."""
    if stored is None:
        raise Conflict("stale-task", _("This task was deleted meanwhile."))
    if version is not None and stored.version != version:
        message = _("“%(title)s” was changed meanwhile. Look at it again, then make your change.")
        raise Conflict("stale-task", message % {"title": stored.title})


def _refuse_stale(project: Project, revision: int | None) -> None:
    if revision is not None and revision != project.revision:
        message = _("The plan of “%(name)s” was changed meanwhile. Look at what your change does now, then make it.")
        raise Conflict("stale-plan", message % {"name": project.name}, revision=project.revision)


def _write_dates(draft: Draft, found: Consequences, numbers: dict[int, int]) -> None:
    """Write what the engine computed, to rows where it differs; these columns are told by the ledger, not the log."""
    changed = []
    for at, standing in enumerate(found.after.standings()):
        task = draft.rows.tasks[numbers.get(int(standing.id), int(standing.id))]
        values = computed_columns(standing, at)
        if _stored_columns(task) != values:
            for name, value in zip(Task.COMPUTED, values, strict=True):
                setattr(task, name, value)
            changed.append((task.pk, *values))
    if changed:
        update_values(Task, Task.COMPUTED, changed)


def _write_project(draft: Draft, found: Consequences, numbers: dict[int, int], actor: Actor) -> None:
    project = draft.project
    if project.go_live_id is not None:
        project.go_live = draft.rows.tasks[numbers.get(project.go_live_id, project.go_live_id)]
    decided = {name: value for name, value in draft.project_changes.items() if name not in Project.AUDIT_IGNORED}
    if "go_live_id" in decided:
        del decided["go_live_id"]
        decided["go_live"] = project.go_live
    decided |= _reached(project)
    if decided:
        update_record(project, decided, actor=actor)
    ends = day_of_finish(found.after.finish) if found.after.plan.tasks else None
    project.forecast_on, project.ends_on, project.revision = found.forecast_to, ends, project.revision + 1
    values = [project.pk, *(getattr(project, name) for name in _OF_THE_ACT)]
    update_values(Project, _OF_THE_ACT, [values])  # its row is locked: the revision is still the one that was read


def _reached(project: Project) -> dict[str, dt.date | None]:
    """Return the actual date where it is to be another: the day on which the go-live milestone was reached."""
    if project.go_live is None:
        return {}
    ended = project.go_live.actual_finish
    actual_on = day_of_finish(ended) if ended is not None else None
    return {} if actual_on == project.actual_on else {"actual_on": actual_on}


def _write_moves(draft: Draft, changes: list[PlanChange], found: Consequences, numbers: dict[int, int]) -> None:
    """Write each task that an act moved."""
    pairs = zip(changes, found.steps, strict=True)
    moves = [move for change, step in pairs for move in _task_moves(draft, change, step, numbers)]
    insert_rows(moves)


def _plan_change(draft: Draft, step: Step, actor: Actor, reason: Reason) -> PlanChange:
    is_explained = reason.is_given and step.origin != MoveOrigin.RECOMPUTED
    task = step.task if step.task is not None and step.task in draft.rows.tasks.values() else None
    return PlanChange(
        project=draft.project,
        revision=draft.project.revision,
        origin=step.origin,
        task=task,
        label=((reason.title if step.origin != MoveOrigin.RECOMPUTED else "") or step.label)[:300],
        by_label=actor.label[:200],
        batch=current_entrance().batch,
        forecast_from=step.forecast_from,
        forecast_to=step.forecast_to,
        cause=reason.cause if is_explained else None,
        side=(reason.side if step.origin != MoveOrigin.RECOMPUTED else "") or side_of(draft, step.task),
        note=reason.note if is_explained else "",
        is_agreed=reason.is_agreed and step.origin != MoveOrigin.RECOMPUTED,
        is_cause_given=is_explained,
    )


def side_of(draft: Draft, task: Task | None) -> str:
    """Return whose work a task is: the customer's, if only they do it; ours otherwise."""
    sides = {party.side for party in draft.rows.parties if task is not None and party.task_id == task.pk}
    return sides.pop() if len(sides) == 1 else PartySide.OURS


def _task_moves(draft: Draft, change: PlanChange, step: Step, numbers: dict[int, int]) -> Iterable[TaskMove]:
    present = draft.rows.tasks
    for move in step.moves:
        key = numbers.get(move.task_id, move.task_id)
        pusher = numbers.get(move.because_of or 0, move.because_of)
        yield TaskMove(
            change=change,
            task_id=key if key in present else None,
            because_of_id=pusher if pusher in present else None,
            label=move.label,
            start_from=move.start_from,
            start_to=move.start_to,
            finish_from=move.finish_from,
            finish_to=move.finish_to,
        )


def _tell(draft: Draft, found: Consequences) -> None:
    project = draft.project
    emit(PlanChanged(project.pk, project.revision))
    if found.forecast_from is not None and found.forecast_from != found.forecast_to:
        emit(ForecastMoved(project.pk, found.forecast_from, found.forecast_to))
