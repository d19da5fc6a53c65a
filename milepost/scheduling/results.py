"""What comes out of the engine: dated tasks, what drives them, warnings, and the moves between two schedules."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from milepost.scheduling.calendar_records import Calendar
from milepost.scheduling.checks import Id, check_fields, each_of, ids, moment, or_none, tupled
from milepost.scheduling.records import Assignment, Link, Resource
from milepost.scheduling.task_records import Constraint, Task


class DriverKind(StrEnum):
    """What can hold a task where it is."""

    PLAN_START = "plan start"  # the plan begins then, and nothing else asks for later
    PLAN_FINISH = "plan finish"  # the same of a plan from its finish
    LINK = "link"  # a link with `from_id`
    CONSTRAINT = "constraint"  # `Task.constraint` with its date
    DEADLINE = "deadline"  # `Task.deadline`, which bounds the late dates
    PIN = "pin"  # `Task.pinned_start` or `pinned_finish`
    ACTUAL = "actual"  # it has begun or ended then
    STATUS_DATE = "status date"  # work that is not done lies after `Plan.status_date`
    RESUME = "resume"  # `Task.resume_on`
    LEVELLING = "levelling"  # `Task.levelling_delay_minutes`
    CHILD = "child"  # a summary begins with its first child
    PARENT = "parent"  # a link or constraint of a summary above
    LATE = "as late as possible"  # it stands before what follows


@dataclass(frozen=True, slots=True)
class Driver:
    """One reason why a task starts when it does (backward from a finish: why it ends when it does).

    `task_id` is the task whose reason it is: the driven task itself, or the summary whose link or constraint binds it.
    `from_id` is the other end: the predecessor of a link, the child that a summary starts with, else None.
    `at` is the moment that the reason asks for; the task begins at the next working time, `wait_minutes` (elapsed)
    later. `calendar_ids` are the calendars without work until then (several, where the task needs the time of several),
    `resource_ids` the people whose calendars these are.

    By `kind`: LINK has `link` and `from_id`; PARENT (a link or limit of a summary above) and CHILD have `from_id`;
    CONSTRAINT has `constraint`; the others say all by `kind` and `at`. So a task of Monday morning after one that ended
    on Friday is held by `Driver(kind=LINK, task_id="train", at=<Friday 17:00>, from_id="build", link=Link("build",
    "train"), wait_minutes=3780, …)`: 63 hours of evening, night and weekend.
    """

    kind: DriverKind
    task_id: Id
    at: dt.datetime
    from_id: Id | None = None
    link: Link | None = None
    constraint: Constraint | None = None
    wait_minutes: int = 0
    calendar_ids: tuple[Id, ...] = ()
    resource_ids: tuple[Id, ...] = ()


@dataclass(frozen=True, slots=True)
class ScheduledTask:
    """A task with its dates. Slack is in working minutes of the task's own calendar, negative when a limit is broken.

    `start` and `finish` are where it is scheduled; `early_*` and `late_*` are the ends of its room to move.
    `total_slack_minutes`: how far it may slip before the plan's finish, a deadline or a constraint is broken.
    `free_slack_minutes`: how far before any successor moves; deadlines and the plan's finish do not bound it, so it may
    be more than the total. `start_slack_minutes`, `finish_slack_minutes`: late less early start and finish.
    `driven_by` holds all that drive with equal force: first a date that it must keep, then links, that of the
    predecessor with the least slack before others, then other dates, the plan's start last.
    `outline` is its number in the outline: `2.1.3`. Of a summary, dates span its children, `duration_minutes` is the
    working time between them, `percent_complete` the share done of the durations below it, and `driven_by` names the
    child that it begins with.
    """

    id: Id
    name: str
    outline: str
    is_summary: bool
    is_milestone: bool
    is_active: bool
    is_pinned: bool
    start: dt.datetime
    finish: dt.datetime
    early_start: dt.datetime
    early_finish: dt.datetime
    late_start: dt.datetime
    late_finish: dt.datetime
    duration_minutes: int
    remaining_minutes: int
    percent_complete: float
    total_slack_minutes: int
    free_slack_minutes: int
    start_slack_minutes: int
    finish_slack_minutes: int
    is_critical: bool
    driven_by: tuple[Driver, ...]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a task stands, in the columns of `ScheduledTask`: what a table of a whole plan is filled with."""

    id: Id
    outline: str
    is_summary: bool
    start: dt.datetime
    finish: dt.datetime
    total_slack_minutes: int
    free_slack_minutes: int
    is_critical: bool


class WarningCode(StrEnum):
    """What the engine warns of; the plan is scheduled all the same."""

    NEGATIVE_SLACK = "negative-slack"  # limits that cannot all be kept
    LINK_BROKEN = "link-broken"  # a pin, an actual date or a hard constraint stands before what a link asks for
    CONSTRAINT_BROKEN = "constraint-broken"  # links, pins or actual dates push a task past its constraint
    DEADLINE_MISSED = "deadline-missed"
    PIN_OUTSIDE_WORKING_TIME = "pin-outside-working-time"
    ACTUAL_OUTSIDE_WORKING_TIME = "actual-outside-working-time"
    ACTUAL_AFTER_STATUS_DATE = "actual-after-status-date"
    PROGRESS_WITHOUT_START = "progress-without-start"  # without an actual date it counts as nothing done
    BEFORE_PLAN_START = "before-plan-start"
    PERCENT_OF_SUMMARY = "percent-of-summary"  # from a finish, such a lag counts as none


@dataclass(frozen=True, slots=True)
class ScheduleWarning:
    """Something a person should know: a code for programs, words for people, and what they speak of.

    `task_ids` are the tasks concerned, the first one most; `chain` leads from the cause to the one that suffers;
    `constraint_task_ids` are the tasks whose constraints, pins or deadlines conflict; `minutes` says by how much.
    """

    code: WarningCode
    message: str
    task_ids: tuple[Id, ...]
    chain: tuple[Id, ...] = ()
    constraint_task_ids: tuple[Id, ...] = ()
    link: Link | None = None
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be different: records with the id of an existing one replace it as a whole, others are added.

    `tasks` are `Task`s of the plan (`schedule.plan.tasks`), not the `ScheduledTask`s of a schedule. Make a changed one
    by `dataclasses.replace`, or what it does not name falls back to the defaults; an id that is unknown adds a task.

    A link is known by both ends and its type, whatever its lag: in `links` it replaces those between the two of the
    same type, in `removed_links` it removes them. An assignment is known by its task and resource.
    Removing a task removes its children, links and assignments. Raises `Invalid` with code `wrong-value`.
    """

    tasks: tuple[Task, ...] = ()
    removed_task_ids: tuple[Id, ...] = ()
    links: tuple[Link, ...] = ()
    removed_links: tuple[Link, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    resources: tuple[Resource, ...] = ()
    assignments: tuple[Assignment, ...] = ()
    removed_assignments: tuple[Assignment, ...] = ()
    start: dt.datetime | None = None
    finish: dt.datetime | None = None
    status_date: dt.datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what is no change, such as one task in the place of a tuple."""
        for name, _check in _TUPLES:
            object.__setattr__(self, name, tupled(getattr(self, name)))
        check_fields(self, "", (*_TUPLES, *((name, or_none(moment)) for name in ("start", "finish", "status_date"))))


_TUPLES = (
    ("tasks", each_of(Task)),
    ("removed_task_ids", ids),
    ("links", each_of(Link)),
    ("removed_links", each_of(Link)),
    ("calendars", each_of(Calendar)),
    ("resources", each_of(Resource)),
    ("assignments", each_of(Assignment)),
    ("removed_assignments", each_of(Assignment)),
)


@dataclass(frozen=True, slots=True)
class Move:
    """A task whose dates differ between two schedules; None on one side: it was added or removed.

    Shifts are in working minutes of the task's calendar, positive when later. `Comparison.causes` says why.
    """

    task_id: Id
    name: str
    is_milestone: bool
    start_from: dt.datetime | None
    start_to: dt.datetime | None
    finish_from: dt.datetime | None
    finish_to: dt.datetime | None
    start_shift_minutes: int
    finish_shift_minutes: int
