"""The same rules as the engine's, slow and obvious: an hour at a time, over and over until nothing changes.

Knows whole hours only. Shares no code with the engine; it looks days up in the records itself.
"""

import datetime as dt
from collections.abc import Mapping

from milepost.scheduling.public import (
    OFFICE_WEEK,
    Calendar,
    Constraint,
    Id,
    LagKind,
    Link,
    LinkType,
    Plan,
    Task,
)

HOUR = dt.timedelta(hours=1)
type Dates = dict[Id, tuple[dt.datetime, dt.datetime]]


class Reference:
    """Early dates of a plan that is scheduled from its start."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.calendars: Mapping[Id, Calendar] = {each.id: each for each in plan.calendars}
        self.tasks = {task.id: task for task in plan.tasks}
        self.parents = {task.parent_id for task in plan.tasks}
        self._works: dict[tuple[Id | None, dt.datetime], bool] = {}

    # Hours

    def works(self, calendar_id: Id | None, hour: dt.datetime) -> bool:
        key = (calendar_id, hour)
        if key not in self._works:
            self._works[key] = any(
                shift.start_minute <= hour.hour * 60 < shift.finish_minute
                for shift in self.shifts(calendar_id, hour.date())
            )
        return self._works[key]

    def shifts(self, calendar_id: Id | None, day: dt.date):
        calendar_id = self.plan.default_calendar_id if calendar_id is None else calendar_id
        if calendar_id is None:
            return OFFICE_WEEK[day.weekday()]
        chain = [self.calendars[calendar_id]]
        while chain[-1].base_id is not None:
            chain.append(self.calendars[chain[-1].base_id])
        exceptions = [each for calendar in chain for each in reversed(calendar.exceptions)]
        seasons = [each for calendar in chain for each in calendar.ranges]
        said = [each.shifts for each in exceptions if each.first <= day <= each.last]
        said += [each.week[day.weekday()] for each in seasons if each.first <= day <= each.last]
        said += [calendar.week[day.weekday()] for calendar in chain]
        return next((shifts for shifts in said if shifts is not None), ())

    def hours_between(self, calendar_id: Id | None, begin: dt.datetime, end: dt.datetime) -> int:
        """Working hours, negative when `end` comes first."""
        if end < begin:
            return -self.hours_between(calendar_id, end, begin)
        count = 0
        while begin < end:
            count += self.works(calendar_id, begin)
            begin += HOUR
        return count

    def next_work(self, calendar_id: Id | None, moment: dt.datetime) -> dt.datetime:
        while not self.works(calendar_id, moment):
            moment += HOUR
        return moment

    def walk(self, calendar_id: Id | None, moment: dt.datetime, hours: int) -> dt.datetime:
        """So many working hours later (earlier)."""
        while hours > 0:
            hours -= self.works(calendar_id, moment)
            moment += HOUR
        while hours < 0:
            moment -= HOUR
            hours += self.works(calendar_id, moment)
        return moment

    # Tasks

    def leaves(self, task_id: Id) -> list[Id]:
        """The task itself, or of a summary all below it that are no summaries."""
        if task_id not in self.parents:
            return [task_id]
        return [leaf for task in self.plan.tasks if task.parent_id == task_id for leaf in self.leaves(task.id)]

    def span(self, task_id: Id, dates: Dates) -> tuple[dt.datetime, dt.datetime]:
        """From the first start to the last finish."""
        ends = [dates[leaf] for leaf in self.leaves(task_id)]
        return min(start for start, _finish in ends), max(finish for _start, finish in ends)

    def links_to(self, task_id: Id) -> list[Link]:
        """The links that bind a task: its own, and those of the summaries above it."""
        return [link for link in self.plan.links if task_id in self.leaves(link.successor_id)]

    def finish(self, task: Task, start: dt.datetime) -> dt.datetime:
        return self.walk(task.calendar_id, start, task.duration_minutes // 60)

    def with_lag(self, link: Link, moment: dt.datetime, dates: Dates) -> dt.datetime:
        if link.lag_kind is LagKind.ELAPSED:
            return moment + link.lag_minutes // 60 * HOUR
        hours = link.lag_minutes // 60
        if link.lag_kind is LagKind.PERCENT:
            before = self.tasks[link.predecessor_id]
            whole = before.duration_minutes // 60
            if before.id in self.parents:  # as long as it is now
                whole = self.hours_between(before.calendar_id, *self.span(before.id, dates))
            hours = round(whole * link.lag_percent / 100)
        calendar = link.lag_calendar_id
        if calendar is None:
            calendar = self.tasks[link.successor_id].calendar_id
        if hours < 0:  # a lead ends where work starts
            return self.next_work(calendar, self.walk(calendar, moment, hours)) if hours else moment
        return self.walk(calendar, moment, hours)

    def asked_start(self, link: Link, dates: Dates, part: Task | None = None) -> dt.datetime:
        """The moment before which the successor (of a summary this part of it) may not start."""
        start, finish = self.span(link.predecessor_id, dates)
        comes_from = finish if link.type in {LinkType.FINISH_START, LinkType.FINISH_FINISH} else start
        bound = self.with_lag(link, comes_from, dates)
        task = part or self.tasks[link.successor_id]
        if link.type in {LinkType.FINISH_START, LinkType.START_START}:
            return bound
        return self.walk(task.calendar_id, bound, -(task.duration_minutes // 60))

    def place(self, task: Task, asked: list[dt.datetime]) -> tuple[dt.datetime, dt.datetime]:
        moment = max(asked)
        if task.constraint is Constraint.START_NO_EARLIER_THAN:
            moment = max(moment, task.constraint_date)
        if task.constraint is Constraint.FINISH_NO_EARLIER_THAN:
            earliest = self.walk(task.calendar_id, task.constraint_date, -(task.duration_minutes // 60))
            moment = max(moment, earliest)
        if task.duration_minutes:
            moment = self.next_work(task.calendar_id, moment)
        elif not self.works(task.calendar_id, moment) and not self.works(task.calendar_id, moment - HOUR):
            moment = self.next_work(task.calendar_id, moment)  # a milestone may stand at the end of work
        return moment, self.finish(task, moment)

    def early(self, held: Mapping[Id, dt.datetime] | None = None) -> Dates:
        """The earliest dates; `held`: these tasks start no earlier than that."""
        start = self.plan.start
        leaves = [task for task in self.plan.tasks if task.id not in self.parents]
        dates = {task.id: self.place(task, [start]) for task in leaves}
        while True:
            found = {}
            for task in leaves:
                asked = [start, *([held[task.id]] if held and task.id in held else [])]
                asked += [self.asked_start(link, dates, task) for link in self.links_to(task.id)]
                found[task.id] = self.place(task, asked)
            if found == dates:
                return dates
            dates = found

    def same(self, calendar_id: Id | None, one: dt.datetime, other: dt.datetime) -> bool:
        """Whether no work lies between two moments."""
        return not self.hours_between(calendar_id, one, other)
