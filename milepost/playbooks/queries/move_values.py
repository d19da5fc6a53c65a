"""Columns of tasks in three states: as the older version made them, as they are, as the newer one would have them."""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.playbooks.reading.measures import length_text
from milepost.projects.public import Task, Visibility

# What is told as one thing, in its words, with the columns that it is kept in.
FIELDS = (
    ("title", gettext_lazy("Title"), ("title",)),
    ("description", gettext_lazy("Description"), ("description",)),
    ("seen-by", gettext_lazy("Seen by"), ("visibility",)),
    ("lasts", gettext_lazy("Length"), ("duration_minutes", "is_milestone")),
    ("effort", gettext_lazy("Effort"), ("estimate_minutes",)),
    ("meeting", gettext_lazy("Joint meeting"), ("is_meeting",)),
    ("accepted-when", gettext_lazy("Accepted when"), ("accepted_when",)),
    ("starts", gettext_lazy("Starts"), ("constraint_kind", "constraint_at")),
    ("due", gettext_lazy("Due"), ("deadline_on",)),
)
_NOTHING = {"constraint_kind": "", "title": "", "description": "", "accepted_when": []}
_WORDS_MOST = 200


@dataclass(frozen=True, slots=True)
class OtherValue:
    """What a field of a step is in the newer version; `is_own`: people gave it a value of their own since."""

    key: str
    label: str
    now: str
    after: str
    values: Mapping[str, Any]
    is_own: bool


def other_values(task: Task, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[OtherValue]:
    """Yield the fields that the newer version says otherwise, unless the task says so already."""
    for key, label, columns in FIELDS:
        was, now, new = (
            _taken(columns, values) for values in (before, {name: getattr(task, name) for name in columns}, after)
        )
        if new not in (was, now):
            yield OtherValue(key, str(label), _words(columns, now), _words(columns, new), new, is_own=now != was)


def is_touched(task: Task, made: Mapping[str, Any]) -> bool:
    """Say whether people gave a task any value that its version did not make."""
    return any(
        _taken(columns, {name: getattr(task, name) for name in columns}) != _taken(columns, made)
        for _key, _label, columns in FIELDS
    )


def _taken(columns: tuple[str, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: values.get(name, _NOTHING.get(name)) for name in columns}


def _words(columns: tuple[str, ...], values: Mapping[str, Any]) -> str:
    first = values[columns[0]]
    if columns[0] == "duration_minutes":
        return _("milestone") if values["is_milestone"] else length_text(first)
    if columns[0] == "constraint_kind":
        return _day(values["constraint_at"]) if first else ""
    return _plain(columns[0], first)


def _plain(column: str, value: Any) -> str:
    if column == "estimate_minutes":
        return "" if value is None else length_text(value)
    if column == "visibility":
        return str(Visibility(value).label)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(value)[:_WORDS_MOST]
    return _day(value) if isinstance(value, dt.date) else str(value or "")[:_WORDS_MOST]


def _day(moment: dt.date | None) -> str:
    return date_format(moment) if moment is not None else ""
