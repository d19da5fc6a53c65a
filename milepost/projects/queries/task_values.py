"""What a task's columns come to when some of them are given: state, progress and actual dates agree."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid
from milepost.projects.models import Task, WorkCalendar
from milepost.projects.queries.clean_values import clean_value
from milepost.projects.records import ConstraintKind, TaskState

TASK_COLUMNS = frozenset(
    (
        "title",
        "description",
        "state",
        "priority",
        "visibility",
        "is_milestone",
        "is_meeting",
        "accepted_when",
        "duration_minutes",
        "is_elapsed",
        "estimate_minutes",
        "calendar_id",
        "constraint_kind",
        "constraint_at",
        "deadline_on",
        "pinned_start",
        "pinned_finish",
        "actual_start",
        "actual_finish",
        "percent_complete",
        "remaining_minutes",
        "rolled_to",
        "sprint_id",
        "splits",
        "author_id",
    )
)
PROGRESS_COLUMNS = frozenset(("state", "actual_start", "actual_finish", "percent_complete", "remaining_minutes"))
_ALL = 100


def clean_values(task: Task, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` as a task's columns hold them. Raises `Invalid` for an unknown column and a wrong value."""
    unknown = sorted(set(values) - TASK_COLUMNS)
    if unknown:
        message = _("A task has no “%(name)s”.") % {"name": unknown[0]}
        raise Invalid("unknown-field", message, {unknown[0]: _("Unknown.")})
    return {name: _clean(task, name, value) for name, value in values.items()}


def _clean(task: Task, name: str, value: Any) -> Any:
    if name == "calendar_id":  # whether the plan may use it is said of all in one way, also of one that is not there
        return None if value is None or value == "" else clean_value(WorkCalendar(), "id", value)
    return clean_value(task, name, value)


def consistent(task: Task, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return `values` with what follows from them; what is given wins over what follows.

    Done is an end and 100 per cent; begun is a start; opened again takes the end away. The moment of an end or a start
    that nobody gave is now.
    """
    found = dict(values)
    now = wall_clock_now()
    if found.get("percent_complete") == _ALL or found.get("actual_finish") is not None:
        found.setdefault("state", TaskState.DONE)
    elif (found.get("percent_complete") or found.get("actual_start") is not None) and task.state == TaskState.TODO:
        found.setdefault("state", TaskState.DOING)
    state = found.get("state", task.state)
    if state == TaskState.DONE:
        _ended(task, found, now)
    elif "state" in found:
        _not_ended(task, found, now)
    _refuse_contradictions(task, found)
    return found


def wall_clock_now() -> dt.datetime:
    """Return the moment on the installation's wall clock, to the minute."""
    return timezone.localtime(timezone=timezone.get_default_timezone()).replace(tzinfo=None, second=0, microsecond=0)


def _ended(task: Task, found: dict[str, Any], now: dt.datetime) -> None:
    finish = found.setdefault("actual_finish", task.actual_finish or now)
    start = task.actual_start or min(finish, task.start_at or finish)
    found.setdefault("actual_start", start)
    found.update(percent_complete=_ALL, remaining_minutes=None)


def _not_ended(task: Task, found: dict[str, Any], now: dt.datetime) -> None:
    if task.actual_finish is not None:
        found.setdefault("actual_finish", None)
        found.setdefault("percent_complete", 0 if found["state"] == TaskState.TODO else min(task.percent_complete, 99))
    if found["state"] == TaskState.TODO:
        found.setdefault("actual_start", None)
        found.setdefault("percent_complete", 0)
    elif found["state"] in {TaskState.DOING, TaskState.REVIEW} and task.actual_start is None:
        found.setdefault("actual_start", now)


def _refuse_contradictions(task: Task, found: Mapping[str, Any]) -> None:
    def value(name: str) -> Any:
        return found.get(name, getattr(task, name))

    pairs = (("pinned_start", "pinned_finish"), ("actual_start", "actual_finish"))
    for start, finish in pairs:
        if value(start) is not None and value(finish) is not None and value(finish) < value(start):
            message = _("It cannot end before it starts.")
            raise Invalid("ends-before-start", message, {finish: message})
    kind = value("constraint_kind")
    if kind and kind != ConstraintKind.AS_LATE_AS_POSSIBLE and value("constraint_at") is None:
        message = _("Say which date it must keep.")
        raise Invalid("no-constraint-date", message, {"constraint_at": message})
