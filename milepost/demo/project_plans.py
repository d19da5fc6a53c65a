"""The life of one simulated project: its plan, what was agreed, what came in between, how far the work is."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from milepost.demo.company.chance import Chance, chance
from milepost.demo.company.plans.records import Job, Link, SimulatedProject, Slip
from milepost.demo.company.workdays import workdays_between
from milepost.demo.project_parties import Cast, is_theirs
from milepost.demo.rows import noon
from milepost.lib.actor import Actor
from milepost.projects.public import (
    Applied,
    LinkEdit,
    NewTask,
    PlanEdit,
    Project,
    ProjectEdit,
    Reason,
    SlipCause,
    TaskEdit,
    change_plan,
    roll_forward,
    take_baseline,
)
from milepost.projects.records import MoveOrigin, TaskState

_DAY = 480
_SHORTEST = 120
_ALL = 100
_LATE = dt.timedelta(days=9)


@dataclass(slots=True)
class Standing:
    """Where the lines of a plan stand: the row of each, its dates, whether go-live hangs on it, its length."""

    ids: dict[str, int]
    dates: dict[str, tuple[dt.datetime, dt.datetime]] = field(default_factory=dict)
    critical: set[str] = field(default_factory=set)
    minutes: dict[str, int] = field(default_factory=dict)

    def read(self, applied: Applied) -> None:
        """Take over what a change came to."""
        after = applied.consequences.after
        self.dates = {key: (after[pk].start, after[pk].finish) for key, pk in self.ids.items()}
        self.critical = {key for key, pk in self.ids.items() if after[pk].is_critical}


@dataclass(frozen=True)
class Life:
    """One project on its way."""

    project: Project
    simulated: SimulatedProject
    cast: Cast
    causes: dict[str, SlipCause]
    actor: Actor

    @cached_property
    def draw(self) -> Chance:
        return chance("plan", self.simulated.account, self.simulated.name)

    def live(self, today: dt.date) -> None:
        """Plan it, agree on it, let it slip, and report how far it is."""
        standing = self._plan()
        one = self.simulated
        if one.agreed_on is None:
            return
        take_baseline(self.project, "Agreed plan", actor=self.actor, is_agreement=True, at=noon(one.agreed_on))
        for slip in one.slips:
            self._slip(slip, standing)
        self._report(standing, today)

    def _plan(self) -> Standing:
        edits = list(self._edits())
        at = noon(self.simulated.planned_on)
        applied = change_plan(self.project, edits, actor=self.actor, origin=MoveOrigin.SCOPE, as_one=True, at=at)
        jobs = {job.key for job in self.simulated.template.jobs}
        rows = {key: task for key, task in applied.tasks.items() if key in jobs}
        standing = Standing({key: task.pk for key, task in rows.items()})
        for key, task in rows.items():
            if task.start_at and task.finish_at:
                standing.dates[key] = task.start_at, task.finish_at
            standing.minutes[key] = task.duration_minutes
        standing.critical = {key for key, task in rows.items() if task.is_critical}
        return standing

    def _edits(self) -> Iterator[PlanEdit]:
        one = self.simulated
        is_scaled = True
        for number, stage in enumerate(one.template.stages):
            yield NewTask(f"#{number}", {"title": stage.title})
            for job in stage.jobs:
                yield NewTask(job.key, self._values(job, one.stretch if is_scaled else 1.0), parent_id=f"#{number}")
                yield from (self._link(Link.read(text), job) for text in job.after)
                yield from self.cast.parties(job)
                is_scaled = is_scaled and job.key != one.template.go_live
        yield ProjectEdit({"go_live_id": one.template.go_live})

    def _values(self, job: Job, stretch: float) -> dict[str, object]:
        is_milestone = job.days == 0
        minutes = round(job.days * (1 if job.is_meeting else stretch) * 2) * _DAY // 2
        firm = self.cast.account.firm if self.cast.account else None
        site = self.draw.choice(firm.sites) if firm else ""
        values: dict[str, object] = {
            "title": job.title.replace("{firm}", firm.name if firm else "").replace("{site}", site),
            "is_milestone": is_milestone,
            "is_meeting": job.is_meeting and not is_milestone,
            "duration_minutes": 0 if is_milestone else max(_SHORTEST, minutes),
            "visibility": "customer" if job.is_shared else "internal",
        }
        if not is_theirs(job) and not is_milestone:
            values["estimate_minutes"] = max(60, round(minutes * self.draw.uniform(0.15, 0.5) / 60) * 60)
        if job.key == self.simulated.template.go_live:
            values |= {"deadline_on": self.simulated.target_on, "priority": 750}
        return values

    def _link(self, link: Link, job: Job) -> LinkEdit:
        return LinkEdit(link.key, job.key, link.type, round(link.lag_days * _DAY))

    def _slip(self, slip: Slip, standing: Standing) -> None:
        key = self._hit(slip, standing)
        if key is None:
            return
        minutes = max(_SHORTEST, standing.minutes[key] + round(slip.days * _DAY))
        standing.minutes[key] = minutes
        reason = Reason(cause=self.causes.get(slip.cause), side=slip.side, note=slip.note, is_agreed=slip.is_agreed)
        edit = TaskEdit(standing.ids[key], {"duration_minutes": minutes})
        standing.read(change_plan(self.project, [edit], actor=self.actor, reason=reason, at=noon(slip.on)))

    def _hit(self, slip: Slip, standing: Standing) -> str | None:
        """Return the work that it hits: under way, critical, if it can of the side at fault."""
        open_jobs = [
            job
            for job in self.simulated.template.jobs
            if job.days and job.key in standing.critical and standing.dates[job.key][1].date() >= slip.on
        ]
        open_jobs.sort(key=lambda job: (standing.dates[job.key][0], job.key))
        if slip.days < 0:
            open_jobs = [job for job in open_jobs if standing.minutes[job.key] > -slip.days * _DAY]
        near = [job for job in open_jobs if (standing.dates[job.key][0].date() - slip.on).days <= _LATE.days]
        fitting = [job for job in near if is_theirs(job) == (slip.side == "theirs")]
        return next((job.key for job in (*fitting, *near, *open_jobs)), None)

    def _report(self, standing: Standing, today: dt.date) -> None:
        """Report what was done until the day on which the work stands; unfinished work moves out of the past."""
        edits = list(self._progress(standing))
        at = noon(self.simulated.until)
        if edits:
            change_plan(self.project, edits, actor=self.actor, origin=MoveOrigin.PROGRESS, as_one=True, at=at)
        if self.simulated.state == "active":
            roll_forward(self.project, today, actor=self.actor)

    def _progress(self, standing: Standing) -> Iterator[TaskEdit]:
        one = self.simulated
        is_over = one.state == "done"
        behind: set[str] = set()
        for job in one.template.jobs:
            start, finish = standing.dates[job.key]
            before = {Link.read(text).key for text in job.after}
            if before & behind or (not is_over and start.date() >= one.until):
                behind.add(job.key)
                continue
            is_ended = is_over or (finish.date() < one.until and not self._is_late(job, finish))
            if is_ended:
                yield self._done(standing.ids[job.key], start, finish)
                continue
            behind.add(job.key)
            if job.days and self.draw.happens(0.85):
                yield TaskEdit(standing.ids[job.key], self._under_way(start, finish))

    def _is_late(self, job: Job, finish: dt.datetime) -> bool:
        """Say whether something that should be done lately is not: by who does it and how they fare."""
        if self.cast.account is None or finish.date() + _LATE < self.simulated.until:
            return False
        condition = self.cast.account.life.condition_on(self.simulated.until)
        return self.draw.happens(0.9 - (condition.sponsor if is_theirs(job) else condition.delivery))

    def _done(self, task_id: int, start: dt.datetime, finish: dt.datetime) -> TaskEdit:
        return TaskEdit(task_id, {"state": TaskState.DONE, "actual_start": start, "actual_finish": finish})

    def _under_way(self, start: dt.datetime, finish: dt.datetime) -> dict[str, object]:
        whole = max(1, workdays_between(start.date(), finish.date()) + 1)
        share = min(1.0, workdays_between(start.date(), self.simulated.until) / whole)
        percent = round(_ALL * share * (1.0 if self.draw.happens(0.7) else self.draw.uniform(0.7, 0.95)))
        return {"state": TaskState.DOING, "actual_start": start, "percent_complete": min(95, percent)}
