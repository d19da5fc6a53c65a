"""Tasks: what is to be done, how long it takes, and the dates that people have given it."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from milepost.scheduling.checks import (
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
    text,
    tupled,
    whole,
    within,
)

MOST_PRIORITY = 1000


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


@dataclass(frozen=True, slots=True)
class Split:
    """A pause in a task: after `after_minutes` of its duration nothing is done for `gap_minutes` of its calendar."""

    after_minutes: int
    gap_minutes: int

    def __post_init__(self) -> None:
        """Refuse what are no minutes."""
        check_fields(self, "of a task", (("after_minutes", not_negative), ("gap_minutes", not_negative)))


@dataclass(frozen=True, slots=True)
class Task:
    """A piece of work, a milestone (`duration_minutes=0`), or a summary (a task that others name as their parent).

    A summary's duration, dates and progress come from its children; its links and constraint bind the children.
    `constraint` None: as soon as possible in a plan from its start, as late as possible in one from its finish.
    `constraint_date` counts only with a constraint that has a date; a split after the whole duration is none.
    `is_elapsed`: the duration runs day and night. `calendar_id`: own calendar; `ignores_resource_calendars`: it alone
    counts. `kind` WORK: people of several sides work on days on which all sides work; MEETING: at hours common to all.
    `pinned_start` and `pinned_finish` are the dates of a manually scheduled task: it stands where it is put.
    A task has begun only with `actual_start` or `actual_finish`: it then stands there. `percent_complete` (of the
    duration, 0 to 100) and `remaining_minutes` (overrides what it leaves of the duration) count from then on; without
    either date the task is dated as if nothing were done, and `schedule` warns (`progress-without-start`).
    `resume_on`: remaining work does not begin before. `levelling_delay_minutes` are elapsed, added before the start; in
    a plan from its finish they count as none.
    An inactive task (`is_active=False`) is dated but moves nothing. `is_tentative`: its dates only hold a place until
    somebody decides them, so it is never critical. Priority is 0 to 1000, higher is more important.

    Raises `Invalid` with code `wrong-value` or `unknown-choice`, which name the field.
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
            object.__setattr__(self, "kind", member(TaskKind, self.kind, "kind", f"Task {called(self.name, self.id)}"))
        if self.constraint is not None and type(self.constraint) is not Constraint:
            whose = f"Task {called(self.name, self.id)}"
            object.__setattr__(self, "constraint", member(Constraint, self.constraint, "constraint", whose))
        if not self._is_plain():
            object.__setattr__(self, "splits", tupled(self.splits))
            check_fields(self, called(self.name, self.id), _TASK)

    def _is_plain(self) -> bool:
        """Say whether it is an ordinary task with a length at most, of the right kinds: most are, and it is quick."""
        return (
            type(self.duration_minutes) is int
            and type(self.name) is str
            and (type(self.id) is int or type(self.id) is str)
            and type(self.is_elapsed) is bool
            and type(self.is_milestone) is bool
            and type(self.is_active) is bool
            and self.constraint_date is None
            and self.deadline is None
            and self.pinned_start is None
            and self.pinned_finish is None
            and self.actual_start is None
            and self.actual_finish is None
            and self.remaining_minutes is None
            and self.resume_on is None
            and self.splits == ()
            and self.percent_complete == 0
            and self.levelling_delay_minutes == 0
            and type(self.priority) is int
            and 0 <= self.priority <= MOST_PRIORITY
            and (self.parent_id is None or type(self.parent_id) is int or type(self.parent_id) is str)
            and (self.calendar_id is None or type(self.calendar_id) is int or type(self.calendar_id) is str)
        )

    @property
    def is_pinned(self) -> bool:
        """Whether a person has put the task where it stands."""
        return self.pinned_start is not None or self.pinned_finish is not None


_TASK = (
    ("id", an_id),
    ("name", text),
    ("duration_minutes", whole),
    ("parent_id", or_none(an_id)),
    ("calendar_id", or_none(an_id)),
    *((name, or_none(moment)) for name in ("constraint_date", "deadline", "pinned_start", "pinned_finish")),
    *((name, or_none(moment)) for name in ("actual_start", "actual_finish", "resume_on")),
    *((name, flag) for name in ("is_elapsed", "is_milestone", "is_active", "is_recurring", "is_tentative")),
    ("ignores_resource_calendars", flag),
    ("percent_complete", within(0, 100, number)),
    ("remaining_minutes", or_none(not_negative)),
    ("splits", each_of(Split)),
    ("levelling_delay_minutes", not_negative),
    ("priority", within(0, MOST_PRIORITY, whole)),
)
