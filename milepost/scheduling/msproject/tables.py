"""The elements of the schema in its order: settings, calendars, and what tasks, resources and assignments share.

Source: Microsoft, "Introduction to Project XML Data", schema of Project 2007 and later with what 2010 and 2019 added.
`Unkept` with words is something that a person entered and that Milepost has no use for; without words it is what
Project computes from the rest.
"""

from milepost.scheduling.msproject.calendar_records import (
    FileCalendar,
    FileException,
    FileWeekDay,
    FileWorkWeek,
    Period,
    WorkingTime,
)
from milepost.scheduling.msproject.records import FileAttribute, FileAttributeDefinition, FileBaseline, WorkPiece
from milepost.scheduling.msproject.settings_records import FileSettings
from milepost.scheduling.msproject.shapes import Many, One, Shape, Unkept, Value
from milepost.scheduling.msproject.values import CLOCK, FLAG, MOMENT, SECONDS, WHOLE

PERIOD = Shape("TimePeriod", Period, (Value("FromDate", "from_date", MOMENT), Value("ToDate", "to_date", MOMENT)))

WORKING_TIME = Shape(
    "WorkingTime", WorkingTime, (Value("FromTime", "from_time", CLOCK), Value("ToTime", "to_time", CLOCK))
)

WEEK_DAY = Shape(
    "WeekDay",
    FileWeekDay,
    (
        Value("DayType", "day_type", WHOLE),
        Value("DayWorking", "day_working", FLAG),
        One("TimePeriod", "period", PERIOD),
        Many("WorkingTime", "working_times", WORKING_TIME, inside="WorkingTimes"),
    ),
    key="DayType",
)

EXCEPTION = Shape(
    "Exception",
    FileException,
    (
        Value("EnteredByOccurrences", "entered_by_occurrences", FLAG),
        One("TimePeriod", "period", PERIOD),
        Value("Occurrences", "occurrences", WHOLE),
        Value("Name", "name"),
        Value("Type", "type", WHOLE),
        Value("Period", "every", WHOLE),
        Value("DaysOfWeek", "days_of_week", WHOLE),
        Value("MonthItem", "month_item", WHOLE),
        Value("MonthPosition", "month_position", WHOLE),
        Value("Month", "month", WHOLE),
        Value("MonthDay", "month_day", WHOLE),
        Value("DayWorking", "day_working", FLAG),
        Many("WorkingTime", "working_times", WORKING_TIME, inside="WorkingTimes"),
    ),
)

WORK_WEEK = Shape(
    "WorkWeek",
    FileWorkWeek,
    (
        One("TimePeriod", "period", PERIOD),
        Value("Name", "name"),
        Many("WeekDay", "week_days", WEEK_DAY, inside="WeekDays"),
    ),
)

CALENDAR = Shape(
    "calendar",
    FileCalendar,
    (
        Value("UID", "uid", WHOLE),
        Value("GUID", "guid"),
        Value("Name", "name"),
        Value("IsBaseCalendar", "is_base", FLAG),
        Value("IsBaselineCalendar", "is_baseline", FLAG),
        Value("BaseCalendarUID", "base_uid", WHOLE),
        Many("WeekDay", "week_days", WEEK_DAY, inside="WeekDays"),
        Many("Exception", "exceptions", EXCEPTION, inside="Exceptions"),
        Many("WorkWeek", "work_weeks", WORK_WEEK, inside="WorkWeeks"),
    ),
)

COST = "a cost"
HYPERLINKS = (
    Unkept("Hyperlink", "a hyperlink"),
    Unkept("HyperlinkAddress", "a hyperlink"),
    Unkept("HyperlinkSubAddress", "a hyperlink"),
)
PROTECTED = (Unkept("ActualWorkProtected"), Unkept("ActualOvertimeWorkProtected"))

ATTRIBUTE = Shape(
    "ExtendedAttribute",
    FileAttribute,
    (
        Unkept("UID"),
        Value("FieldID", "field_id"),
        Value("Value", "value"),
        Value("ValueGUID", "value_guid"),
        Unkept("ValueID"),
        Value("DurationFormat", "duration_format", WHOLE),
    ),
)

ATTRIBUTE_DEFINITION = Shape(
    "ExtendedAttribute",
    FileAttributeDefinition,
    (
        Value("FieldID", "field_id"),
        Value("FieldName", "field_name"),
        Unkept("CFType"),
        Value("Guid", "guid"),
        Unkept("ElemType"),
        Unkept("MaxMultiValues"),
        Unkept("UserDef"),
        Value("Alias", "alias"),
        *(Unkept(name) for name in ("SecondaryPID", "AutoRollDown", "DefaultGuid", "Ltuid", "SecondaryGuid")),
        *(Unkept(name) for name in ("PhoneticAlias", "RollupType", "CalculationType")),
        Unkept("Formula", "a custom field's formula"),
        *(Unkept(name) for name in ("RestrictValues", "ValuelistSortOrder", "AppendNewValues", "Default")),
        Unkept("ValueList", "a custom field's list of values"),
    ),
    key="FieldID",
)

BASELINE = Shape(
    "Baseline",
    FileBaseline,
    (
        Unkept("TimephasedData", "a baseline's spread of work over time"),
        Value("Number", "number", WHOLE),
        Value("Interim", "interim", FLAG),
        Value("Start", "start", MOMENT),
        Value("Finish", "finish", MOMENT),
        Value("Duration", "duration_seconds", SECONDS),
        Value("DurationFormat", "duration_format", WHOLE),
        Value("EstimatedDuration", "estimated", FLAG),
        Value("Work", "work_seconds", SECONDS),
        Unkept("Cost", "a baseline's cost"),
        Unkept("BCWS"),
        Unkept("BCWP"),
        Unkept("FixedCost", "a baseline's cost"),
    ),
    key="Number",
)

WORK_PIECE = Shape(
    "TimephasedData",
    WorkPiece,
    (
        Value("Type", "type", WHOLE),
        Value("UID", "uid", WHOLE),
        Value("Start", "start", MOMENT),
        Value("Finish", "finish", MOMENT),
        Value("Unit", "unit", WHOLE),
        Value("Value", "value"),
    ),
)

OUTLINE_CODE = Unkept("OutlineCode", "an outline code")

SETTINGS = Shape(
    "project",
    FileSettings,
    (
        Value("SaveVersion", "save_version", WHOLE),
        Unkept("BuildNumber"),
        Unkept("UID"),
        Value("Name", "name"),
        Value("GUID", "guid"),
        Value("Title", "title"),
        Value("Subject", "subject"),
        Value("Category", "category"),
        Value("Company", "company"),
        Value("Manager", "manager"),
        Value("Author", "author"),
        Value("CreationDate", "creation_date", MOMENT),
        Unkept("Revision"),
        Value("LastSaved", "last_saved", MOMENT),
        Value("ScheduleFromStart", "schedule_from_start", FLAG),
        Value("StartDate", "start_date", MOMENT),
        Value("FinishDate", "finish_date", MOMENT),
        Unkept("FYStartDate"),
        Value("CriticalSlackLimit", "critical_slack_limit_days", WHOLE),
        *(Unkept(name) for name in ("CurrencyDigits", "CurrencySymbol", "CurrencyCode", "CurrencySymbolPosition")),
        Value("CalendarUID", "calendar_uid", WHOLE),
        Value("DefaultStartTime", "default_start_time", CLOCK),
        Value("DefaultFinishTime", "default_finish_time", CLOCK),
        Value("MinutesPerDay", "minutes_per_day", WHOLE),
        Value("MinutesPerWeek", "minutes_per_week", WHOLE),
        Value("DaysPerMonth", "days_per_month", WHOLE),
        Value("DefaultTaskType", "default_task_type", WHOLE),
        *(Unkept(name) for name in ("DefaultFixedCostAccrual", "DefaultStandardRate", "DefaultOvertimeRate")),
        Value("DurationFormat", "duration_format", WHOLE),
        Value("WorkFormat", "work_format", WHOLE),
        Unkept("EditableActualCosts"),
        Value("HonorConstraints", "honor_constraints", FLAG),
        Unkept("EarnedValueMethod"),
        Unkept("InsertedProjectsLikeSummary"),
        Value("MultipleCriticalPaths", "multiple_critical_paths", FLAG),
        Value("NewTasksEffortDriven", "new_tasks_effort_driven", FLAG),
        Value("NewTasksEstimated", "new_tasks_estimated", FLAG),
        Value("SplitsInProgressTasks", "splits_in_progress_tasks", FLAG),
        *(Unkept(name) for name in ("SpreadActualCost", "SpreadPercentComplete", "TaskUpdatesResource")),
        Unkept("FiscalYearStart"),
        Value("WeekStartDay", "week_start_day", WHOLE),
        Value("MoveCompletedEndsBack", "move_completed_ends_back", FLAG),
        Value("MoveRemainingStartsBack", "move_remaining_starts_back", FLAG),
        Value("MoveRemainingStartsForward", "move_remaining_starts_forward", FLAG),
        Value("MoveCompletedEndsForward", "move_completed_ends_forward", FLAG),
        Unkept("BaselineForEarnedValue"),
        Unkept("AutoAddNewResourcesAndTasks"),
        Value("StatusDate", "status_date", MOMENT),
        Value("CurrentDate", "current_date", MOMENT),
        *(Unkept(name) for name in ("MicrosoftProjectServerURL", "Autolink", "NewTaskStartDate")),
        Value("NewTasksAreManual", "new_tasks_are_manual", FLAG),
        *(Unkept(name) for name in ("DefaultTaskEVMethod", "ProjectExternallyEdited", "ExtendedCreationDate")),
        *(Unkept(name) for name in ("ActualsInSync", "RemoveFileProperties", "AdminProject")),
        Value("BaselineCalendar", "baseline_calendar"),
        Unkept("UpdateManuallyScheduledTasksWhenEditingLinks"),
        Unkept("KeepTaskOnNearestWorkingTimeWhenMadeAutoScheduled"),
        *(Unkept(name) for name in ("Views", "Filters", "Groups", "Tables", "Maps", "Reports", "Drawings")),
        *(Unkept(name) for name in ("DataLinks", "VBAProjects")),
    ),
)
