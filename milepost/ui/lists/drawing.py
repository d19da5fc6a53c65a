"""The rows of a list as HTML.

A page of fifty rows has hundreds of cells, and a template that decides anew in each of them costs more than all the
rest of the page. So what a column looks like is decided once, and each of its cells is one filled string. Every text
is escaped here, and nothing else: no value is taken for HTML.
"""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from html import escape
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.ui.filters.fields import Field, FieldType
from milepost.ui.lists.cells import writer_of
from milepost.ui.lists.spec import ListSpec, RowAction
from milepost.ui.templatetags.ui import icon

type _Inside = Callable[[Any, str], str]
"""Draws what stands inside a cell, of its value and the text of it."""

_UNKNOWN = '<span class="unknown">–</span>'


class Row(NamedTuple):
    """One row: what it is called, and its `<tr>`."""

    label: str
    html: SafeString


def draw_rows(
    spec: ListSpec, columns: Sequence[Field], records: Sequence[Any], viewer: User, *, can_select: bool
) -> list[Row]:
    """Return the rows of a page. Whatever the columns show is selected or prefetched: no query."""
    may_edit = spec.may_edit(viewer)
    made = [_Column(field, is_editable=may_edit and field.is_editable) for field in columns]
    select = escape(_("Select %(row)s")) if can_select else ""
    act = spec.row_action
    button = _button(act) if act and viewer.may(act.right) else None
    drawn = []
    for record in records:
        key, label = escape(str(record.pk)), str(record)
        cells = [f'<tr data-row="{key}" data-version="{getattr(record, "version", 0)}" tabindex="-1">']
        if select:
            cells.append(_box(key, select % {"row": escape(label)}))
        url = spec.detail_url(record) if spec.detail_url else ""
        cells += [column.first_cell(record, label, url, button(record) if button else "") for column in made[:1]]
        cells += [column.cell(record) for column in made[1:]]
        cells.append("</tr>")
        drawn.append(Row(label, mark_safe("".join(cells))))  # noqa: S308 - every text in it is escaped
    return drawn


def edit_words(field: Field) -> str:
    """Return what the button of an editable cell says besides its value."""
    return _("Edit %(field)s") % {"field": field.label}


def _box(key: str, words: str) -> str:
    return (
        '<td class="list-check"><input class="form-check-input" type="checkbox" '
        f'value="{key}" data-select aria-label="{words}"></td>'
    )


def _button(act: RowAction) -> Callable[[Any], str]:
    """Return what draws the button of a row; what all of them say is written once."""
    words = f"{act.label} ({act.key})"
    opening = (
        f'<button class="btn-quiet row-act" type="button" data-row-act="{act.key}" title="{escape(words)}" '
        f'hx-post="{reverse(act.url_name)}" hx-target="{act.target}" hx-swap="outerHTML" hx-push-url="false" hx-vals="'
    )
    shown = icon(act.icon, str(act.label))

    def draw(record: Any) -> str:
        values = act.values(record)
        return "" if values is None else f'{opening}{escape(json.dumps(values))}">{shown}</button>'

    return draw


class _Column:
    """One column, with everything that its cells have in common."""

    def __init__(self, field: Field, *, is_editable: bool) -> None:
        self.value_of = field.value_of
        self.write = writer_of(field)
        self.inside = _editor(field) if is_editable else _INSIDES.get(field.type, _plain)
        edit = f' data-edit="{field.key}"' if is_editable else ""
        self.classes = f"cell-{field.type.value}"
        self.more = f'data-label="{escape(str(field.label))}"{edit}'
        self.known = f'<td class="{self.classes}" {self.more}>'
        self.unknown = f'<td class="{self.classes} is-empty" {self.more}>{self.inside(None, "")}</td>'

    def cell(self, record: Any) -> str:
        value = self.value_of(record)
        text = "" if value is None or value == "" else self.write(value)
        return f"{self.known}{self.inside(value, escape(text))}</td>" if text else self.unknown

    def first_cell(self, record: Any, label: str, url: str, button: str = "") -> str:
        """Return the cell that leads to the record, where it has a page; it is called by its label if it is empty."""
        value = self.value_of(record)
        text = "" if value is None or value == "" else self.write(value)
        empty = "" if text else " is-empty"
        link = f'<a href="{escape(url)}" data-drawer hx-boost="false">{escape(text or label)}</a>'
        inside = link if url else self.inside(value, escape(text))
        return f'<td class="{self.classes} cell-title{empty}" {self.more}>{inside}{button}</td>'


def _plain(value: Any, text: str) -> str:
    # Any field's own `value` may give a moment, or yes and no.
    if isinstance(value, dt.date):
        return _date(value, text)
    return _yes_no(value, text) if isinstance(value, bool) else (text or _UNKNOWN)


def _date(value: Any, text: str) -> str:
    machine = value.isoformat() if isinstance(value, dt.date) else ""
    return f'<time datetime="{machine}">{text}</time>' if machine else (text or _UNKNOWN)


def _yes_no(value: Any, text: str) -> str:
    if not isinstance(value, bool):
        return text or _UNKNOWN
    return f'<span class="yes-no">{icon("check" if value else "x")}{text}</span>'


def _many(value: Any, _text: str) -> str:
    return "".join(f'<span class="word">{escape(str(word))}</span>' for word in value) if value else _UNKNOWN


def _editor(field: Field) -> _Inside:
    opening = f'<button class="cell-edit" type="button" title="{escape(edit_words(field))}">'
    return lambda _value, text: f"{opening}{text or '–'}</button>"


_INSIDES: dict[FieldType, _Inside] = {
    FieldType.DATE: _date,
    FieldType.YES_NO: _yes_no,
    FieldType.MANY: _many,
}
