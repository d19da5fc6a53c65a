"""The door of the scheduling engine: `schedule` a plan, ask `why`, `reschedule` and `compare`.

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
"""

from milepost.scheduling.records import (
    INHERITED_WEEK,
    OFFICE_DAY,
    OFFICE_WEEK,
    Assignment,
    Calendar,
    CalendarException,
    CalendarRange,
    Constraint,
    Day,
    Id,
    LagKind,
    Link,
    LinkType,
    Plan,
    Resource,
    ResourceKind,
    ScheduleFrom,
    Shift,
    Side,
    Split,
    Task,
    TaskKind,
    Week,
)
from milepost.scheduling.results import (
    Change,
    Comparison,
    Driver,
    DriverKind,
    Move,
    Rescheduled,
    ScheduledTask,
    ScheduleWarning,
    WarningCode,
)
from milepost.scheduling.schedules import Schedule, schedule, why

__all__ = [
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
    "LagKind",
    "Link",
    "LinkType",
    "Move",
    "Plan",
    "Rescheduled",
    "Resource",
    "ResourceKind",
    "Schedule",
    "ScheduleFrom",
    "ScheduleWarning",
    "ScheduledTask",
    "Shift",
    "Side",
    "Split",
    "Task",
    "TaskKind",
    "WarningCode",
    "Week",
    "schedule",
    "why",
]
