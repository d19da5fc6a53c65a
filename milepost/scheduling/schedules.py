"""A plan with its dates."""

import datetime as dt
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from milepost.lib.errors import Invalid, NotFound
from milepost.scheduling.building import compile_plan
from milepost.scheduling.checks import Id, an_id, wanted
from milepost.scheduling.dates import Dates
from milepost.scheduling.findings import warnings_of
from milepost.scheduling.network import Network
from milepost.scheduling.passes import run
from milepost.scheduling.progress import progress
from milepost.scheduling.reading import Reader
from milepost.scheduling.reasons import Reasons
from milepost.scheduling.records import Plan
from milepost.scheduling.results import Driver, ScheduledTask, ScheduleWarning, Standing
from milepost.scheduling.task_records import Task
from milepost.scheduling.words import counted


class Schedule:
    """The dates of a plan: `schedule[task_id]`, `tasks`, `start`, `finish`, `warnings`, `critical_ids`, `plan`.

    It holds one `ScheduledTask` for each task, in the order of the plan: walk through it, ask its `len`, and whether an
    id is in it (`"build" in schedule`).
    What is asked for is worked out then and kept. Not for use by several threads at once.
    """

    def __init__(self, network: Network, dates: Dates) -> None:
        self.plan: Plan = network.plan
        self.network = network
        self.dates = dates
        self.reader = Reader(network, dates)
        self.reasons = Reasons(self.reader)
        self._tasks: dict[Id, ScheduledTask] = {}

    @cached_property
    def start(self) -> dt.datetime:
        """When the plan starts: its own start, or when scheduled from its finish the first start that this leads to."""
        moments = self.network.moments
        return moments.clock.moment(-self.dates.end if moments.mirrored else self.network.anchor)

    @cached_property
    def finish(self) -> dt.datetime:
        """When the last active task finishes, or the finish from which the plan is scheduled."""
        moments = self.network.moments
        return moments.clock.moment(-self.network.anchor if moments.mirrored else self.dates.end)

    @cached_property
    def tasks(self) -> tuple[ScheduledTask, ...]:
        """All tasks, summaries among them, in the order of the plan."""
        return tuple(self[task.id] for task in self.plan.tasks)

    def spans(self) -> Iterator[tuple[Id, dt.datetime, dt.datetime]]:
        """Walk the tasks with start and finish alone, at a fraction of what reading them whole costs."""
        moment, ends = self.network.moments.clock.moment, self.reader.ends
        for task in self.plan.tasks:
            start, finish = ends(task.id)
            yield task.id, moment(start), moment(finish)

    def standings(self) -> Iterator[Standing]:
        """Walk the tasks with their dates and slack, without reasons and durations: less than half of the cost."""
        reader, moment, outline = self.reader, self.network.moments.clock.moment, self.network.outline
        for task in self.plan.tasks:
            span = reader.span(task.id)
            yield Standing(
                task.id,
                outline.number(task.id),
                task.id in outline.children,
                moment(span.start),
                moment(span.finish),
                span.total_slack,
                reader.free_slack(task.id),
                span.is_critical,
            )

    @cached_property
    def warnings(self) -> tuple[ScheduleWarning, ...]:
        """What a person should know: broken links, limits that cannot be kept, and why."""
        return warnings_of(self.reader, self.reasons)

    @cached_property
    def critical_ids(self) -> tuple[Id, ...]:
        """The critical tasks that are no summaries, by start."""
        spans = [(self.reader.span(each).start, at, each) for at, each in enumerate(self.network.index)]
        return tuple(each for _start, _at, each in sorted(spans) if self.reader.span(each).is_critical)

    def __getitem__(self, task_id: Id) -> ScheduledTask:
        """Return one task with its dates. Raises `NotFound` with code `unknown-task`."""
        found = self._tasks.get(task_id)
        if found is None:
            task = self.network.outline.tasks.get(task_id)
            if task is None:
                if wrong := an_id(task_id):
                    raise Invalid("wrong-argument", f"schedule[…] takes the id of a task: it {wrong}.")
                raise NotFound("unknown-task", f"The plan has no task with the id “{task_id}”.", task_id=task_id)
            found = self._tasks[task_id] = self._read(task)
        return found

    def __contains__(self, task_id: object) -> bool:
        return task_id in self.network.outline.tasks

    def __iter__(self) -> Iterator[ScheduledTask]:
        return iter(self.tasks)

    def __repr__(self) -> str:
        """Say how much it is and when, for those who try it at a prompt."""
        return (
            f"<Schedule of {counted(len(self), 'task')}, {self.start:%Y-%m-%d %H:%M} to {self.finish:%Y-%m-%d %H:%M}>"
        )

    def __len__(self) -> int:
        return len(self.plan.tasks)

    def working_minutes(self, task_id: Id, begin: dt.datetime, end: dt.datetime) -> int:
        """Return the working time between two moments by the calendar that measures a task."""
        minute = self.network.moments.clock.minute
        return self.reader.between(self[task_id].id, minute(begin), minute(end))

    def is_milestone(self, task: Task) -> bool:
        """Say whether a task marks a moment: it says so, or lasts no time."""
        return task.is_milestone or not (task.duration_minutes or task.id in self.network.outline.children)

    def _read(self, task: Task) -> ScheduledTask:
        reader, moment, outline = self.reader, self.network.moments.clock.moment, self.network.outline
        span = reader.span(task.id)
        is_summary = task.id in outline.children
        minutes, left = self._durations(task, is_summary=is_summary)
        return ScheduledTask(
            id=task.id,
            name=task.name,
            outline=outline.number(task.id),
            is_summary=is_summary,
            is_milestone=self.is_milestone(task),
            is_active=task.is_active,
            is_pinned=task.is_pinned,
            start=moment(span.start),
            finish=moment(span.finish),
            early_start=moment(span.early_start),
            early_finish=moment(span.early_finish),
            late_start=moment(span.late_start),
            late_finish=moment(span.late_finish),
            duration_minutes=minutes,
            remaining_minutes=left,
            percent_complete=self._percent(task) if is_summary else task.percent_complete,
            total_slack_minutes=span.total_slack,
            free_slack_minutes=reader.free_slack(task.id),
            start_slack_minutes=span.start_slack,
            finish_slack_minutes=span.finish_slack,
            is_critical=span.is_critical,
            driven_by=self.reasons.drivers(task.id),
        )

    def _durations(self, task: Task, *, is_summary: bool) -> tuple[int, int]:
        """Return the minutes of duration, whole and left; a summary's are measured on its calendar."""
        if is_summary:
            span = self.reader.span(task.id)
            whole = self.reader.between(task.id, span.start, span.finish)
            return whole, round(whole * (100 - self._percent(task)) / 100)
        done, left = progress(task)
        return done + left, left

    def _percent(self, task: Task) -> float:
        """Return how much of the durations below a summary is done, in per cent."""
        parts = [progress(leaf) for leaf in self.network.outline.leaves(task.id)]
        whole = sum(done + left for done, left in parts)
        return round(100 * sum(done for done, _left in parts) / whole) if whole else 0


def schedule(plan: Plan) -> Schedule:
    """Compute all dates of a plan.

    Units: minutes of working time and wall-clock `datetime` (without tzinfo) of the plan's zone. The result holds
    one `ScheduledTask` for each task, summaries and inactive ones among them; an empty plan ends when it starts.
    What cannot be kept (a pin before its predecessor's finish, a deadline) is a warning of the schedule, no error.

    Raises `Invalid` with one of the codes `cycle` (its `details["task_ids"]` in order), `link-to-itself`,
    `link-to-own-child`, `unknown-task`, `duplicate-task`, `unknown-parent`, `outline-cycle`, `no-working-time` (names
    the calendar, or those that have nothing in common), `unknown-calendar`, `calendar-cycle`, `wrong-shifts`,
    `duplicate-calendar`, `duplicate-resource`, `unknown-resource`, `unknown-country`, `unknown-zone`,
    `zone-without-plan-zone`, `moment-with-zone`, `no-anchor`, `no-constraint-date`, `negative-duration`,
    `pin-ends-before-start`, `actual-ends-before-start`, `beyond-calendar`, `wrong-value`, `wrong-argument`.
    `details` has the ids of what is concerned (`task_id`, `calendar_id`, `link`, …).

    Cost: linear in tasks and links, some 8 µs a task; links between calendars add a few binary searches.
    Source: Kelley and Walker (1959) for the passes; Microsoft Project's documentation for the rules, as
    `docs/scheduling.md` has them.
    """
    wanted(plan, Plan, "schedule()")
    with _without_collection():
        network = compile_plan(plan)
        return Schedule(network, run(network))


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep the garbage collector from searching, again and again, hundreds of thousands of fresh lists without cycles.

    It takes a third of the time of a large plan otherwise.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def why(dated: Schedule, task_id: Id) -> tuple[Driver, ...]:
    """Return why a task is when it is: its driver, the driver of what drives it, and so on back to a fixed point.

    Of drivers of equal force the first is followed; `ScheduledTask.driven_by` has them all. In a plan that
    is scheduled from its finish the chain leads to what comes after. Raises `NotFound` for an unknown task.
    """
    wanted(dated, Schedule, "why()", "write why(schedule(plan), task_id)")
    found: list[Driver] = []
    seen: set[Id] = set()
    current: Id | None = task_id
    while current is not None and current not in seen:
        seen.add(current)
        drivers = dated[current].driven_by
        if not drivers:
            break
        found.append(drivers[0])
        current = drivers[0].from_id
        last = dated.reasons.end_before(drivers[0])
        if last is not None and current not in seen and current is not None:
            seen.add(current)
            found.append(last)
            current = last.from_id
    return tuple(found)
