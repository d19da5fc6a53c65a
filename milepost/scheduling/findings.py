"""What a person should be warned of in a schedule. The plan is scheduled all the same."""

from collections.abc import Iterator

from milepost.scheduling.checks import Id
from milepost.scheduling.forward import moment_of
from milepost.scheduling.moments import DATED
from milepost.scheduling.network import Far, Near, Network
from milepost.scheduling.nodes import ALWAYS, Kind, Node
from milepost.scheduling.progress import without_start
from milepost.scheduling.reading import Reader, Span
from milepost.scheduling.reasons import Reasons
from milepost.scheduling.results import Driver, DriverKind, ScheduleWarning, WarningCode
from milepost.scheduling.task_records import Constraint, Task

_WORDS = {
    Constraint.START_NO_EARLIER_THAN: "start no earlier than",
    Constraint.START_NO_LATER_THAN: "start no later than",
    Constraint.FINISH_NO_EARLIER_THAN: "finish no earlier than",
    Constraint.FINISH_NO_LATER_THAN: "finish no later than",
    Constraint.MUST_START_ON: "start on",
    Constraint.MUST_FINISH_ON: "finish on",
}
_STARTS = {Constraint.START_NO_EARLIER_THAN, Constraint.START_NO_LATER_THAN, Constraint.MUST_START_ON}
_NOT_BEFORE = {
    Constraint.START_NO_EARLIER_THAN,
    Constraint.FINISH_NO_EARLIER_THAN,
    Constraint.MUST_START_ON,
    Constraint.MUST_FINISH_ON,
}
_NOT_AFTER = DATED - {Constraint.START_NO_EARLIER_THAN, Constraint.FINISH_NO_EARLIER_THAN}
_HELD = {DriverKind.CONSTRAINT, DriverKind.DEADLINE, DriverKind.PIN, DriverKind.ACTUAL}


def warnings_of(reader: Reader, reasons: Reasons) -> tuple[ScheduleWarning, ...]:
    """Return all warnings, in the order of the plan."""
    finder = _Finder(reader, reasons)
    network = reader.network
    found: list[ScheduleWarning] = []
    for number, node in sorted(network.special.items()):
        if number < network.tasks and number not in network.idle:
            found += finder.of_special(number, node)
    for task_id in network.outline.children:
        found += finder.of_summary(task_id)
    found += [*without_start(network.plan, network.outline), *finder.before_start()]
    found += [
        ScheduleWarning(
            WarningCode.PERCENT_OF_SUMMARY,
            f"The lag between {finder.name(link.predecessor_id)} and {finder.name(link.successor_id)} is a share of a "
            "summary's duration, which in a plan from its finish is known only afterwards: it counts as none.",
            (link.successor_id, link.predecessor_id),
            link=link,
        )
        for link in network.percent_of_summary
    ]
    return tuple(found)


class _Finder:
    def __init__(self, reader: Reader, reasons: Reasons) -> None:
        self._reader = reader
        self._reasons = reasons
        self._network: Network = reader.network
        self.name = self._network.outline.name

    def of_special(self, number: int, node: Node) -> Iterator[ScheduleWarning]:
        task = self._network.outline.tasks[self._network.owner[number]]
        span = self._reader.span(task.id)
        if node.kind is Kind.FIXED or node.high != ALWAYS:
            yield from self._broken_links(number, node)
        yield from self._limits(task, span)
        if node.is_pinned and not node.is_started:
            yield from self._pinned(number, task, node)
        yield from self._actual(task)

    def of_summary(self, task_id: Id) -> Iterator[ScheduleWarning]:
        yield from self._limits(self._network.outline.tasks[task_id], self._reader.span(task_id))

    # Dates that are not kept

    def _limits(self, task: Task, span: Span) -> Iterator[ScheduleWarning]:
        minute = self._network.moments.clock.minute
        if task.deadline is not None:
            over = self._reader.between(task.id, minute(task.deadline), span.finish)
            if over > 0:
                text = f"{self.name(task.id)} misses its deadline {_date(task.deadline)} by {_time(over)}."
                yield self._conflict(WarningCode.DEADLINE_MISSED, text, task.id, over)
        if task.constraint in DATED and task.constraint is not None and task.constraint_date is not None:
            yield from self._constraint(task, task.constraint, span, minute(task.constraint_date))

    def _constraint(self, task: Task, kind: Constraint, span: Span, date: int) -> Iterator[ScheduleWarning]:
        if span.is_complete:
            return
        over = self._reader.between(task.id, date, span.start if kind in _STARTS else span.finish)
        broken = (kind in _NOT_AFTER and over > 0) or (kind in _NOT_BEFORE and over < 0)
        if broken:
            text = f"{self.name(task.id)} should {_WORDS[kind]} {_date(task.constraint_date)} and is {_time(over)} off."
            yield self._conflict(WarningCode.CONSTRAINT_BROKEN, text, task.id, abs(over))

    def _conflict(self, code: WarningCode, text: str, task_id: Id, minutes: int) -> ScheduleWarning:
        chain = self._chain(task_id)
        held = tuple(dict.fromkeys((task_id, *self._held(chain))))
        if len(chain) > 1:
            text += f" What leads there: {self._path(chain)}."
        return ScheduleWarning(code, text, (task_id,), tuple(chain), held, minutes=minutes)

    # Links that are not kept

    def _broken_links(self, number: int, node: Node) -> Iterator[ScheduleWarning]:
        """A pin, the past or an honoured constraint stands before what a link asks for."""
        worst: ScheduleWarning | None = None
        for source, edge in self._reader.room.links_into(number):
            driver, minutes = self._short_by(number, source, edge)
            if driver is None:
                continue
            before, after = driver.from_id, driver.task_id
            last = self._reasons.end_before(driver)
            lead = [*self._chain(last.from_id), last.task_id] if last and last.from_id is not None else None
            chain = [*(lead or (self._chain(before) if before is not None else ())), after]
            text = (
                f"{self.name(after)} stands {_time(minutes)} before what its link with {self.name(before or after)} "
                f"asks for. What leads there: {self._path(chain)}."
            )
            ids = (after,) if before is None else (after, before)
            held = tuple(dict.fromkeys((after, *self._held(chain))))
            broken = ScheduleWarning(WarningCode.LINK_BROKEN, text, ids, tuple(chain), held, driver.link, minutes)
            yield broken
            if worst is None or minutes > worst.minutes:
                worst = broken
        if worst is not None and node.kind is not Kind.FIXED:
            yield self._negative(worst)

    def _negative(self, worst: ScheduleWarning) -> ScheduleWarning:
        named = ", ".join(self._limit(each) for each in worst.constraint_task_ids)
        text = (
            f"These cannot all be kept, {_time(worst.minutes)} are missing: {named}; along {self._path(worst.chain)}."
        )
        return ScheduleWarning(
            WarningCode.NEGATIVE_SLACK,
            text,
            worst.task_ids,
            worst.chain,
            worst.constraint_task_ids,
            worst.link,
            worst.minutes,
        )

    def _limit(self, task_id: Id) -> str:
        task = self._network.outline.tasks[task_id]
        if task.constraint in DATED and task.constraint is not None:
            return f"{self.name(task_id)} {_WORDS[task.constraint]} {_date(task.constraint_date)}"
        if task.is_pinned:
            return f"{self.name(task_id)} pinned"
        if task.deadline is not None:
            return f"{self.name(task_id)} due {_date(task.deadline)}"
        return f"{self.name(task_id)} begun"

    def _short_by(self, number: int, source: int, edge: Near | Far) -> tuple[Driver | None, int]:
        """Return the link as a driver and by how many minutes it is not kept."""
        network, placed = self._network, self._reader.dates.placed
        bounds = self._reasons.bounds
        line = network.lines.all[network.line[number]]
        if not isinstance(edge, Far):
            short = ((placed[edge[0]] + edge[1]) >> 1) - (placed[2 * number] >> 1)
        elif edge.to_finish:
            short = line.work(bounds.bound_of(edge)) - line.work(
                moment_of(network, 2 * number + 1, placed[2 * number + 1])
            )
        else:
            short = line.work(bounds.bound_of(edge)) - line.work(moment_of(network, 2 * number, placed[2 * number]))
        if short <= 0:
            return None, 0
        return self._reasons.link_driver(number, source, edge), short

    # What stands oddly

    def _pinned(self, number: int, task: Task, node: Node) -> Iterator[ScheduleWarning]:
        network = self._network
        line = network.lines.all[network.line[number]]
        if node.begin != node.end and line.start_at(line.work(node.begin)) != node.begin:
            text = f"{self.name(task.id)} is pinned to start when nobody works on it."
            yield ScheduleWarning(WarningCode.PIN_OUTSIDE_WORKING_TIME, text, (task.id,))

    def _actual(self, task: Task) -> Iterator[ScheduleWarning]:
        status = self._network.plan.status_date
        for actual in (task.actual_start, task.actual_finish):
            if status is not None and actual is not None and actual > status:
                text = (
                    f"{self.name(task.id)} has an actual date {_date(actual)}, after the status date {_date(status)}."
                )
                yield ScheduleWarning(WarningCode.ACTUAL_AFTER_STATUS_DATE, text, (task.id,))
                return

    def before_start(self) -> Iterator[ScheduleWarning]:
        network, plan = self._network, self._network.plan
        if network.moments.mirrored or not (plan.links_may_precede_start or network.special):
            return
        for number in network.order:
            if number >= network.tasks:
                continue
            at = self._reader.dates.placed[2 * number]
            if at >> 1 < network.start_on(network.line[number]) >> 1:
                task_id = network.owner[number]
                text = f"{self.name(task_id)} starts before the plan does."
                yield ScheduleWarning(WarningCode.BEFORE_PLAN_START, text, (task_id,))

    # Chains

    def _chain(self, task_id: Id) -> list[Id]:
        """Return the tasks from what moves for no other reason to this one."""
        found, current = [task_id], task_id
        while True:
            drivers = self._reasons.drivers(current)
            onward = drivers[0].from_id if drivers else None
            last = self._reasons.end_before(drivers[0]) if drivers else None
            if last is not None and last.task_id not in found:
                found.append(last.task_id)
                onward = last.from_id
            if drivers and drivers[0].task_id not in found:
                found.append(drivers[0].task_id)
            if onward is None or onward in found:
                return found[::-1]
            found.append(onward)
            current = onward

    def _held(self, chain: list[Id]) -> tuple[Id, ...]:
        """Return those of a chain that stand where they do by a date of their own."""
        tasks = self._network.outline.tasks
        return tuple(
            each
            for each in chain
            if tasks[each].constraint in DATED
            or tasks[each].is_pinned
            or any(driver.kind in _HELD for driver in self._reasons.drivers(each))
        )

    def _path(self, chain: list[Id] | tuple[Id, ...]) -> str:
        names = [self.name(each) for each in chain]
        if len(names) > 12:  # noqa: PLR2004 - longer ones are data, not words
            names = [*names[:6], f"{len(names) - 11} more", *names[-5:]]
        return " → ".join(names)


def _date(moment: object) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _time(minutes: int) -> str:
    hours, rest = divmod(abs(minutes), 60)
    return f"{hours} h {rest} min" if rest else f"{hours} h"
