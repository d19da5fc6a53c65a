"""On which calendar a task runs.

A task uses the calendar of those who do it, else its own, else the plan's. In detail:

- With people and an own calendar, work happens when both allow it; `ignores_resource_calendars`: the own one alone.
- Several people of one side work each on their own calendar; the task begins with the first and ends with the last.
- People of several sides: the hours are those of our side (without us, of the side named first), on the days on which
  every other side works too. A meeting needs hours common to all.
- Somebody without a calendar follows the task's own or the plan's. Elapsed durations run day and night.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from milepost.lib.errors import Invalid
from milepost.scheduling.calendar_records import Calendar
from milepost.scheduling.calendars import CommonHours, DayPlan, OneCalendar, common_hours, resolve
from milepost.scheduling.checks import Id, by_id, placed
from milepost.scheduling.records import Assignment, Plan, Resource, ResourceKind, Side
from milepost.scheduling.task_records import Task, TaskKind
from milepost.scheduling.timeline import DayAndNight, Mirrored, Source, Timeline, WorkLine

ELAPSED = 0
"""The number of the line on which every minute counts."""


@dataclass(frozen=True, slots=True)
class Member:
    """One of several who do a task at once, each on their own line."""

    line: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Way:
    """How a task's time runs: on one line, or on several; `slack_line` measures its slack.

    With members, `own_lines` has the line of each of `resource_ids`; None: they follow the others.
    """

    line: int
    slack_line: int
    calendar_ids: tuple[Id, ...]
    resource_ids: tuple[Id, ...] = ()
    members: tuple[Member, ...] = ()
    own_lines: tuple[int | None, ...] = ()


type _Key = tuple[tuple[Id, ...], tuple[Id, ...]]  # calendars whose hours are common, calendars whose days count


class Lines:
    """The compiled calendars of one plan, made as they are needed."""

    def __init__(self, plan: Plan, around: int, *, mirrored: bool) -> None:
        self.all: list[WorkLine] = [DayAndNight()]
        self._around = around
        self._mirrored = mirrored
        self._numbers: dict[_Key, int] = {}
        self._days = self._resolve(plan)
        self._resources = by_id(plan.resources, "resource")
        self._people: dict[Id, list[tuple[Resource, Assignment]]] = {}
        for assignment in plan.assignments:
            self._assign(assignment)
        self.default = self._number((self.default_id,))
        self._plain = Way(self.default, self.default, (self.default_id,))
        self._own: dict[Id, Way] = {}
        self._elapsed = Way(ELAPSED, ELAPSED, ())

    def way(self, task: Task) -> Way:
        """Return how this task's time runs."""
        try:
            return self._way(task)
        except Invalid as error:
            raise placed(error, f"“{task.name or task.id}”", task_id=task.id) from error

    def _way(self, task: Task) -> Way:
        if task.is_elapsed:
            return self._elapsed
        people = self._people.get(task.id)
        own = task.calendar_id
        if people and not (task.ignores_resource_calendars and own is not None):
            return self._way_of_people(task, people)
        return self._plain if own is None else self.own_way(own)

    def plain_line(self, task: Task) -> int | None:
        """Return the line of a task that runs on its own calendar or the plan's; None: it is not that simple."""
        if task.is_elapsed or (self._people and task.id in self._people):
            return None
        if task.calendar_id is None:
            return self.default
        known = self._own.get(task.calendar_id)
        return self.way(task).line if known is None else known.line

    def own_way(self, calendar_id: Id | None) -> Way:
        """Return how time runs on one calendar (None: the plan's)."""
        if calendar_id is None:
            return self._plain
        way = self._own.get(calendar_id)
        if way is None:
            line = self._number((calendar_id,))
            way = self._own[calendar_id] = Way(line, line, (calendar_id,))
        return way

    def own_line(self, calendar_id: Id | None) -> int:
        """Return the line of one calendar (None: the plan's)."""
        return self.default if calendar_id is None else self.own_way(calendar_id).line

    def _resolve(self, plan: Plan) -> dict[Id, DayPlan]:
        calendars = by_id(plan.calendars, "calendar")
        if plan.default_calendar_id is None:
            self.default_id: Id = "Standard"
            calendars.setdefault("Standard", Calendar("Standard", "Standard"))
        else:
            self.default_id = plan.default_calendar_id
        return resolve(calendars, plan.zone)

    def _assign(self, assignment: Assignment) -> None:
        resource = self._resources.get(assignment.resource_id)
        if resource is None:
            words = f"Nobody is known by the id “{assignment.resource_id}”, to whom “{assignment.task_id}” is assigned."
            raise Invalid("unknown-resource", words, resource_id=assignment.resource_id, task_id=assignment.task_id)
        if resource.kind is ResourceKind.WORK and assignment.units > 0:
            self._people.setdefault(assignment.task_id, []).append((resource, assignment))

    def _way_of_people(self, task: Task, people: list[tuple[Resource, Assignment]]) -> Way:
        own = task.calendar_id
        calendars = [(resource.calendar_id, resource.side) for resource, _assignment in people]
        named = [(self.default_id if own is None else own, s) if c is None else (c, s) for c, s in calendars]
        with_own = () if own is None else (own,)
        slack = self.own_line(own)
        names = tuple(resource.id for resource, _assignment in people)
        if task.kind is TaskKind.MEETING:
            hours = _unique([*(calendar for calendar, _side in named), *with_own])
            return Way(self._number(hours), slack, hours, names)
        lead = Side.OURS if any(side is Side.OURS for _calendar, side in named) else named[0][1]
        others = _unique(calendar for calendar, side in named if side is not lead)
        lines = [
            self._number(_unique([calendar, *with_own]), others) if side is lead else None for calendar, side in named
        ]
        used = _unique([*(calendar for calendar, _side in named), *with_own])
        kept = {line for line in lines if line is not None}
        if len(kept) == 1:
            line = kept.pop()
            return Way(line, line, used, names)
        return Way(ELAPSED, slack, used, names, _members(task, people, lines), tuple(lines))

    def _number(self, hours: tuple[Id, ...], days: tuple[Id, ...] = ()) -> int:
        days = tuple(each for each in days if each not in hours)
        number = self._numbers.get((hours, days))
        if number is None:
            line: WorkLine = Timeline(self._source(hours, days), self._around)
            self.all.append(Mirrored(line) if self._mirrored else line)
            number = self._numbers[hours, days] = len(self.all) - 1
        return number

    def _source(self, hours: tuple[Id, ...], days: tuple[Id, ...]) -> Source:
        if not days:
            return common_hours([self._day_plan(each) for each in hours])
        first = OneCalendar(self._day_plan(hours[0]), [self._day_plan(each) for each in days])
        if len(hours) == 1:
            return first
        rest = common_hours([self._day_plan(each) for each in hours[1:]])
        return CommonHours([first, rest])

    def _day_plan(self, calendar_id: Id) -> DayPlan:
        found = self._days.get(calendar_id)
        if found is None:
            raise Invalid("unknown-calendar", f"There is no calendar “{calendar_id}”.", calendar_id=calendar_id)
        return found


def _unique(ids: Iterable[Id]) -> tuple[Id, ...]:
    return tuple(dict.fromkeys(ids))


def _members(task: Task, people: list[tuple[Resource, Assignment]], lines: Sequence[int | None]) -> tuple[Member, ...]:
    """Return what each needs: work by units of them, without a figure of work the duration."""
    needs = [
        round(assignment.work_minutes / assignment.units) if assignment.work_minutes is not None else None
        for _resource, assignment in people
    ]
    found: dict[int, int] = {}
    for need, line, (_resource, assignment) in zip(needs, lines, people, strict=True):
        if line is None:
            continue
        share = task.duration_minutes if need is None else need
        found[line] = max(found.get(line, 0), share + assignment.delay_minutes)
    return tuple(Member(line, minutes) for line, minutes in found.items())
