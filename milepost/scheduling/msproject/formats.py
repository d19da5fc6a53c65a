"""The schema's code numbers, and how durations and lags with a format become minutes.

Source: Microsoft, Project XML schema, elements DurationFormat, LagFormat, PredecessorLink/Type, ConstraintType.
"""

from milepost.scheduling.calendar_records import MINUTES_A_DAY
from milepost.scheduling.records import LagKind, LinkType
from milepost.scheduling.task_records import Constraint

# Minutes, hours, days, weeks, months by day and night, each also as an estimate (with a question mark).
ELAPSED_FORMATS = frozenset({4, 6, 8, 10, 12, 36, 38, 40, 42, 44})
PERCENT_FORMATS = frozenset({19, 51})
ELAPSED_PERCENT_FORMATS = frozenset({20, 52})
DAYS_FORMAT, ELAPSED_DAYS_FORMAT, PERCENT_FORMAT, ELAPSED_PERCENT_FORMAT = 7, 8, 19, 20

LINK_TYPES = {
    0: LinkType.FINISH_FINISH,
    1: LinkType.FINISH_START,
    2: LinkType.START_FINISH,
    3: LinkType.START_START,
}
CONSTRAINTS = {
    0: Constraint.AS_SOON_AS_POSSIBLE,
    1: Constraint.AS_LATE_AS_POSSIBLE,
    2: Constraint.MUST_START_ON,
    3: Constraint.MUST_FINISH_ON,
    4: Constraint.START_NO_EARLIER_THAN,
    5: Constraint.START_NO_LATER_THAN,
    6: Constraint.FINISH_NO_EARLIER_THAN,
    7: Constraint.FINISH_NO_LATER_THAN,
}
LINK_NUMBERS = {type_: number for number, type_ in LINK_TYPES.items()}
CONSTRAINT_NUMBERS = {constraint: number for number, constraint in CONSTRAINTS.items()}
LAG_FORMATS = {
    LagKind.WORKING: DAYS_FORMAT,
    LagKind.ELAPSED: ELAPSED_DAYS_FORMAT,
    LagKind.PERCENT: PERCENT_FORMAT,
    LagKind.ELAPSED_PERCENT: ELAPSED_PERCENT_FORMAT,
}
WITHOUT_DATE = frozenset({Constraint.AS_SOON_AS_POSSIBLE, Constraint.AS_LATE_AS_POSSIBLE})


def lag_kind(lag_format: int | None) -> LagKind:
    """Return how a lag of that format counts; unknown formats count working time, as Project's default does."""
    if lag_format in PERCENT_FORMATS:
        return LagKind.PERCENT
    if lag_format in ELAPSED_PERCENT_FORMATS:
        return LagKind.ELAPSED_PERCENT
    return LagKind.ELAPSED if lag_format in ELAPSED_FORMATS else LagKind.WORKING


def minutes_of_tenths(tenths: float) -> int:
    """Return whole minutes of tenths of a minute, rounded half away from zero."""
    minutes = abs(tenths) / 10
    return int(minutes + 0.5) * (1 if tenths >= 0 else -1)


def minutes_of_seconds(seconds: int) -> int:
    """Return whole minutes, rounded half up."""
    return (seconds + 30) // 60


def levelling_delay_minutes(tenths: float, delay_format: int | None, minutes_per_day: int) -> int:
    """Return a levelling delay in elapsed minutes: Project runs it by day and night whatever its format says."""
    minutes = minutes_of_tenths(tenths)
    if delay_format in ELAPSED_FORMATS:
        return minutes
    return round(minutes * MINUTES_A_DAY / minutes_per_day)
