"""Working time on the calendars that tasks name themselves, by which the pauses of split tasks are counted."""

import datetime as dt
from collections.abc import Callable

from milepost.scheduling.calendars import common_hours, resolve
from milepost.scheduling.clock import Clock
from milepost.scheduling.records import OFFICE_WEEK, Calendar, Id, Plan, Task
from milepost.scheduling.timeline import DayAndNight, Timeline, WorkLine

_STANDARD = Calendar(id=-1, name="Standard", week=OFFICE_WEEK)


class Measures:
    """The lines of working time of a plan's calendars."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._days = resolve({each.id: each for each in plan.calendars or (_STANDARD,)}, plan.zone)
        self._lines: dict[Id, Timeline] = {}
        self.clock = Clock(plan.zone)

    def of(self, task: Task) -> Callable[[dt.datetime, dt.datetime], int]:
        """Return the function that counts working minutes between two moments."""
        line, minute = self.line(task), self.clock.minute
        return lambda start, finish: line.work(minute(finish)) - line.work(minute(start))

    def line(self, task: Task) -> WorkLine:
        """Return the line of a task's own calendar, else the plan's."""
        if task.is_elapsed:
            return DayAndNight()
        default = self._plan.default_calendar_id
        named = default if task.calendar_id is None else task.calendar_id
        return self._line(next(iter(self._days)) if named is None else named)

    def _line(self, calendar_id: Id) -> Timeline:
        if calendar_id not in self._lines:
            anchor = self._plan.start or self._plan.finish
            around = 0 if anchor is None else self.clock.minute(anchor)
            self._lines[calendar_id] = Timeline(common_hours([self._days[calendar_id]]), around)
        return self._lines[calendar_id]
