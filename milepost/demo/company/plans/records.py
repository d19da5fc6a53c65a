"""Templates of plans, and what the simulation makes of them for one account."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Job:
    """One line of a plan. `days` 0: a milestone. `who`: roles, the first does it, in a meeting all of them.

    `after` names lines with what they hold: "data" (its end), "data+2" (two days later), "data:SS+3" (three days after
    its start). `needs`: a module without which the line is left out.
    """

    key: str
    title: str
    days: float
    who: str = ""
    after: tuple[str, ...] = ()
    is_shared: bool = False
    is_meeting: bool = False
    needs: str = ""


def meeting(key: str, title: str, who: str, after: tuple[str, ...] = ()) -> Job:
    """Return half a day of both sides together."""
    return Job(key, title, 0.5, who, after, is_shared=True, is_meeting=True)


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase of a plan."""

    title: str
    jobs: tuple[Job, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """What a line waits for."""

    key: str
    type: str
    lag_days: float

    @classmethod
    def read(cls, text: str) -> "Link":
        before, _plus, lag = text.partition("+")
        key, _colon, type_ = before.partition(":")
        return cls(key, type_ or "FS", float(lag or 0))


@dataclass(frozen=True)
class Template:
    """The plan of a kind of project: its phases, in order, and the milestone of which its dates speak."""

    kind: str
    go_live: str
    stages: tuple[Stage, ...]

    def for_modules(self, modules: frozenset[str]) -> "Template":
        """Return the template without what belongs to modules that were not bought."""
        gone = {job.key: job.after for job in self.jobs if job.needs and job.needs not in modules}
        stages = (
            Stage(stage.title, tuple(_bridged(job, gone) for job in stage.jobs if job.key not in gone))
            for stage in self.stages
        )
        return Template(self.kind, self.go_live, tuple(stage for stage in stages if stage.jobs))

    @property
    def jobs(self) -> Iterator[Job]:
        return (job for stage in self.stages for job in stage.jobs)

    @cached_property
    def length_days(self) -> float:
        """The working days from the start to the go-live milestone."""
        starts: dict[str, float] = {}
        ends: dict[str, float] = {}
        for job in self.jobs:
            bounds = [_bound(Link.read(text), job, starts, ends) for text in job.after]
            starts[job.key] = max([0.0, *bounds])
            ends[job.key] = starts[job.key] + job.days
        return ends[self.go_live]


def _bound(link: Link, job: Job, starts: dict[str, float], ends: dict[str, float]) -> float:
    if link.type == "SS":
        return starts[link.key] + link.lag_days
    return ends[link.key] + link.lag_days - (job.days if link.type == "FF" else 0)


def _bridged(job: Job, gone: dict[str, tuple[str, ...]]) -> Job:
    """Return a line that waits for what came before those that are gone."""
    after = job.after
    while any(Link.read(text).key in gone for text in after):
        after = tuple(each for text in after for each in gone.get(Link.read(text).key, (text,)))
    return Job(
        job.key, job.title, job.days, job.who, tuple(dict.fromkeys(after)), job.is_shared, job.is_meeting, job.needs
    )


@dataclass(frozen=True, slots=True)
class Slip:
    """Something that cost time (below 0: that won some), with its cause among the installation's first ones."""

    on: dt.date
    days: float
    cause: str
    side: str
    note: str
    is_agreed: bool = False


@dataclass(frozen=True, slots=True)
class SimulatedProject:
    """One project of an account (None: Halden's own): what was planned, what came in between, how far it is.

    `until`: the day on which its work stands, today or when it ended or was stopped.
    """

    account: int | None
    kind: str
    name: str
    template: Template
    method: str
    state: str
    lead: str
    planned_on: dt.date
    start_on: dt.date
    target_on: dt.date
    agreed_on: dt.date | None
    until: dt.date
    stretch: float
    slips: tuple[Slip, ...]
    contract: str = "included"
    sold_days: float | None = None
    about: str = ""
