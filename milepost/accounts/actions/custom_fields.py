"""Custom fields: declared by an installation, and their values."""

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.actions.checks import clean_line, clean_text, known_fields, wrong
from milepost.accounts.models import Account, Contact, CustomField
from milepost.accounts.queries.custom_fields import custom_fields
from milepost.accounts.records import CustomType, RecordKind
from milepost.audit.public import create_record, update_record
from milepost.identity.public import Right, User, demand, person_behind
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.lib.text import fold

MOST_FIELDS = 100
_MOST_CHOICES = 200
_LONGEST_VALUE = 2000
_MOST = 1e15
_STEP = 10
_KEY = re.compile(r"^[a-z][a-z0-9_]{0,39}$")


def declare_field(label: str, type: str, *, actor: Actor, key: str = "", **fields: Any) -> CustomField:  # noqa: A002 - what the column is called
    """Declare a custom field; its key is made of the label, and like its type stays for good.

    `fields`: record_kind (default: account), choices (texts), definition, right (of those who see it).
    """
    demand(actor, Right.MANAGE_ACCOUNTS)
    known_fields(fields, {"record_kind", "choices", "definition", "right"})
    kind = fields.get("record_kind", RecordKind.ACCOUNT)
    if kind not in RecordKind.values:
        raise wrong("record_kind", _("This choice does not exist."))
    if type not in CustomType.values:
        raise wrong("type", _("This choice does not exist."))
    values = _clean({"label": label, "choices": [], **fields, "record_kind": kind}, type)
    with transaction.atomic():
        present = list(CustomField.objects.filter(record_kind=kind).order_by("position"))
        if len(present) >= MOST_FIELDS:
            raise Conflict(
                "too-many",
                _("There are %(most)s custom fields, which is as many as there can be.") % {"most": MOST_FIELDS},
            )
        position = (present[-1].position if present else 0) + _STEP
        record = CustomField(
            key=_free_key(key or values["label"], key != "", present), type=type, position=position, **values
        )
        return create_record(record, actor=actor)


def change_field(
    field: CustomField, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> CustomField:
    """Change label, meaning, choices or who sees it. A choice that is taken out stays where it was given."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    known_fields(changes, {"label", "choices", "definition", "right"})
    return update_record(field, _clean(changes, field.type), actor=actor, expected_version=expected_version)


def archive_field(field: CustomField, *, actor: Actor) -> CustomField:
    """Take a field out of use; its values stay, and come back with it."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    return update_record(field, {"archived_at": timezone.now()}, actor=actor)


def restore_field(field: CustomField, *, actor: Actor) -> CustomField:
    demand(actor, Right.MANAGE_ACCOUNTS)
    return update_record(field, {"archived_at": None}, actor=actor)


def order_fields(fields: Sequence[CustomField], *, actor: Actor) -> None:
    """Put the fields in this order."""
    demand(actor, Right.MANAGE_ACCOUNTS)
    with transaction.atomic():
        for place, field in enumerate(fields, start=1):
            update_record(field, {"position": place * _STEP}, actor=actor)


def with_custom(
    record: Account | Contact | None, record_kind: str, changes: Mapping[str, Any], *, actor: Actor
) -> dict[str, Any]:
    """Return all custom values of a record as they are with `changes`; None or an empty text empties a field.

    A field that the person who acts may not see does not exist for them. Reads the stored row and locks it, so call
    it inside the transaction that writes. Raises `Invalid` naming `custom_<key>` for a field that is not declared or a
    value that is not of its type.
    """
    if not changes:
        return _stored(record)
    viewer = person_behind(actor)
    return custom_values(_stored(record), changes, fields_for(record_kind, viewer), viewer)


def fields_for(record_kind: str, viewer: User | None) -> dict[str, CustomField]:
    """Return by key the fields that exist for `viewer`. One query."""
    return {field.key: field for field in custom_fields(record_kind, viewer)}


def custom_values(
    stored: Mapping[str, Any], changes: Mapping[str, Any], declared: Mapping[str, CustomField], viewer: User | None
) -> dict[str, Any]:
    """Return `stored` with `changes`, which may name `declared` fields alone; for `with_custom` and for many rows.

    Somebody whom `viewer` does not see, or who left, cannot be named anew; where they stand, they stay.
    """
    values = dict(stored)
    faults: dict[str, str] = {}
    for key, value in changes.items():
        field = declared.get(key)
        try:
            if field is None:
                raise wrong(f"custom_{key}", _("There is no custom field “%(key)s”.") % {"key": str(key)[:60]})
            if field.type != CustomType.PERSON or value != stored.get(key):
                values[key] = clean_value(field, value, viewer)
        except Invalid as error:
            faults |= error.fields
        if values.get(key) is None:
            values.pop(key, None)
    if faults:
        raise Invalid("wrong-value", " ".join(faults.values()), faults)
    return values


def _stored(record: Account | Contact | None) -> dict[str, Any]:
    if record is None:
        return {}
    rows = type(record)._default_manager.select_for_update().filter(pk=record.pk)
    return rows.values_list("custom", flat=True).first() or {}


def clean_value(field: CustomField, value: Any, viewer: User | None) -> Any:
    """Return a value as it is stored; None is unknown. A person must be one of those that `viewer` could choose."""
    if value is None or value == "":
        return None
    try:
        if field.type == CustomType.PERSON:
            return _person(value, viewer)
        return _READERS[CustomType(field.type)](field, value)
    except Invalid:
        raise
    except (TypeError, ValueError, OverflowError) as error:
        raise wrong(f"custom_{field.key}", str(_WORDS[CustomType(field.type)])) from error


def _text(field: CustomField, value: Any) -> str:
    return clean_text(value, f"custom_{field.key}", _LONGEST_VALUE)


def _number(_field: CustomField, value: Any) -> float | int:
    if isinstance(value, bool):
        raise TypeError
    number = float(value)
    if not math.isfinite(number) or abs(number) > _MOST:
        raise ValueError
    return int(number) if number.is_integer() else number


def _date(_field: CustomField, value: Any) -> str:
    return (value if isinstance(value, dt.date) else dt.date.fromisoformat(str(value))).isoformat()[:10]


def _choice(field: CustomField, value: Any) -> str:
    if value not in field.choices:
        raise ValueError
    return str(value)


def _person(value: Any, viewer: User | None) -> int:
    key = value.pk if isinstance(value, User) else int(value)
    seen = User.objects.visible_to(viewer) if viewer else User.objects.all()
    if isinstance(value, bool) or not seen.active().filter(pk=key).exists():
        raise ValueError
    return int(key)


def _yes_no(_field: CustomField, value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


_READERS: dict[CustomType, Callable[[CustomField, Any], Any]] = {
    CustomType.TEXT: _text,
    CustomType.NUMBER: _number,
    CustomType.DATE: _date,
    CustomType.CHOICE: _choice,
    CustomType.YES_NO: _yes_no,
}
_WORDS = {
    CustomType.TEXT: gettext_lazy("A text belongs here."),
    CustomType.NUMBER: gettext_lazy("A number belongs here."),
    CustomType.DATE: gettext_lazy("A day belongs here, like 2026-03-31."),
    CustomType.CHOICE: gettext_lazy("This choice does not exist."),
    CustomType.PERSON: gettext_lazy("There is no such person."),
    CustomType.YES_NO: gettext_lazy("Choose yes or no."),
}


def _clean(given: Mapping[str, Any], type_: str) -> dict[str, Any]:
    values = dict(given)
    if "label" in values:
        values["label"] = clean_line(values["label"], "label", 80, needed=_("A field needs a label."))
    if "definition" in values:
        values["definition"] = clean_line(values["definition"], "definition", 300)
    if "choices" in values:
        values["choices"] = _clean_choices(values["choices"], type_)
    if values.get("right") and values["right"] not in Right:
        raise wrong("right", _("This choice does not exist."))
    return values


def _clean_choices(choices: Sequence[str], type_: str) -> list[str]:
    if type_ != CustomType.CHOICE:
        return []
    texts = [clean_line(choice, "choices", 80) for choice in choices]
    kept = list(dict.fromkeys(text for text in texts if text))
    if not kept or len(kept) > _MOST_CHOICES:
        raise wrong("choices", _("Give between 1 and %(most)s choices, one on each line.") % {"most": _MOST_CHOICES})
    if any("," in text for text in kept):
        raise wrong("choices", _("A choice has no comma in it."))
    return kept


def _free_key(text: str, is_given: bool, present: Sequence[CustomField]) -> str:
    key = text if is_given else re.sub(r"[^a-z0-9]+", "_", fold(text)).strip("_")[:36]
    if not is_given and not _KEY.match(key):
        key = f"field_{key}".rstrip("_")[:36]
    if not _KEY.match(key):
        raise wrong("key", _("A key begins with a letter and has only small letters, digits and _."))
    taken = {field.key for field in present}
    if key in taken and is_given:
        raise wrong("key", _("There is a field with this key already."), "key-taken")
    number = 2
    unique = key
    while unique in taken:
        unique, number = f"{key}_{number}", number + 1
    return unique
