"""Reads dates and slack of tasks and summaries out of the positions that the passes left."""

from dataclasses import dataclass

from milepost.scheduling.backward import backward
from milepost.scheduling.checks import Id
from milepost.scheduling.dates import Dates
from milepost.scheduling.forward import moment_of
from milepost.scheduling.free_slack import Room
from milepost.scheduling.network import Network
from milepost.scheduling.nodes import Kind
from milepost.scheduling.positions import last_finish


@dataclass(slots=True)
class Span:
    """The dates of a task or summary as moments of the plan's clock, and its slack in minutes."""

    start: int
    finish: int
    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    start_slack: int = 0
    finish_slack: int = 0
    total_slack: int = 0
    is_started: bool = False
    is_complete: bool = False
    is_critical: bool = False
    is_late: bool = False
    is_pinned: bool = False


class Reader:
    """Dates by task, each worked out when it is asked for, once."""

    def __init__(self, network: Network, dates: Dates) -> None:
        self.network = network
        self.dates = dates
        self._spans: dict[Id, Span] = {}
        self._ends: dict[Id, tuple[int, int]] = {}
        self.room = Room(network, dates)

    @property
    def late(self) -> list[int]:
        """The late positions, computed when they are first asked for."""
        if not self.dates.late:
            backward(self.network, self.dates)
        return self.dates.late

    def span(self, task_id: Id) -> Span:
        """Return the dates of a task."""
        found = self._spans.get(task_id)
        if found is None:
            number = self.network.index.get(task_id)
            found = self._spans[task_id] = self._summary(task_id) if number is None else self._leaf(number)
        return found

    def ends(self, task_id: Id) -> tuple[int, int]:
        """Return start and finish of a task alone, which is quicker."""
        found = self._ends.get(task_id)
        if found is None:
            found = self._ends[task_id] = self._find_ends(task_id)
        return found

    def _find_ends(self, task_id: Id) -> tuple[int, int]:
        number = self.network.index.get(task_id)
        if number is None:
            return self._ends_of_summary(task_id)
        placed = self.dates.placed
        start = moment_of(self.network, 2 * number, placed[2 * number])
        finish = moment_of(self.network, 2 * number + 1, placed[2 * number + 1])
        return (-finish, -start) if self.network.moments.mirrored else (start, finish)

    def _leaf(self, number: int) -> Span:
        network, dates = self.network, self.dates
        start, finish = 2 * number, 2 * number + 1
        line = network.lines.all[network.line[number]]
        late = self.late
        late_start = late[start] >> 1
        span = Span(
            moment_of(network, start, dates.placed[start]),
            moment_of(network, finish, dates.placed[finish]),
            moment_of(network, start, dates.early[start]),
            moment_of(network, finish, dates.early[finish]),
            line.start_at(late_start) if network.rest[number] else line.finish_at(late_start),
            line.finish_at(late[finish] >> 1),
        )
        span.start_slack = late_start - (dates.early[start] >> 1)
        span.finish_slack = (late[finish] >> 1) - (dates.early[finish] >> 1)
        if not (network.rest[number] or span.finish_slack):
            span.late_start, span.late_finish = span.early_start, span.early_finish  # not 17:00 for its 08:00
        node = network.special.get(number)
        if node is not None:
            span.is_started, span.is_complete = node.is_started or node.is_complete, node.is_complete
            span.is_late, span.is_pinned = node.is_late, node.is_pinned
            if node.kind is Kind.SEVERAL:
                span.late_finish = last_finish(network.lines, node.way, span.late_finish)
            if node.way.slack_line != network.line[number]:
                self._measure(span, node.way.slack_line)
            if span.is_started:
                span.late_start, span.start_slack = node.begin, 0
            if span.is_complete:
                span.late_finish = node.end
        self._finish_slack(span, network.owner[number])
        return self._unmirrored(span) if network.moments.mirrored else span

    def _measure(self, span: Span, on: int) -> None:
        line = self.network.lines.all[on]
        span.start_slack = line.work(span.late_start) - line.work(span.early_start)
        span.finish_slack = line.work(span.late_finish) - line.work(span.early_finish)

    def _finish_slack(self, span: Span, task_id: Id) -> None:
        """Total slack is the smaller of both, of work begun that of its finish; none is left to what is placed late."""
        plan, task = self.network.plan, self.network.outline.tasks[task_id]
        if span.is_late and not self.network.moments.mirrored and not span.is_started:
            span.start_slack = min(span.start_slack, 0)
            span.finish_slack = min(span.finish_slack, 0)
        span.total_slack = span.finish_slack if span.is_started else min(span.start_slack, span.finish_slack)
        is_open = not span.is_complete and task.percent_complete < 100  # noqa: PLR2004 - per cent
        span.is_critical = (
            is_open and task.is_active and not task.is_tentative and span.total_slack <= plan.critical_slack_minutes
        )

    @staticmethod
    def _unmirrored(span: Span) -> Span:
        found = Span(
            -span.finish,
            -span.start,
            -span.late_finish,
            -span.late_start,
            -span.early_finish,
            -span.early_start,
            span.finish_slack,
            span.start_slack,
            span.total_slack,
            span.is_started,
            span.is_complete,
            span.is_critical,
            span.is_late,
            span.is_pinned,
        )
        if span.is_started:
            found.early_start, found.early_finish, found.late_start = found.start, found.finish, found.start
        return found

    # Summaries

    def parts(self, task_id: Id) -> list[Id]:
        """Return the children that count: the active ones, if there are any."""
        outline = self.network.outline
        return [each for each in outline.children[task_id] if outline.tasks[each].is_active] or outline.children[
            task_id
        ]

    def _ends_of_summary(self, task_id: Id) -> tuple[int, int]:
        task, clock = self.network.outline.tasks[task_id], self.network.moments.clock
        ends = [self.ends(each) for each in self.parts(task_id)]
        start, finish = min(end[0] for end in ends), max(end[1] for end in ends)
        if task.pinned_finish is not None:
            finish = clock.minute(task.pinned_finish)
            start = min(start, finish)
        if task.pinned_start is not None:
            start = clock.minute(task.pinned_start)
        return start, max(start, finish)

    def _summary(self, task_id: Id) -> Span:
        task = self.network.outline.tasks[task_id]
        parts = [self.span(each) for each in self.parts(task_id)]
        span = Span(
            *self.ends(task_id),
            min(part.start if part.is_late else part.early_start for part in parts),
            max(part.finish if part.is_late else part.early_finish for part in parts),
            min(part.early_start if part.is_pinned else part.late_start for part in parts),
            max(part.early_finish if part.is_pinned else part.late_finish for part in parts),
        )
        if task.is_pinned:
            span.early_start, span.early_finish = span.start, span.finish
        span.is_pinned = task.is_pinned
        span.is_started = any(part.is_started for part in parts)
        span.is_complete = all(part.is_complete for part in parts)
        self._measure_summary(span, task_id)
        # By its own slack, as in Microsoft Project: a critical part within a longer summary does not make it critical.
        limit = self.network.plan.critical_slack_minutes
        span.is_critical = task.is_active and not span.is_complete and span.total_slack <= limit
        return span

    def _measure_summary(self, span: Span, task_id: Id) -> None:
        span.start_slack = self.between(task_id, span.early_start, span.late_start)
        span.finish_slack = self.between(task_id, span.early_finish, span.late_finish)
        span.total_slack = span.finish_slack if span.is_started else min(span.start_slack, span.finish_slack)

    def between(self, task_id: Id, begin: int, end: int) -> int:
        """Return the working minutes between two moments on the line that measures a task's slack."""
        network = self.network
        task = network.outline.tasks[task_id]
        way = network.lines.own_way(task.calendar_id) if task_id not in network.index else network.lines.way(task)
        line = network.lines.all[way.slack_line]
        if network.moments.mirrored:
            return line.work(-begin) - line.work(-end)
        return line.work(end) - line.work(begin)

    def free_slack(self, task_id: Id) -> int:
        """Return the minutes that a task may slip before a follower moves; without followers its total slack."""
        span = self.span(task_id)
        if span.is_complete:
            return 0
        free = self.room.of(task_id)
        return max(span.total_slack if free is None else free, 0)
