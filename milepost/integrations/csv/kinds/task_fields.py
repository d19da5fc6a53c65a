"""What columns of a table of tasks can go into, and the values of a task that a row says."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.identity.public import User
from milepost.integrations.csv.kinds.lookups import Faults, account_field
from milepost.integrations.csv.records import ImportField, Row, ValueType
from milepost.lib.errors import Invalid
from milepost.lib.text import fold
from milepost.projects.public import Task, TaskState, clean_task_values, minutes_of

_HOUR = 60
_RUNS = frozenset("=+-@\t\r\n")
_STATES = {fold(str(word)): value for value, label in TaskState.choices for word in (value, label)} | {
    fold(word): value
    for words, value in (
        (("new", "open", "not started", "backlog"), "todo"),
        (("in progress", "started", "active"), "doing"),
        (("in review", "waiting"), "review"),
        (("complete", "completed", "closed", "finished"), "done"),
        (("cancelled", "canceled"), "dropped"),
    )
    for word in words
}
_PLAIN = {"title": "title", "description": "description", "deadline": "deadline_on", "milestone": "is_milestone"}


def task_fields(_viewer: User | None) -> list[ImportField]:
    """Return what columns of tasks can go into."""
    date, number = ValueType.DATE, ValueType.NUMBER
    return [
        _field("title", gettext_lazy("Task"), "name", "task name", "subject", "summary", is_needed=True),
        _field("project", gettext_lazy("Project"), "project name", help=gettext_lazy("Without it: the source’s name.")),
        account_field(is_needed=False),
        _field("wbs", gettext_lazy("Number"), "wbs", "no", "no.", "outline number", "nr"),
        _field("depth", gettext_lazy("Depth"), "outline level", "level", "indent", type=ValueType.WHOLE),
        _field("start", gettext_lazy("Start"), "start date", "begin", type=date),
        _field("length", gettext_lazy("Length"), "duration"),
        _field("follows", gettext_lazy("Follows"), "predecessors", "predecessor", "depends on"),
        _field("who", gettext_lazy("Who"), "assignee", "assigned to", "resource names", "owner", "responsible"),
        _field("state", gettext_lazy("State"), "status"),
        _field("percent", gettext_lazy("Per cent complete"), "% complete", "progress", type=number),
        _field("milestone", gettext_lazy("Milestone"), "is milestone", type=ValueType.YES_NO),
        _field("deadline", gettext_lazy("Deadline"), "due", "due date", type=date, can_clear=True),
        _field("estimate", gettext_lazy("Estimate in hours"), "estimate", "work", "effort", type=number),
        _field("description", gettext_lazy("Description"), "notes", "details", type=ValueType.LONG_TEXT),
    ]


def _field(key: str, label: Any, *aliases: str, can_clear: bool = False, **more: Any) -> ImportField:
    return ImportField(key=key, label=label, aliases=aliases, can_clear=can_clear, **more)


def task_values(row: Row, stored: Task | None, faults: Faults) -> dict[str, Any]:
    """Return the columns that a row says and the stored task has not; what is wrong goes into `faults`."""
    given = row.values
    found: dict[str, Any] = {column: _bare(given[key]) for key, column in _PLAIN.items() if key in given}
    found |= _length(given, faults) | _state(given, faults) | _start(given, stored)
    if given.get("estimate") is not None:
        found["estimate_minutes"] = round(given["estimate"] * _HOUR)
    task = stored or Task()
    try:
        clean = clean_task_values(task, found)
    except Invalid as error:
        faults.add_invalid(error)
        return {}
    return {name: value for name, value in clean.items() if stored is None or getattr(stored, name) != value}


def _bare(value: Any) -> Any:
    """Take off the apostrophe that our exports put before what a spreadsheet would take for a formula."""
    return value[1:] if isinstance(value, str) and value[:1] == "'" and value[1:2] in _RUNS else value


def _length(given: dict[str, Any], faults: Faults) -> dict[str, Any]:
    text = given.get("length")
    if text is None:
        return {}
    minutes = minutes_of(str(text))
    if minutes is None:
        faults.add("length", _("Write a length like “3 days”, “4 h” or “2 weeks”."))
        return {}
    return {"duration_minutes": minutes} if minutes else {"is_milestone": True}


def _state(given: dict[str, Any], faults: Faults) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if "state" in given:
        state = _STATES.get(fold(given["state"]))
        if state is None:
            names = ", ".join(map(str, TaskState.labels))
            faults.add("state", _("This is none of: %(names)s.") % {"names": names})
        else:
            found["state"] = state
    if given.get("percent") is not None:
        percent = given["percent"]
        if not 0 <= percent <= 100 or percent != int(percent):  # noqa: PLR2004 - per cent
            faults.add("percent", _("A whole number from 0 to 100 belongs here."))
        else:
            found["percent_complete"] = int(percent)
    return found


def _start(given: dict[str, Any], stored: Task | None) -> dict[str, Any]:
    """Hold a task that follows nothing on its day, unless it is there; others go where what they follow lets them."""
    start = given.get("start")
    if start is None or given.get("follows") or (stored is not None and stored.start_on == start):
        return {}
    return {"constraint_kind": "SNET", "constraint_at": dt.datetime.combine(start, dt.time())}
