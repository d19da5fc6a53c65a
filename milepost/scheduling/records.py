"""What goes into the engine: a plan with its calendars, tasks, links, people and their work.

All are frozen. Times are `datetime` without tzinfo: the wall clock of the plan's zone (`Plan.zone`; without one there
is no daylight saving, as in Microsoft Project). Amounts of time are whole minutes and say so in their name. Ids are
text or numbers of the caller's choice, unique among their kind. Sequences are tuples.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from milepost.lib.errors import Invalid

type Id = str | int
MINUTES_A_DAY = 1440


def member[E: StrEnum](kind: type[E], value: str) -> E:
    """Return the member of an enumeration that a text names; raises `Invalid` with code `unknown-choice`."""
    try:
        return kind(value)
    except ValueError as error:
        there = ", ".join(kind)
        raise Invalid("unknown-choice", f"“{value}” is none of {there}.", choices=tuple(kind)) from error


@dataclass(frozen=True, slots=True, order=True)
class Shift:
    """A stretch of work within one day, in minutes since local midnight: `Shift(480, 720)` is 08:00 to 12:00."""

    start_minute: int
    finish_minute: int


type Day = tuple[Shift, ...]
"""The shifts of a day in order; empty: nobody works."""
type Week = tuple[Day | None, Day | None, Day | None, Day | None, Day | None, Day | None, Day | None]
"""Monday to Sunday; None: as the base calendar says (without a base: nobody works)."""

OFFICE_DAY: Day = (Shift(480, 720), Shift(780, 1020))
"""08:00 to 12:00 and 13:00 to 17:00, Microsoft Project's standard day of 480 minutes."""
OFFICE_WEEK: Week = (OFFICE_DAY, OFFICE_DAY, OFFICE_DAY, OFFICE_DAY, OFFICE_DAY, (), ())
INHERITED_WEEK: Week = (None, None, None, None, None, None, None)


@dataclass(frozen=True, slots=True)
class CalendarRange:
    """Another week from `first` to `last`, both included: a summer season. Weekdays of None keep the usual."""

    first: dt.date
    last: dt.date
    week: Week
    name: str = ""


@dataclass(frozen=True, slots=True)
class CalendarException:
    """Days from `first` to `last`, both included, with these very shifts: none for a holiday, some for an extra day."""

    first: dt.date
    last: dt.date
    shifts: Day = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When work is possible.

    For a day the first that speaks wins: own exceptions (the later in the tuple over the earlier), country holidays,
    own ranges, own week; a day that none of them decides is looked up in the base calendar in the same way.
    `zone` is an IANA name; shifts and dates are then wall clock there. It needs a zone on the plan; None: the plan's.
    `country` and `subdivision` are ISO codes as the `holidays` package knows them: its public holidays are free days.
    """

    id: Id
    name: str = ""
    week: Week = OFFICE_WEEK
    base_id: Id | None = None
    ranges: tuple[CalendarRange, ...] = ()
    exceptions: tuple[CalendarException, ...] = ()
    zone: str | None = None
    country: str | None = None
    subdivision: str | None = None


class Constraint(StrEnum):
    """Microsoft Project's eight constraints. Those with a date in their name need `Task.constraint_date`."""

    AS_SOON_AS_POSSIBLE = "ASAP"
    AS_LATE_AS_POSSIBLE = "ALAP"
    START_NO_EARLIER_THAN = "SNET"
    START_NO_LATER_THAN = "SNLT"
    FINISH_NO_EARLIER_THAN = "FNET"
    FINISH_NO_LATER_THAN = "FNLT"
    MUST_START_ON = "MSO"
    MUST_FINISH_ON = "MFO"


class TaskKind(StrEnum):
    """How the calendars of several people meet: see `Task.kind`."""

    WORK = "work"
    MEETING = "meeting"


class Side(StrEnum):
    """Whom somebody belongs to: the vendor, the customer, or neither."""

    OURS = "ours"
    THEIRS = "theirs"
    THIRD = "third"


@dataclass(frozen=True, slots=True)
class Split:
    """A pause in a task: after `after_minutes` of its duration nothing is done for `gap_minutes` of its calendar."""

    after_minutes: int
    gap_minutes: int


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work, a milestone (`duration_minutes=0`), or a summary (a task that others name as their parent).

    A summary's duration, dates and progress come from its children; its links and constraint bind the children.
    `constraint` None: as soon as possible in a plan from its start, as late as possible in one from its finish.
    `is_elapsed`: the duration runs day and night. `calendar_id`: own calendar; `ignores_resource_calendars`: it alone
    counts. `kind` WORK: people of several sides work on days on which all sides work; MEETING: at hours common to all.
    `pinned_start` and `pinned_finish` are the dates of a manually scheduled task: it stands where it is put.
    `percent_complete` is of the duration, 0 to 100; `remaining_minutes` overrides what it leaves of the duration.
    `resume_on`: remaining work does not begin before. `levelling_delay_minutes` are elapsed, added before the start.
    An inactive task (`is_active=False`) is dated but moves nothing. `is_tentative`: its dates only hold a place until
    somebody decides them, so it is never critical. Priority is 0 to 1000, higher is more important.
    """

    id: Id
    name: str = ""
    duration_minutes: int = 0
    parent_id: Id | None = None
    is_elapsed: bool = False
    is_milestone: bool = False
    is_active: bool = True
    is_recurring: bool = False
    is_tentative: bool = False
    kind: TaskKind = TaskKind.WORK
    calendar_id: Id | None = None
    ignores_resource_calendars: bool = False
    constraint: Constraint | None = None
    constraint_date: dt.datetime | None = None
    deadline: dt.datetime | None = None
    pinned_start: dt.datetime | None = None
    pinned_finish: dt.datetime | None = None
    actual_start: dt.datetime | None = None
    actual_finish: dt.datetime | None = None
    percent_complete: float = 0
    remaining_minutes: int | None = None
    resume_on: dt.datetime | None = None
    splits: tuple[Split, ...] = ()
    levelling_delay_minutes: int = 0
    priority: int = 500

    def __post_init__(self) -> None:
        """Take plain text for the members of the enumerations."""
        if type(self.kind) is not TaskKind:
            object.__setattr__(self, "kind", member(TaskKind, self.kind))
        if self.constraint is not None and type(self.constraint) is not Constraint:
            object.__setattr__(self, "constraint", member(Constraint, self.constraint))

    @property
    def is_pinned(self) -> bool:
        """Whether a person has put the task where it stands."""
        return self.pinned_start is not None or self.pinned_finish is not None


class LinkType(StrEnum):
    """Which end of the predecessor holds which end of the successor."""

    FINISH_START = "FS"
    START_START = "SS"
    FINISH_FINISH = "FF"
    START_FINISH = "SF"


class LagKind(StrEnum):
    """How a link's lag counts: working minutes, minutes by day and night, or a share of the predecessor's duration."""

    WORKING = "working"
    ELAPSED = "elapsed"
    PERCENT = "percent"
    ELAPSED_PERCENT = "elapsed percent"


@dataclass(frozen=True, slots=True)
class Link:
    """A dependency: `lag_minutes` for working and elapsed lag, `lag_percent` for the two shares; below 0 it is a lead.

    Working lag runs on `lag_calendar_id`, else on the successor's own calendar, else on the plan's (not on people's).
    Two tasks may have several links.
    """

    predecessor_id: Id
    successor_id: Id
    type: LinkType = LinkType.FINISH_START
    lag_minutes: int = 0
    lag_kind: LagKind = LagKind.WORKING
    lag_percent: float = 0
    lag_calendar_id: Id | None = None

    def __post_init__(self) -> None:
        """Take plain text for the members of the enumerations: the engine tells members apart by identity."""
        if type(self.type) is not LinkType or type(self.lag_kind) is not LagKind:
            object.__setattr__(self, "type", member(LinkType, self.type))
            object.__setattr__(self, "lag_kind", member(LagKind, self.lag_kind))


class ResourceKind(StrEnum):
    """Only work resources have time; material and cost do not bear on dates."""

    WORK = "work"
    MATERIAL = "material"
    COST = "cost"


@dataclass(frozen=True, slots=True)
class Resource:
    """A person, a role or a machine. `units` is capacity, 1.0 is one full person. No calendar: the plan's."""

    id: Id
    name: str = ""
    calendar_id: Id | None = None
    side: Side = Side.OURS
    kind: ResourceKind = ResourceKind.WORK
    units: float = 1.0

    def __post_init__(self) -> None:
        """Take plain text for the members of the enumerations."""
        object.__setattr__(self, "side", member(Side, self.side))
        object.__setattr__(self, "kind", member(ResourceKind, self.kind))


@dataclass(frozen=True, slots=True)
class Assignment:
    """A resource's part in a task: `units` of it, `work_minutes` of effort (None: duration times units).

    `delay_minutes`: it begins this much working time after the task does.
    """

    task_id: Id
    resource_id: Id
    units: float = 1.0
    work_minutes: int | None = None
    delay_minutes: int = 0


class ScheduleFrom(StrEnum):
    """Forward from the plan's start, or backward from its finish."""

    START = "start"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the engine needs to know.

    `schedule_from` START needs `start`; FINISH needs `finish`. `tasks` are in outline order: a parent before its
    children; other order is allowed and changes no date. `default_calendar_id` names one of `calendars`; without
    calendars it is Microsoft's Standard (`OFFICE_WEEK`).
    `status_date`: the moment up to which progress is known; with `moves_unfinished_work` work that is not done lies
    after it (Microsoft Project does so only on request). A task is critical when its total slack is at most
    `critical_slack_minutes`; with `each_end_is_critical` every chain's end counts as an end of the project.
    `links_may_precede_start`: a lead or a start-finish link may pull a task before the plan's start, as in Microsoft
    Project; else it waits for the start. `honours_constraints`: a constraint's date wins over links (Microsoft's
    "tasks will always honor their constraint dates"). `minutes_per_day` and `minutes_per_week` serve to type and read
    durations, no date depends on them.
    """

    tasks: tuple[Task, ...]
    links: tuple[Link, ...] = ()
    start: dt.datetime | None = None
    finish: dt.datetime | None = None
    schedule_from: ScheduleFrom = ScheduleFrom.START
    calendars: tuple[Calendar, ...] = ()
    default_calendar_id: Id | None = None
    zone: str | None = None
    status_date: dt.datetime | None = None
    moves_unfinished_work: bool = True
    resources: tuple[Resource, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    critical_slack_minutes: int = 0
    each_end_is_critical: bool = False
    links_may_precede_start: bool = False
    honours_constraints: bool = True
    minutes_per_day: int = 480
    minutes_per_week: int = 2400
    days_per_month: int = 20
    name: str = ""

    def __post_init__(self) -> None:
        """Take plain text for the members of the enumerations."""
        object.__setattr__(self, "schedule_from", member(ScheduleFrom, self.schedule_from))
