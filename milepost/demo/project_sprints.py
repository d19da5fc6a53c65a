"""The sprints of a simulated scrum project: what was planned into each, and how it burned down day by day."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from milepost.audit.public import create_records, update_record
from milepost.demo.company.chance import Chance
from milepost.demo.company.plans.records import SimulatedProject
from milepost.demo.company.workdays import workday, workdays_between
from milepost.demo.rows import noon
from milepost.lib.actor import Actor
from milepost.projects.public import PlanEdit, Project, Sprint, SprintReading, Task, TaskEdit, change_plan, effort_of
from milepost.projects.records import MoveOrigin, ReadingKind, SprintState

_DAY = dt.timedelta(days=1)
_EVERY = dt.timedelta(days=14)
_LONG = dt.timedelta(days=13)
_STEP = 30
_MORNING, _EVENING = dt.time(7, tzinfo=dt.UTC), dt.time(15, tzinfo=dt.UTC)
_CAPACITY_STEP = 8 * 60


@dataclass(frozen=True)
class Worked:
    """A task with the days on which it was worked on, as far as that is known, and its effort."""

    task: Task
    whole: int
    left: int

    @cached_property
    def begin(self) -> dt.date:
        start = self.task.actual_start or self.task.start_at
        return start.date() if start else dt.date.max

    @cached_property
    def end(self) -> dt.date | None:
        return self.task.actual_finish.date() if self.task.actual_finish else None

    def left_on(self, day: dt.date, until: dt.date) -> int:
        """Return what was left when a day ended: less each working day, in steps of half an hour."""
        if self.end is not None and day >= self.end:
            return 0
        if day < self.begin or self.task.actual_start is None:
            return self.whole
        span = max(1, workdays_between(self.begin, self.end or until - _DAY))
        share = min(1.0, workdays_between(self.begin, day) / span)
        return round((self.whole - (self.whole - self.left) * share) / _STEP) * _STEP


@dataclass(frozen=True)
class Sprints:
    """The sprints of one project, every two weeks from its start."""

    project: Project
    simulated: SimulatedProject
    draw: Chance
    actor: Actor

    def live(self) -> None:
        """Plan them, plan tasks into them, and tell how those went that were started."""
        work = [_worked(task) for task in self._tasks()]
        sprints = create_records(list(self._planned(work)), actor=self.actor)
        homes = {one.task.pk: sprint for one in work if (sprint := self._home(one, sprints)) is not None}
        edits: list[PlanEdit] = [TaskEdit(key, {"sprint_id": sprint.pk}) for key, sprint in homes.items()]
        at = None if self.simulated.state == "active" else noon(self.simulated.until)  # after it was rolled forward
        if edits:
            change_plan(self.project, edits, actor=self.actor, origin=MoveOrigin.SPRINT, as_one=True, at=at)
        for sprint in sprints:
            readings = list(self._readings(sprint, work, homes)) if sprint.start_on < self.simulated.until else []
            if readings:
                update_record(sprint, self._state(sprint), actor=self.actor)
                SprintReading.objects.bulk_create(readings)

    def _tasks(self) -> Sequence[Task]:
        rows = Task.objects.filter(project=self.project, is_summary=False, is_milestone=False)
        return list(rows.order_by("start_at", "outline_order"))

    def _planned(self, work: Sequence[Worked]) -> Iterator[Sprint]:
        """Yield sprints until the one after today's, as far as there is work."""
        monday = self.simulated.start_on - dt.timedelta(days=self.simulated.start_on.weekday())
        last = max((one.task.finish_on or monday for one in work), default=monday)
        number, start = 0, monday - _EVERY
        while (start := start + _EVERY) <= min(last, self.simulated.until + _EVERY):
            inside = [one for one in work if _meets(one, start, start + _EVERY)]
            if not inside:
                continue
            number += 1
            capacity = -(-sum(one.whole for one in inside) // _CAPACITY_STEP) * _CAPACITY_STEP
            largest = sorted(inside, key=lambda one: -one.whole)[:2]
            yield Sprint(
                project=self.project,
                number=number,
                goal="; ".join(one.task.title for one in largest),
                start_on=start,
                end_on=start + _LONG,
                capacity_minutes=capacity or None,
            )

    def _home(self, one: Worked, sprints: Sequence[Sprint]) -> Sprint | None:
        """Return the sprint in which it ended, or is being worked on, or begins."""
        day = one.end or (self.simulated.until if one.task.actual_start else one.begin)
        return next((sprint for sprint in sprints if sprint.start_on <= day < sprint.start_on + _EVERY), None)

    def _state(self, sprint: Sprint) -> dict[str, Any]:
        started = {"started_at": dt.datetime.combine(sprint.start_on, _MORNING)}
        if sprint.end_on >= self.simulated.until:
            return {**started, "state": SprintState.RUNNING}
        finished = dt.datetime.combine(sprint.end_on, _EVENING)
        return {**started, "state": SprintState.DONE, "finished_at": finished}

    def _readings(self, sprint: Sprint, work: Sequence[Worked], homes: dict[int, Sprint]) -> Iterator[SprintReading]:
        """Yield what was kept of a started sprint; the last of each task is what it came to."""
        for one in work:
            is_home = homes.get(one.task.pk) == sprint
            if is_home or _meets(one, sprint.start_on, sprint.start_on + _EVERY):
                yield from self._of(sprint, one, is_home=is_home)

    def _of(self, sprint: Sprint, one: Worked, *, is_home: bool) -> Iterator[SprintReading]:
        until = min(self.simulated.until - _DAY, sprint.end_on)
        came = self._came(sprint, one, until)
        left = one.left_on(came - _DAY, self.simulated.until)
        kind = ReadingKind.COMMITTED if came == sprint.start_on else ReadingKind.ADDED
        yield self._reading(sprint, one, (came, _MORNING), kind, left)
        for at in range((until - came).days + 1):
            day = came + _DAY * at
            is_last = day == until and is_home
            now = one.left if is_last else one.left_on(day, self.simulated.until)
            if now != left or (is_last and one.end is not None and one.end <= day):
                left = now
                yield self._reading(sprint, one, (day, _EVENING), ReadingKind.WORKED, left)

    def _came(self, sprint: Sprint, one: Worked, until: dt.date) -> dt.date:
        """Return the day on which it came into the sprint: some that began late came after the start."""
        late = workday(min(one.begin, until))
        is_late = late <= until and (late - sprint.start_on).days > 2 and self.draw.happens(0.3)  # noqa: PLR2004 - not in the first days
        return late if is_late else sprint.start_on

    def _reading(
        self, sprint: Sprint, one: Worked, at: tuple[dt.date, dt.time], kind: ReadingKind, left: int
    ) -> SprintReading:
        return SprintReading(
            sprint=sprint,
            task=one.task,
            task_key=one.task.pk,
            label=one.task.title,
            at=dt.datetime.combine(*at),
            kind=kind,
            effort_minutes=one.whole,
            remaining_minutes=left,
            is_done=one.end is not None and left == 0 and one.end <= at[0],
            by_label=self.actor.label,
        )


def _meets(one: Worked, first: dt.date, beyond: dt.date) -> bool:
    """Say whether it was worked on within some days."""
    end = one.end or (one.task.finish_on if one.task.actual_start else one.begin)
    return one.begin < beyond and end is not None and end >= first


def _worked(task: Task) -> Worked:
    effort = effort_of(task)
    return Worked(task, effort.whole, effort.left)
