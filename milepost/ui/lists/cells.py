"""What stands in the cells of a list, prepared so that templates neither query nor decide."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.ui.filters.fields import Field, FieldType, FixedOptions
from milepost.ui.lists.spec import ListSpec
from milepost.ui.templatetags.ui import icon


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: `text` for people, `machine` for `<time>`; `edit_field` is set where it can be edited in place."""

    key: str
    label: str
    kind: str
    text: str
    machine: str = ""
    edit_field: str = ""
    hint: str = ""
    mark: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: `version` is what an edit must still find."""

    key: str
    version: int
    label: str
    url: str
    select_words: str
    cells: tuple[Cell, ...]


def make_rows(spec: ListSpec, columns: Sequence[Field], records: Sequence[Any], viewer: User) -> list[Row]:
    """Return the rows of a page; no query."""
    may_edit = spec.may_edit(viewer)
    # Worked out once a page rather than once a cell: a page of fifty rows has hundreds.
    drawn = [
        (field, str(field.label), edit_words(field) if may_edit and field.is_editable else "") for field in columns
    ]
    marks = {True: icon("check"), False: icon("x")}
    select = _("Select %(row)s")
    return [
        Row(
            key=str(record.pk),
            version=getattr(record, "version", 0),
            label=str(record),
            url=spec.detail_url(record) if spec.detail_url else "",
            select_words=select % {"row": record},
            cells=tuple(make_cell(field, record, label, hint, marks) for field, label, hint in drawn),
        )
        for record in records
    ]


def edit_words(field: Field) -> str:
    """Return what the button of an editable cell says besides its value."""
    return _("Edit %(field)s") % {"field": field.label}


def make_cell(field: Field, record: Any, label: str, hint: str, marks: Mapping[bool, str]) -> Cell:
    """Return one cell; with a hint it can be edited in place."""
    value = field.value_of(record)
    return Cell(
        key=field.key,
        label=label,
        kind=field.type.value,
        text=cell_text(field, value),
        machine=value.isoformat() if isinstance(value, dt.date) else "",
        edit_field=field.key if hint else "",
        hint=hint,
        mark=marks[value] if isinstance(value, bool) else "",
        words=tuple(value) if field.type is FieldType.MANY and value else (),
    )


def cell_text(field: Field, value: Any) -> str:
    """Return a value as people read it; unknown is empty."""
    if value is None or value == "":
        return ""
    write = _WRITERS.get(field.type)
    return write(field, value) if write else str(value)


def _choice(field: Field, value: Any) -> str:
    choices = field.options.choices if isinstance(field.options, FixedOptions) else []
    return next((str(label) for key, label in choices if str(key) == str(value)), str(value))


def number_words(value: Decimal | float, decimals: int) -> str:
    """Return a number with its places and thousands apart."""
    return str(number_format(value, decimal_pos=decimals, use_l10n=True, force_grouping=True))


def date_words(value: dt.date) -> str:
    """Return a day, or a moment in the current time zone: "Thu 4 Dec", with its year when it is not this one."""
    moment = timezone.localtime(value) if isinstance(value, dt.datetime) else value
    days = date_format(moment, "D j M" if moment.year == timezone.localdate().year else "j M Y")
    return f"{days}, {date_format(moment, 'H:i')}" if isinstance(moment, dt.datetime) else days


_WRITERS: dict[FieldType, Callable[[Field, Any], str]] = {
    FieldType.YES_NO: lambda _field, value: _("Yes") if value else _("No"),
    FieldType.NUMBER: lambda field, value: number_words(value, field.decimals),
    FieldType.DATE: lambda _field, value: date_words(value),
    FieldType.MANY: lambda _field, value: ", ".join(str(one) for one in value),
    FieldType.CHOICE: _choice,
}
