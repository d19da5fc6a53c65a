"""What a change of a plan means to people: which tasks move, by how much, whose they are, what becomes late."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from milepost.identity.public import User
from milepost.projects.models import Project, Task, TaskParty
from milepost.projects.queries.consequences import Consequences, DateMove, day_of_finish
from milepost.projects.queries.working_days import day_counter
from milepost.projects.records import Letter, ProjectState
from milepost.projects.records_plan import PlanEdit, ProjectEdit

SHOWN_MOST = 200


@dataclass(frozen=True, slots=True)
class Ripple:
    """One task that moves: the days of its end before and after, how many working days, whose it is."""

    move: DateMove
    from_on: dt.date | None
    to_on: dt.date | None
    days: int | None
    people: str
    misses_deadline: bool


@dataclass(frozen=True, slots=True)
class Ripples:
    """What a change does. `forecast_days` are working days by which go-live moves, 0 when it stays.

    `more` counts the moves that are not among the rows: those beyond the first two hundred, and of unseen tasks.
    """

    found: Consequences
    rows: tuple[Ripple, ...]
    more: int
    forecast_days: int
    late_after_target_days: int | None

    @property
    def people_count(self) -> int:
        """Return how many different people hold work that moves."""
        return len({name for row in self.rows for name in row.people.split(", ") if name})


def ripples_of(project: Project, found: Consequences, viewer: User) -> Ripples:
    """Return what `found` means to `viewer`, who reads of the tasks that they see. Five queries."""
    count = day_counter(project)
    seen = Task.objects.visible_to(viewer).filter(project=project)
    deadlines = dict(seen.values_list("pk", "deadline_on"))
    moves = [move for move in found.moves if move.task_id in deadlines or move.task_id < 0]
    people = _people([move.task_id for move in moves])
    rows = [_ripple(move, people.get(move.task_id, ""), deadlines.get(move.task_id), count) for move in moves]
    rows.sort(key=lambda row: (not row.misses_deadline, not row.move.is_milestone, -abs(row.days or 0)))
    forecast = (found.forecast_from, found.forecast_to)
    late = count(project.target_on, forecast[1]) if project.target_on and forecast[1] else None
    return Ripples(
        found,
        tuple(rows[:SHOWN_MOST]),
        len(found.moves) - len(rows[:SHOWN_MOST]),
        count(forecast[0], forecast[1]) if forecast[0] and forecast[1] else 0,
        late,
    )


def needs_a_look(project: Project, edits: Sequence[PlanEdit], found: Consequences) -> bool:
    """Say whether a person should see first what an act does: in a running project, when others' work or go-live moves.

    A draft is planned freely: nobody works by it yet.
    """
    if project.state == ProjectState.DRAFT:
        return False
    if found.forecast_from is not None and found.forecast_from != found.forecast_to:
        return True
    own = {edit.task_id for edit in edits if not isinstance(edit, ProjectEdit) and hasattr(edit, "task_id")}
    own |= {getattr(edit, "successor_id", None) for edit in edits}
    summaries = {task.id for task in found.after.tasks if task.is_summary}
    return any(
        move.task_id not in own and move.task_id not in summaries and move.start_from is not None and move.start_to
        for move in found.moves
    )


def _ripple(move: DateMove, people: str, deadline: dt.date | None, count: Callable[[dt.date, dt.date], int]) -> Ripple:
    from_on = day_of_finish(move.finish_from) if move.finish_from else None
    to_on = day_of_finish(move.finish_to) if move.finish_to else None
    days = count(from_on, to_on) if from_on and to_on else None
    was_kept = deadline is not None and (from_on is None or from_on <= deadline)
    return Ripple(move, from_on, to_on, days, people, bool(was_kept and deadline and to_on and to_on > deadline))


def _people(tasks: Sequence[int]) -> dict[int, str]:
    """Return the names of those who do each task."""
    rows = TaskParty.objects.filter(task__in=[key for key in tasks if key > 0], letter=Letter.RESPONSIBLE)
    found: dict[int, list[str]] = {}
    for party in rows.select_related("user", "contact").order_by("pk"):
        found.setdefault(party.task_id, []).append(str(party.user or party.contact or party.role))
    return {task: ", ".join(names) for task, names in found.items()}
