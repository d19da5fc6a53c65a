"""Working time as tasks use it, by which the pauses of split tasks are counted: the engine's own lines."""

import datetime as dt
from collections.abc import Callable

from milepost.scheduling.clock import Clock
from milepost.scheduling.lines import Lines
from milepost.scheduling.records import Plan
from milepost.scheduling.task_records import Task
from milepost.scheduling.timeline import WorkLine


class Measures:
    """The lines of working time on which the tasks of a plan run."""

    def __init__(self, plan: Plan) -> None:
        self.clock = Clock(plan.zone)
        anchor = plan.start or plan.finish
        around = 0 if anchor is None else self.clock.minute(anchor)
        self._lines = Lines(plan, around, mirrored=False)

    def of(self, task: Task) -> Callable[[dt.datetime, dt.datetime], int]:
        """Return the function that counts working minutes between two moments."""
        line, minute = self.line(task), self.clock.minute
        return lambda start, finish: line.work(minute(finish)) - line.work(minute(start))

    def is_single(self, task: Task) -> bool:
        """Say whether the task runs on one line: those who do it do not work at different hours."""
        return not self._lines.way(task).members

    def line(self, task: Task) -> WorkLine:
        """Return the line of a task; of one that several people do at different hours, the one that measures slack."""
        way = self._lines.way(task)
        return self._lines.all[way.slack_line if way.members else way.line]
