"""Refuses in words what is not of the kind that a record or a function asks for.

Records look at what they are made of, so that the refusal comes where the wrong value was written and not deep in a
pass. What is usual is let through quickly: plans have a hundred thousand tasks.
"""

import datetime as dt
import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any, Protocol

from milepost.lib.errors import Invalid

type Id = str | int
type Check = Callable[[object], str]  # what is wrong with a value; "" for nothing


def member[E: StrEnum](kind: type[E], value: str, field: str, whose: str) -> E:
    """Return the member of an enumeration that a text names; raises `Invalid` with code `unknown-choice`."""
    try:
        return kind(value)
    except ValueError as error:
        wrong = f"{_shown(value)} is none of {', '.join(kind)}"
        raise Invalid("unknown-choice", f"{whose}: {field} {wrong}.", {field: wrong}, choices=tuple(kind)) from error


def check_fields(record: object, who: str, checks: Iterable[tuple[str, Check]]) -> None:
    """Raise `Invalid` with code `wrong-value`, naming each wrong field and what it should be."""
    found = {name: wrong for name, check in checks if (wrong := check(getattr(record, name)))}
    if found:
        kind = type(record).__name__
        words = "; ".join(f"{name} {wrong}" for name, wrong in found.items())
        whose = f"{kind} {who}" if who else kind
        raise Invalid("wrong-value", f"{whose}: {words}.", found, record=kind, id=getattr(record, "id", None))


def called(*names: object) -> str:
    """Return the first name that is not empty, in quotation marks; nothing when there is none."""
    return next((f"“{name}”" for name in names if name or name == 0), "")


def text(value: object) -> str:
    """Names are text."""
    return "" if isinstance(value, str) else f"must be text, not {_shown(value)}"


def an_id(value: object) -> str:
    """Ids are text or whole numbers."""
    is_id = isinstance(value, str | int) and not isinstance(value, bool)
    return "" if is_id else f"must be text or a whole number, not {_shown(value)}"


def whole(value: object) -> str:
    """Minutes and priorities are whole."""
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return "" if is_whole else f"must be a whole number, not {_shown(value)}"


def not_negative(value: object) -> str:
    """Lengths are whole and not below 0."""
    return whole(value) or share(value)


def positive(value: object) -> str:
    """Units in which durations are typed have a length."""
    return whole(value) or ("" if isinstance(value, int) and value > 0 else "must be at least 1")


def flag(value: object) -> str:
    """What is yes or no is one of both: a text would count as yes."""
    return "" if isinstance(value, bool) else f"must be True or False, not {_shown(value)}"


def within(low: int, high: int, check: Check) -> Check:
    """The same, and from `low` to `high`, both included."""

    def found(value: Any) -> str:
        return check(value) or ("" if low <= value <= high else f"must lie between {low} and {high}, not at {value}")

    return found


def number(value: object) -> str:
    """Shares and units may have a fraction; they are neither infinite nor unknown."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return "" if is_number else f"must be a number, not {_shown(value)}"


def share(value: Any) -> str:
    """Units are a number and not below 0."""
    return number(value) or ("" if value >= 0 else f"must not be below 0, as {value} is")


def date(value: object) -> str:
    """Days of calendars have no time of day."""
    is_day = isinstance(value, dt.date) and not isinstance(value, dt.datetime)
    return "" if is_day else f"must be a date (without a time of day), not {_shown(value)}"


def moment(value: object) -> str:
    """Dates of tasks and plans have a time of day, and no zone."""
    if not isinstance(value, dt.datetime):
        return f"must be a datetime (a date with a time of day), not {_shown(value)}"
    return "must be wall-clock time of the plan's zone, without tzinfo" if value.tzinfo is not None else ""


def or_none(check: Check) -> Check:
    """The same, or nothing."""
    return lambda value: "" if value is None else check(value)


def each_of(kind: type) -> Check:
    """A tuple of records of one kind."""

    def check(value: object) -> str:
        if not isinstance(value, tuple):
            return f"must be a tuple of {kind.__name__}, not {_shown(value)}"
        if set(map(type, value)) <= {kind}:
            return ""
        other = next((each for each in value if not isinstance(each, kind)), None)
        return "" if other is None else f"holds {_shown(other)} where a {kind.__name__} is wanted"

    return check


def ids(value: object) -> str:
    """A tuple of ids; a text by itself is none, though it can be walked through."""
    if not isinstance(value, tuple):
        return f"must be a tuple of ids, not {_shown(value)}"
    return next((wrong for each in value if (wrong := an_id(each))), "")


class Known(Protocol):
    """A record with an id."""

    @property
    def id(self) -> Id:
        """What others call it by."""


def by_id[R: Known](records: Sequence[R], kind: str) -> dict[Id, R]:
    """Return records by their ids, or refuse an id that two of them have: `duplicate-task` of the kind "task"."""
    found = {each.id: each for each in records}
    if len(found) != len(records):
        twice = next(each for each, count in Counter(each.id for each in records).items() if count > 1)
        details: dict[str, Any] = {f"{kind}_id": twice}
        raise Invalid(f"duplicate-{kind}", f"Two {kind}s have the id “{twice}”.", **details)
    return found


def id_order(value: Id) -> tuple[bool, int, str]:
    """Return by what ids stand in order: numbers first."""
    return (True, 0, value) if isinstance(value, str) else (False, value, "")


def tupled(value: object) -> object:
    """Return a list as a tuple, anything else as it is."""
    return tuple(value) if isinstance(value, list) else value


def wanted[T](value: object, kind: type[T], function: str, hint: str = "") -> T:
    """Return an argument that is of the kind a function takes; raises `Invalid` with code `wrong-argument`."""
    if isinstance(value, kind):
        return value
    article = "an" if kind.__name__[0] in "aeiouAEIOU" else "a"
    words = f"{function} takes {article} {kind.__name__}, not {_shown(value)}"
    raise Invalid(
        "wrong-argument", f"{words}: {hint}." if hint else f"{words}.", function=function, wanted=kind.__name__
    )


def placed(error: Invalid, words: str, **details: object) -> Invalid:
    """Return a refusal that says where it came up, unless it does already."""
    if details.keys() & error.details.keys():
        return error
    return Invalid(error.code, f"{words}: {error.message}", error.fields, **error.details, **details)


def _shown(value: Any) -> str:
    if isinstance(value, str | int | float | bool | None):
        return repr(value)
    text = repr(value)
    return text if len(text) <= 60 else f"a {type(value).__name__}"  # noqa: PLR2004 - what a line has room for
