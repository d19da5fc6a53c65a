"""What edits do to the dates of a plan: each step's moves with their root, and what becomes of the forecast."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from milepost.projects.models import Project, Task, WorkCalendar
from milepost.projects.queries.acts import origin_of, words_of
from milepost.projects.queries.drafts import Draft
from milepost.projects.queries.edits import make
from milepost.projects.queries.engine import engine_plan, engine_task_of
from milepost.projects.records import MoveOrigin
from milepost.projects.records_plan import CardPlace, PlanEdit, TaskDates, TaskEdit
from milepost.scheduling.public import Change, Schedule, Standing, reschedule, schedule

# More roots than this in one act are told as one: nobody reads two hundred reasons for one import.
STEPS_MOST = 50

type Dates = dict[int, tuple[dt.datetime | None, dt.datetime | None]]


@dataclass(frozen=True, slots=True)
class DateMove:
    """A task whose dates differ; None on one side: it was added or removed. `because_of`: the task that moved it."""

    task_id: int
    label: str
    is_milestone: bool
    is_shared: bool
    start_from: dt.datetime | None
    start_to: dt.datetime | None
    finish_from: dt.datetime | None
    finish_to: dt.datetime | None
    because_of: int | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One root and all that it alone moved. `task` is the task at which the movement began."""

    origin: MoveOrigin
    label: str
    task: Task | None
    moves: tuple[DateMove, ...]
    forecast_from: dt.date | None
    forecast_to: dt.date | None


@dataclass(frozen=True, slots=True)
class Consequences:
    """What an act comes to, told in the sequence of its steps. `before` and `after` are the whole plan's dates."""

    steps: tuple[Step, ...]
    before: Schedule
    after: Schedule
    forecast_from: dt.date | None
    forecast_to: dt.date | None

    @property
    def moves(self) -> tuple[DateMove, ...]:
        """Return each task's whole way from its first date to its last, in the order of first movement."""
        whole: dict[int, DateMove] = {}
        for step in self.steps:
            for move in step.moves:
                first = whole.get(move.task_id)
                whole[move.task_id] = move if first is None else _joined(first, move)
        return tuple(move for move in whole.values() if not _stands(move))

    @property
    def asks_for_cause(self) -> bool:
        """Say whether a person should say why: a milestone that the customer sees, or the forecast, moves."""
        return self.forecast_from != self.forecast_to or any(
            move.is_milestone and move.is_shared and move.finish_from is not None for move in self.moves
        )


def consequences(
    draft: Draft,
    edits: Sequence[PlanEdit],
    *,
    origin: MoveOrigin | None = None,
    as_one: bool = False,
) -> Consequences:
    """Make `edits` in the draft, one after another, and tell what each does; nothing is written.

    What the engine computes otherwise than what is stored, before any edit, is a step of its own ("computed anew"), so
    that it is never told as somebody's doing. `origin` overrides the kind that is derived from each edit; without edits
    it is that of what is computed otherwise (rows were written by another way: an undo, a changed calendar). `as_one`
    makes one step of all.
    Raises `Invalid` and `NotFound` as the draft and the engine do. Cost: one schedule, and one more for each step that
    does more than give tasks other values.
    """
    before = schedule(engine_plan(draft.rows))
    stored = _Standing(draft.project.forecast_on, stored_dates(draft), before)
    standing = _Standing(forecast_on(draft.project, before), dates_of(before), before)
    anew = _Act(MoveOrigin.RECOMPUTED, _("Computed anew"))
    if origin is not None and not edits:
        anew = _Act(origin, str(origin.label))
    steps = [_step(draft, stored, standing, anew)]
    for group in _in_steps(edits, as_one=as_one):
        label, calendars = words_of(draft, group), draft.rows.calendars
        roots = [make(draft, edit) for edit in group]
        if all(isinstance(edit, CardPlace) for edit in group):
            continue
        reached = _dated_again(draft, standing, group, calendars)
        act = _Act(origin or origin_of(group[0]), label, roots[0] if len(group) == 1 else None)
        steps.append(_step(draft, standing, reached, act))
        standing = reached
    moving = tuple(step for step in steps if step is not None)
    return Consequences(moving, before, standing.dated, stored.forecast_on, standing.forecast_on)


def _dated_again(
    draft: Draft, before: "_Standing", edits: Sequence[PlanEdit], calendars: Mapping[int, WorkCalendar]
) -> "_Standing":
    """Return the plan after `edits` were made; where tasks got other values alone, only what follows is computed."""
    given = [edit.task_id for edit in edits if isinstance(edit, TaskEdit | TaskDates)]
    if len(given) < len(edits) or draft.rows.calendars is not calendars:
        after = schedule(engine_plan(draft.rows))
        return _Standing(forecast_on(draft.project, after), dates_of(after), after)
    tasks = {draft.task(each).pk: draft.task(each) for each in given}.values()
    found = reschedule(before.dated, Change(tasks=tuple(engine_task_of(draft.rows, task) for task in tasks)))
    moved = {int(move.task_id): (move.start_to, move.finish_to) for move in found.comparison.moves}
    return _Standing(forecast_on(draft.project, found.schedule), before.dates | moved, found.schedule)


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where a plan stands between two acts."""

    forecast_on: dt.date | None
    dates: Dates
    dated: Schedule


@dataclass(frozen=True, slots=True)
class _Act:
    """What an act is called, and the task at which it begins."""

    origin: MoveOrigin
    label: str
    task: Task | None = None


def stored_dates(draft: Draft) -> Dates:
    """Return the dates that the rows hold."""
    return {task.pk: (task.start_at, task.finish_at) for task in draft.rows.tasks.values()}


def dates_of(dated: Schedule) -> Dates:
    """Return the dates that the engine computed."""
    return {int(key): (start, finish) for key, start, finish in dated.spans()}


def forecast_on(project: Project, dated: Schedule) -> dt.date | None:
    """Return the day of go-live as the plan stands: of its milestone, else the plan's end; None without tasks."""
    if not dated.plan.tasks:
        return None
    if project.go_live_id is not None:
        return day_of_finish(dated[project.go_live_id].finish)
    return day_of_finish(dated.finish)


def day_of_finish(moment: dt.datetime) -> dt.date:
    """Return the day on which something ends; what ends at midnight ends on the day before."""
    return (moment - dt.timedelta(minutes=1)).date() if moment.time() == dt.time() else moment.date()


def _in_steps(edits: Sequence[PlanEdit], *, as_one: bool) -> Iterator[Sequence[PlanEdit]]:
    if edits and (as_one or len(edits) > STEPS_MOST):
        yield edits
        return
    for edit in edits:
        yield (edit,)


def _step(draft: Draft, before: _Standing, after: _Standing, act: _Act) -> Step | None:
    """Return what an act moved, None when nothing did."""
    moves = tuple(_moves(draft, before, after, act.task))
    if not moves and before.forecast_on == after.forecast_on:
        return None
    return Step(act.origin, act.label, act.task, moves, before.forecast_on, after.forecast_on)


def _moves(draft: Draft, before: _Standing, after: _Standing, root: Task | None) -> Iterator[DateMove]:
    nowhere = (None, None)
    keys = before.dates.keys() | after.dates.keys()
    moved = {key for key in keys if before.dates.get(key, nowhere) != after.dates.get(key, nowhere)}
    for key in sorted(moved, key=lambda each: (each < 0, abs(each))):
        task = draft.rows.tasks.get(key) or draft.removed_tasks.get(key)
        if task is None:
            continue
        start_from, finish_from = before.dates.get(key, nowhere)
        start_to, finish_to = after.dates.get(key, nowhere)
        is_later = finish_from is None or (finish_to is not None and finish_to > finish_from)
        pusher = None if task is root else _pusher(after.dated if is_later else before.dated, key, moved)
        yield DateMove(
            key, task.title, task.is_milestone, task.is_shared, start_from, start_to, finish_from, finish_to, pusher
        )


def _pusher(dated: Schedule, task_id: int, moved: set[int]) -> int | None:
    """Return the task among those that moved which holds this one where it is (or held it, before it came earlier)."""
    if task_id not in dated.network.outline.tasks:
        return None
    drivers = dated[task_id].driven_by
    return next((int(driver.from_id) for driver in drivers if driver.from_id in moved), None)


def _joined(first: DateMove, last: DateMove) -> DateMove:
    return DateMove(
        first.task_id,
        last.label,
        last.is_milestone,
        last.is_shared,
        first.start_from,
        last.start_to,
        first.finish_from,
        last.finish_to,
        last.because_of or first.because_of,
    )


def _stands(move: DateMove) -> bool:
    return (move.start_from, move.finish_from) == (move.start_to, move.finish_to)


def computed_columns(standing: Standing, at: int) -> tuple[Any, ...]:
    """Return what the engine computed for the task at this place of the plan, in the order of `Task.COMPUTED`."""
    return (
        standing.outline,
        at,
        standing.outline.count("."),
        standing.is_summary,
        standing.start,
        standing.finish,
        standing.start.date(),
        day_of_finish(standing.finish),
        standing.total_slack_minutes,
        standing.free_slack_minutes,
        standing.is_critical,
    )
