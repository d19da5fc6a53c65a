"""Entries of the log in the words of their reader: fields by name, values as people write them, in their own zone."""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from milepost.audit.actions.values import HIDDEN
from milepost.audit.models import Action, AuditEntry
from milepost.audit.queries import model_of
from milepost.audit.records import ChangedPart, histories
from milepost.lib.actor import Door

DOORS: tuple[tuple[Door, str | Promise], ...] = (
    (Door.PAGE, _lazy("Page")),
    (Door.API, _lazy("API")),
    (Door.COMMAND, _lazy("Command")),
    (Door.IMPORT, _lazy("Import")),
    (Door.JOB, _lazy("Job")),
    (Door.PORTAL, _lazy("Portal")),
)

_LONGEST = 300
_EMPTY: tuple[Any, ...] = (None, "", [], {})

type _Names = dict[type[models.Model], dict[Any, str]]


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """One field of an entry; an empty `before` or `after` means that there was no value."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class EntryInWords:
    """One entry; `what` is a verb in the past ("changed"), `kind` what such records are called."""

    entry: AuditEntry
    what: str
    kind: str
    changes: list[ChangeInWords]

    @property
    def door(self) -> str:
        return door_in_words(self.entry.door)

    @property
    def is_long(self) -> bool:
        """Whether it is a list of all values rather than a change."""
        return self.entry.action in {Action.CREATE, Action.DELETE}


def in_words(entries: Sequence[AuditEntry], viewer: Any) -> list[EntryInWords]:
    """Put entries into words; related records are named where `viewer` may see them. A query for each kind named."""
    names = _names(entries, viewer)
    return [_entry_in_words(entry, names, viewer) for entry in entries]


def door_in_words(door: str) -> str:
    """Return the way a write came in, as people call it."""
    return next((str(words) for known, words in DOORS if known == door), door)


def kind_in_words(kind: str) -> str:
    """Return what records of a kind are called."""
    model = model_of(kind)
    return str(model._meta.verbose_name) if model else kind


def _entry_in_words(entry: AuditEntry, names: _Names, viewer: Any) -> EntryInWords:
    model = model_of(entry.kind)
    history = histories.get(entry.kind)
    changes: list[ChangeInWords] = []
    for name, (old, new) in entry.changes.items():
        parts = history.parts(viewer, name, old, new) if history and history.parts else None
        if parts is None:
            before, after = _value(model, name, old, names), _value(model, name, new, names)
            changes.append(ChangeInWords(_field_label(model, name), before, after))
        else:
            changes += [_part_in_words(part) for part in parts]
    what = (
        entry.event.replace("-", " ").replace("_", " ") if entry.action == Action.EVENT else entry.get_action_display()
    )
    return EntryInWords(entry, str(what), kind_in_words(entry.kind), changes)


def _part_in_words(part: ChangedPart) -> ChangeInWords:
    before, after = ("" if value in _EMPTY else _plain_value(None, value) for value in (part.before, part.after))
    return ChangeInWords(part.label, Truncator(before).chars(_LONGEST), Truncator(after).chars(_LONGEST))


def _field(model: type[models.Model] | None, name: str) -> "models.Field[Any, Any] | None":
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _field_label(model: type[models.Model] | None, name: str) -> str:
    field = _field(model, name)
    return capfirst(str(field.verbose_name if field else name.replace("_", " ")))


def _value(model: type[models.Model] | None, name: str, value: Any, names: _Names) -> str:
    field = _field(model, name)
    if value in _EMPTY:
        words = ""
    elif value == HIDDEN:
        words = _("hidden")
    elif isinstance(field, models.ForeignKey):
        words = names.get(field.related_model, {}).get(value) or f"#{value}"
    elif field is not None and field.flatchoices:
        words = str(dict(field.flatchoices).get(value, value))
    else:
        words = _plain_value(field, value)
    return Truncator(words).chars(_LONGEST)


def _plain_value(field: "models.Field[Any, Any] | None", value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_plain_value(None, item) for item in value)
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(field, models.DateTimeField) and (moment := parse_datetime(str(value))):
        return date_format(timezone.localtime(moment) if timezone.is_aware(moment) else moment, "DATETIME_FORMAT")
    if isinstance(field, models.DateField) and (day := parse_date(str(value)[:10])):
        return date_format(day, "DATE_FORMAT")
    return str(value)


def _names(entries: Sequence[AuditEntry], viewer: Any) -> _Names:
    """Look the related records up that `viewer` may see by name."""
    keys: dict[type[models.Model], set[Any]] = defaultdict(set)
    for entry in entries:
        model = model_of(entry.kind)
        for name, pair in entry.changes.items():
            field = _field(model, name)
            if isinstance(field, models.ForeignKey):
                keys[field.related_model] |= {value for value in pair if value not in {None, HIDDEN}}
    return {model: _visible_names(model, wanted, viewer) for model, wanted in keys.items() if wanted}


def _visible_names(model: type[models.Model], keys: set[Any], viewer: Any) -> dict[Any, str]:
    history = histories.get(model._meta.label_lower)
    if history is None:
        return {}
    rows = (history.names or history.rows)(viewer)
    return {row.pk: str(row) for row in rows.filter(pk__in=keys)}
