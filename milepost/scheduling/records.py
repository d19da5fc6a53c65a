"""What goes into the engine: a plan, its links, people and their work; tasks and calendars are beside it.

All are frozen. Times are `datetime` without tzinfo: the wall clock of the plan's zone (`Plan.zone`; without one there
is no daylight saving, as in Microsoft Project). Amounts of time are whole minutes and say so in their name. Ids are
text or numbers of the caller's choice, unique among their kind. Sequences are tuples (a list becomes one). A value of
another kind is refused where it is written: `Invalid` with code `wrong-value`, `fields` says which.
"""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from milepost.scheduling.calendar_records import Calendar
from milepost.scheduling.checks import (
    Check,
    Id,
    an_id,
    called,
    check_fields,
    each_of,
    flag,
    member,
    moment,
    not_negative,
    number,
    or_none,
    positive,
    share,
    text,
    tupled,
    whole,
)
from milepost.scheduling.task_records import Task


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
    """A dependency: `lag_minutes` for the lag kinds WORKING and ELAPSED, `lag_percent` (50 is half) for both PERCENTs.

    Below 0 it is a lead. An amount that the kind does not use is refused (`wrong-value`): `Link("a", "b",
    lag_percent=50)` wants `lag_kind=LagKind.PERCENT`.
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
            object.__setattr__(self, "type", member(LinkType, self.type, "type", f"Link {self._who()}"))
            object.__setattr__(self, "lag_kind", member(LagKind, self.lag_kind, "lag_kind", f"Link {self._who()}"))
        if not self._is_plain():
            check_fields(self, self._who(), _LINK)
        if self.lag_percent or self.lag_kind is not LagKind.WORKING:
            is_share = self.lag_kind is LagKind.PERCENT or self.lag_kind is LagKind.ELAPSED_PERCENT
            check_fields(self, self._who(), _OF_SHARE if is_share else _OF_MINUTES)

    def _is_plain(self) -> bool:
        """Say whether it is an ordinary link, of the right kinds: most are, and it is quick."""
        return (
            type(self.lag_minutes) is int
            and not self.lag_percent
            and self.lag_calendar_id is None
            and (type(self.predecessor_id) is int or type(self.predecessor_id) is str)
            and (type(self.successor_id) is int or type(self.successor_id) is str)
        )

    def _who(self) -> str:
        return f"“{self.predecessor_id}” → “{self.successor_id}”"


def _unused(hint: str) -> Check:
    return lambda value: f"is not used by this lag_kind: {hint}" if value else ""


_LINK = (
    ("predecessor_id", an_id),
    ("successor_id", an_id),
    ("lag_minutes", whole),
    ("lag_percent", number),
    ("lag_calendar_id", or_none(an_id)),
)
_OF_SHARE = (("lag_minutes", _unused("a share is given as lag_percent")),)
_OF_MINUTES = (("lag_percent", _unused("it needs lag_kind PERCENT or ELAPSED_PERCENT")),)


class ResourceKind(StrEnum):
    """Only work resources have time; material and cost do not bear on dates."""

    WORK = "work"
    MATERIAL = "material"
    COST = "cost"


class Side(StrEnum):
    """Whom somebody belongs to: the vendor, the customer, or neither."""

    OURS = "ours"
    THEIRS = "theirs"
    THIRD = "third"


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
        who = called(self.name, self.id)
        object.__setattr__(self, "side", member(Side, self.side, "side", f"Resource {who}"))
        object.__setattr__(self, "kind", member(ResourceKind, self.kind, "kind", f"Resource {who}"))
        check_fields(self, who, (("id", an_id), ("name", text), ("calendar_id", or_none(an_id)), ("units", share)))


@dataclass(frozen=True, slots=True)
class Assignment:
    """A resource's part in a task: `units` of it, `work_minutes` of effort (None: duration times units).

    `units` 1.0 is one full person, 0.5 half of their time, 0 somebody who is named and takes no time.
    `delay_minutes`: it begins this much working time after the task does.
    """

    task_id: Id
    resource_id: Id
    units: float = 1.0
    work_minutes: int | None = None
    delay_minutes: int = 0

    def __post_init__(self) -> None:
        """Refuse what are no amounts."""
        check_fields(self, f"of “{self.resource_id}” in “{self.task_id}”", _ASSIGNMENT)


_ASSIGNMENT = (
    ("task_id", an_id),
    ("resource_id", an_id),
    ("units", share),
    ("work_minutes", or_none(not_negative)),
    ("delay_minutes", not_negative),
)


class ScheduleFrom(StrEnum):
    """Forward from the plan's start, or backward from its finish."""

    START = "start"
    FINISH = "finish"


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the engine needs to know.

    `schedule_from` START needs `start`; FINISH needs `finish`. `tasks` are in outline order: a parent before its
    children; other order is allowed and changes no date. `default_calendar_id` names the one of `calendars` on which
    all runs that has no other; None: the one with the id "Standard", else Microsoft's (`OFFICE_WEEK`).
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
        whose = f"Plan {called(self.name)}".strip()
        object.__setattr__(self, "schedule_from", member(ScheduleFrom, self.schedule_from, "schedule_from", whose))
        for name in ("tasks", "links", "calendars", "resources", "assignments"):
            object.__setattr__(self, name, tupled(getattr(self, name)))
        check_fields(self, called(self.name), _PLAN)


_PLAN = (
    *((name, or_none(moment)) for name in ("start", "finish", "status_date")),
    ("default_calendar_id", or_none(an_id)),
    ("critical_slack_minutes", whole),
    ("name", text),
    ("zone", or_none(text)),
    *((name, flag) for name in ("moves_unfinished_work", "each_end_is_critical", "links_may_precede_start")),
    ("honours_constraints", flag),
    *((name, positive) for name in ("minutes_per_day", "minutes_per_week", "days_per_month")),
)
_RECORDS = (
    ("tasks", each_of(Task)),
    ("links", each_of(Link)),
    ("calendars", each_of(Calendar)),
    ("resources", each_of(Resource)),
    ("assignments", each_of(Assignment)),
)


def check_records(plan: Plan) -> None:
    """Raise `Invalid` with code `wrong-value` where a plan holds anything but records of its kinds."""
    check_fields(plan, called(plan.name), _RECORDS)
