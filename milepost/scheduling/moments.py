"""Dates as moments and positions: what durations, constraints, pins and progress of a task make of its node."""

from milepost.lib.errors import Invalid
from milepost.scheduling.checks import placed
from milepost.scheduling.clock import Clock
from milepost.scheduling.lines import Lines, Way
from milepost.scheduling.nodes import ALWAYS, NEVER, Kind, Node
from milepost.scheduling.positions import latest_position, latest_start, position
from milepost.scheduling.progress import progress, stretched
from milepost.scheduling.records import Plan, ScheduleFrom
from milepost.scheduling.task_records import Constraint, Task
from milepost.scheduling.timeline import WorkLine

_ASAP, _ALAP = Constraint.AS_SOON_AS_POSSIBLE, Constraint.AS_LATE_AS_POSSIBLE
_SNET, _SNLT = Constraint.START_NO_EARLIER_THAN, Constraint.START_NO_LATER_THAN
_FNET, _FNLT = Constraint.FINISH_NO_EARLIER_THAN, Constraint.FINISH_NO_LATER_THAN
_MSO, _MFO = Constraint.MUST_START_ON, Constraint.MUST_FINISH_ON
DATED = frozenset({_SNET, _SNLT, _FNET, _FNLT, _MSO, _MFO})
_MIRRORED = {
    _ASAP: _ALAP,
    _ALAP: _ASAP,
    _SNET: _FNLT,
    _SNLT: _FNET,
    _FNET: _SNLT,
    _FNLT: _SNET,
    _MSO: _MFO,
    _MFO: _MSO,
}


def anchor_of(plan: Plan, clock: Clock) -> int:
    """Return the moment from which the plan is scheduled."""
    forward = plan.schedule_from == ScheduleFrom.START
    anchor = plan.start if forward else plan.finish
    if anchor is None:
        end = "start" if forward else "finish"
        raise Invalid("no-anchor", f"A plan that is scheduled from its {end} needs a {end}.", {end: "is missing"})
    return clock.minute(anchor)


class Moments:
    """Turns dates into moments and positions, for a plan or its mirror image."""

    def __init__(self, plan: Plan, clock: Clock, lines: Lines, *, mirrored: bool) -> None:
        self.plan = plan
        self.clock = clock
        self.lines = lines
        self.mirrored = mirrored
        self.sign = -1 if mirrored else 1
        self.status: int | None = None
        if plan.status_date is not None and plan.moves_unfinished_work:
            self.status = self.clock.minute(plan.status_date)

    def constraint(self, task: Task) -> Constraint:
        """Return the constraint as the engine, which always schedules from a start, sees it."""
        own = task.constraint
        if own is None:
            return _ASAP
        if own in DATED and task.constraint_date is None:
            words = f"The constraint {own} of “{task.name or task.id}” needs a date."
            raise Invalid("no-constraint-date", words, {"constraint_date": "is missing"}, task_id=task.id)
        return _MIRRORED[own] if self.mirrored else own

    def node(self, task: Task) -> Node:
        """Return the node of a task that is no summary. What is wrong with its dates is refused with its name."""
        try:
            return self._node(task)
        except Invalid as error:
            raise placed(error, f"“{task.name or task.id}”", task_id=task.id) from error

    def _node(self, task: Task) -> Node:
        if task.duration_minutes < 0 or (task.remaining_minutes or 0) < 0:
            words = f"The duration of “{task.name or task.id}” is negative."
            raise Invalid("negative-duration", words, {"duration_minutes": "is negative"}, task_id=task.id)
        way = self.lines.way(task)
        if way.members and not task.duration_minutes:
            way = self.lines.own_way(task.calendar_id)
        length = task.duration_minutes
        done, rest = progress(task)
        node = Node(way, 2 * stretched(task, length), 2 * (stretched(task, done + rest) - stretched(task, done)))
        if way.members:
            node.kind = Kind.SEVERAL
        node.is_complete = task.actual_finish is not None or (task.actual_start is not None and not rest)
        node.is_started = task.actual_start is not None
        node.is_pinned = task.is_pinned
        node.is_late = self.constraint(task) is _ALAP
        if node.is_complete or node.is_started or node.is_pinned:
            self._fix(task, node, done, rest)
        else:
            node.delay = task.levelling_delay_minutes if not self.mirrored else 0
        self._bound(task, node)
        return node

    def bind_summary(self, task: Task, way: Way) -> tuple[int, int]:
        """Return the earliest position that a summary's constraint allows its children, and the latest end."""
        low, late = NEVER, ALWAYS
        kind = self.constraint(task)
        line = self.lines.all[way.line]
        if task.constraint_date is not None and kind in {_SNET, _MSO}:
            low = position(line, self.sign * self.clock.minute(task.constraint_date), starts=True)
        if task.constraint_date is not None and kind in {_FNLT, _MFO}:
            late = latest_position(line, self.sign * self.clock.minute(task.constraint_date))
        if task.deadline is not None and not self.mirrored:
            late = min(late, latest_position(line, self.clock.minute(task.deadline)))
        return low, late

    def _fix(self, task: Task, node: Node, done: int, rest: int) -> None:
        line = self.lines.all[node.way.line]
        if task.is_pinned and not node.is_started and not node.is_complete:
            begin, end = self._pinned(task, line, node.span // 2)
        else:
            begin, end = self._actual(task, line, done, rest)
        node.kind = Kind.FIXED
        node.begin, node.end = (-end, -begin) if self.mirrored else (begin, end)
        if node.is_pinned and not node.is_started:
            node.span = node.rest = 2 * abs(line.work(node.end) - line.work(node.begin))

    def _pinned(self, task: Task, line: WorkLine, span: int) -> tuple[int, int]:
        start, finish = task.pinned_start, task.pinned_finish
        if start is not None:
            begin = self.clock.minute(start)
            end = self._later(line, begin, span) if finish is None else self.clock.minute(finish)
            if end < begin:
                words = f"“{task.name or task.id}” is pinned to end before it starts."
                raise Invalid("pin-ends-before-start", words, {"pinned_finish": "lies before"}, task_id=task.id)
            return begin, end
        assert finish is not None  # noqa: S101 - a pin has one of both
        end = self.clock.minute(finish)
        return self._earlier(line, end, span), end

    def _actual(self, task: Task, line: WorkLine, done: int, rest: int) -> tuple[int, int]:
        if task.actual_finish is not None:
            end = self.clock.minute(task.actual_finish)
            begin = self._earlier(line, end, task.duration_minutes)
            if task.actual_start is not None:
                begin = self.clock.minute(task.actual_start)
            if end < begin:
                words = f"“{task.name or task.id}” ended before it started."
                raise Invalid("actual-ends-before-start", words, {"actual_finish": "lies before"}, task_id=task.id)
            return begin, end
        assert task.actual_start is not None  # noqa: S101 - the caller has looked
        begin = self.clock.minute(task.actual_start)
        if task.pinned_finish is not None:
            return begin, max(begin, self.clock.minute(task.pinned_finish))
        return begin, self._end_of_rest(task, line, begin, done, rest)

    def _end_of_rest(self, task: Task, line: WorkLine, begin: int, done: int, rest: int) -> int:
        """Return when work in progress ends: what is left follows what is done, the status date and the resume date."""
        if not done and not rest:
            return begin
        stop = self._later(line, begin, stretched(task, done))
        left = stretched(task, done + rest) - stretched(task, done)
        again = stop
        if self.status is not None and rest:
            again = max(again, self.status)
        if task.resume_on is not None and rest:
            again = max(again, self.clock.minute(task.resume_on))
        end = self._later(line, again, left) if left else stop
        if self.constraint(task) is _FNET and task.constraint_date is not None and not self.mirrored and rest:
            end = max(end, self.clock.minute(task.constraint_date))
        return end

    def _later(self, line: WorkLine, begin: int, minutes: int) -> int:
        """Return the end of so much work, on the plan's own side of the mirror."""
        if not minutes:
            return begin
        if self.mirrored:
            return -line.start_at(line.work(-begin) - minutes)
        return line.finish_at(line.work(begin) + minutes)

    def _earlier(self, line: WorkLine, end: int, minutes: int) -> int:
        if not minutes:
            return end
        if self.mirrored:
            return -line.finish_at(line.work(-end) + minutes)
        return line.start_at(line.work(end) - minutes)

    def _bound(self, task: Task, node: Node) -> None:
        line = self.lines.all[node.way.line]
        if task.deadline is not None and not self.mirrored:
            node.late = latest_position(line, self.clock.minute(task.deadline))
        elif task.deadline is not None:
            node.low = position(line, -self.clock.minute(task.deadline), starts=True)
        if self.status is not None and not self.mirrored:
            node.floor = position(line, self.status, starts=True)
        elif self.status is not None:
            node.high = position(line, -self.status, starts=False) - node.span
        if task.resume_on is not None and not self.mirrored:
            node.floor = max(node.floor, position(line, self.clock.minute(task.resume_on), starts=True))
        kind = self.constraint(task)
        if kind in DATED and task.constraint_date is not None:
            self._constrain(node, kind, line, self.sign * self.clock.minute(task.constraint_date))

    def _constrain(self, node: Node, kind: Constraint, line: WorkLine, date: int) -> None:
        """Set the bounds of a dated constraint. Must-dates are exact; those "no later" pull back when honoured."""
        by_start = kind in {_SNET, _SNLT, _MSO}
        start = position(line, date, starts=True, exact=not node.span)
        if not by_start:
            start = self._start_for_end(node, line, date)
        if kind in {_SNET, _FNET, _MSO, _MFO}:
            node.low = max(node.low, start) if kind in {_SNET, _FNET} else start
        if kind in {_SNLT, _FNLT, _MSO, _MFO}:
            if self.plan.honours_constraints:
                node.high = min(node.high, start)
            late = latest_position(line, date) + (node.span if by_start else 0)
            if kind in {_MSO, _MFO} and self.plan.honours_constraints:
                node.late_exact = True
                node.late = min(node.late, late) if node.late != ALWAYS else late
            else:
                node.late = min(node.late, late)

    def _start_for_end(self, node: Node, line: WorkLine, date: int) -> int:
        if node.kind is Kind.SEVERAL:
            return 2 * latest_start(self.lines, node.way, date) + 1
        if not node.span:
            return position(line, date, starts=False, exact=True)
        return 2 * line.work(date) - node.span + 1
