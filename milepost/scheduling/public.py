"""The door of the scheduling engine: `schedule` a plan, ask `why`, `reschedule` and `compare`, `simulate`, `level`.

A first plan, in working minutes (a day of the standard calendar has 480):

>>> import datetime as dt
>>> plan = Plan(
...     start=dt.datetime(2026, 3, 2, 8),
...     tasks=(Task("kick-off", duration_minutes=480), Task("import data", duration_minutes=3 * 480), Task("go-live")),
...     links=(Link("kick-off", "import data"), Link("import data", "go-live", lag_minutes=480)),
... )
>>> dated = schedule(plan)
>>> print(dated.finish)
2026-03-06 17:00:00
>>> print(dated["import data"].start, dated["import data"].total_slack_minutes)
2026-03-03 08:00:00 0
>>> [driver.from_id for driver in why(dated, "go-live")]
['import data', 'kick-off', None]

What would another two days of importing do? Records are frozen dataclasses: a changed task is a whole new record, made
by `dataclasses.replace`. `reschedule` changes nothing that is kept, it returns a new plan:

>>> import dataclasses
>>> importing = dataclasses.replace(plan.tasks[1], duration_minutes=5 * 480)
>>> longer = reschedule(dated, Change(tasks=(importing,)))
>>> [(move.task_id, move.finish_shift_minutes) for move in longer.comparison.moves]
[('import data', 960), ('go-live', 960)]
>>> longer.comparison.finish_to
datetime.datetime(2026, 3, 10, 17, 0)
>>> [(cause.kind.value, cause.from_id) for cause in longer.comparison.causes("go-live")]
[('link', 'import data')]

A calendar with Friday afternoons off and a holiday; a pin, a deadline and what is wrong with them:

>>> short_friday = (*OFFICE_WEEK[:4], OFFICE_DAY[:1], (), ())
>>> holiday = CalendarException(dt.date(2026, 3, 5), dt.date(2026, 3, 5))
>>> team = Calendar("team", "Team", short_friday, exceptions=(holiday,))
>>> plan = Plan(
...     start=dt.datetime(2026, 3, 2, 8),
...     calendars=(team,),
...     default_calendar_id="team",
...     tasks=(
...         Task("build", duration_minutes=4 * 480, deadline=dt.datetime(2026, 3, 6, 12)),
...         Task("show", duration_minutes=60, pinned_start=dt.datetime(2026, 3, 6, 9)),
...     ),
...     links=(Link("build", "show"),),
... )
>>> dated = schedule(plan)
>>> for warning in dated.warnings:
...     print(warning.code, warning.minutes)
deadline-missed 240
link-broken 420

Who does what is an `Assignment`; `level` then leaves nobody with more work than time, in this plan or in several at
once. Its result is a preview: new plans, what moves, and what is left. How likely a date is says `simulate`:

>>> plan = Plan(
...     start=dt.datetime(2026, 3, 2, 8),
...     tasks=(Task("map", duration_minutes=960), Task("train", duration_minutes=480)),
...     resources=(Resource("maria", "Maria"),),
...     assignments=(Assignment("map", "maria"), Assignment("train", "maria")),
... )
>>> levelled = level([plan])
>>> print(schedule(plan).finish, "becomes", schedule(levelled.plans[0]).finish)
2026-03-03 17:00:00 becomes 2026-03-04 17:00:00
>>> [(move.task_id, move.start_shift_minutes) for move in levelled.comparisons[0].moves]
[('map', 480)]
>>> likely = simulate(levelled.plans[0], runs=1000, seed=7)
>>> likely.finish(50) < likely.finish(80), 0 < likely.probability(dt.datetime(2026, 3, 5, 17)) < 1
(True, True)

A plan of Microsoft Project is read by `read_plan` and written by `write_plan`.

What is wrong is refused in words: `Invalid` (or `NotFound` for an id that is not there) with a `code` for programs, a
`message` for people, the wrong `fields` by name, and in `details` the ids of what is concerned:

>>> try:
...     schedule(Plan(start=dt.datetime(2026, 3, 2, 8), tasks=(Task("a"), Task("b")), links=(Link("a", "c"),)))
... except Invalid as refusal:
...     print(refusal.code, "-", refusal.message, refusal.details["task_id"])
unknown-task - The link “a” → “c” names the task “c”, which does not exist. c
"""

from milepost.lib.errors import Invalid, NotFound
from milepost.scheduling.calendar_records import (
    INHERITED_WEEK,
    OFFICE_DAY,
    OFFICE_WEEK,
    Calendar,
    CalendarException,
    CalendarRange,
    Day,
    Shift,
    Week,
)
from milepost.scheduling.calendars import country_holidays
from milepost.scheduling.changes import Comparison, Rescheduled, changed_plan, compare, reschedule
from milepost.scheduling.checks import Id
from milepost.scheduling.levelling import Levelled, LevellingAim, LevellingMethod, Overload, Reached, level, overloads
from milepost.scheduling.msproject.notes import Note, NoteKind, UnreadableFile
from milepost.scheduling.msproject.plans import PlanRead
from milepost.scheduling.msproject.public import read_plan, write_plan
from milepost.scheduling.records import (
    Assignment,
    LagKind,
    Link,
    LinkType,
    Plan,
    Resource,
    ResourceKind,
    ScheduleFrom,
    Side,
)
from milepost.scheduling.results import (
    Change,
    Driver,
    DriverKind,
    Move,
    ScheduledTask,
    ScheduleWarning,
    Standing,
    WarningCode,
)
from milepost.scheduling.schedules import Schedule, schedule, why
from milepost.scheduling.simulation import Simulation, simulate
from milepost.scheduling.task_records import Constraint, Split, Task, TaskKind
from milepost.scheduling.uncertainty import (
    CERTAIN,
    EXACT,
    Lognormal,
    Pert,
    Ratios,
    Spread,
    Triangular,
    Uncertainty,
    learn,
)
from milepost.scheduling.working_time import WorkingTime

__all__ = [
    "CERTAIN",
    "EXACT",
    "INHERITED_WEEK",
    "OFFICE_DAY",
    "OFFICE_WEEK",
    "Assignment",
    "Calendar",
    "CalendarException",
    "CalendarRange",
    "Change",
    "Comparison",
    "Constraint",
    "Day",
    "Driver",
    "DriverKind",
    "Id",
    "Invalid",
    "LagKind",
    "Levelled",
    "LevellingAim",
    "LevellingMethod",
    "Link",
    "LinkType",
    "Lognormal",
    "Move",
    "NotFound",
    "Note",
    "NoteKind",
    "Overload",
    "Pert",
    "Plan",
    "PlanRead",
    "Ratios",
    "Reached",
    "Rescheduled",
    "Resource",
    "ResourceKind",
    "Schedule",
    "ScheduleFrom",
    "ScheduleWarning",
    "ScheduledTask",
    "Shift",
    "Side",
    "Simulation",
    "Split",
    "Spread",
    "Standing",
    "Task",
    "TaskKind",
    "Triangular",
    "Uncertainty",
    "UnreadableFile",
    "WarningCode",
    "Week",
    "WorkingTime",
    "changed_plan",
    "compare",
    "country_holidays",
    "learn",
    "level",
    "overloads",
    "read_plan",
    "reschedule",
    "schedule",
    "simulate",
    "why",
    "write_plan",
]
