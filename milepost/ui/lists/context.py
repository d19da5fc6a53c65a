"""What the page of a list draws, worked out before the template sees it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from milepost.identity.public import Right, User
from milepost.lib.keyset import KeysetPage, keyset_page
from milepost.ui.filters.explaining import condition_words, explain
from milepost.ui.filters.fields import Field
from milepost.ui.filters.tree import Condition
from milepost.ui.lists.access import Shelf
from milepost.ui.lists.drawing import draw_rows
from milepost.ui.lists.layouts import layout_links
from milepost.ui.lists.offers import bulk_edits, own_actions
from milepost.ui.lists.queries import list_order, matching_rows
from milepost.ui.lists.spec import Layout, LayoutPage, ListSpec, PrimaryAction
from milepost.ui.lists.state import NO_VIEW, ListState, restored_state, scope_of, shown_columns

PAGE_ROWS = 50
COUNT_LIMIT = 10_000  # counting further costs more than it says


def list_context(spec: ListSpec, viewer: User, state: ListState, shelf: Shelf, notice: str) -> dict[str, Any]:
    """Return what the list's template gets: the tools above it, and its rows as a table or in the asked layout."""
    layout = spec.layout(state.layout)
    rows = _table(spec, viewer, state) if layout is None else _laid_out(layout, spec, viewer, state)
    return {**_tools(spec, viewer, state, shelf), **rows, "notice": notice}


def _tools(spec: ListSpec, viewer: User, state: ListState, shelf: Shelf) -> dict[str, Any]:
    fields = spec.fields_of(viewer)
    columns = shown_columns(spec, viewer, state)
    url = reverse(spec.url_name)
    return {
        "spec": spec,
        "url": url,
        "here": url + state.query(fields),
        "state": state,
        "state_query": replace(state, after="").query(fields),
        "hidden": [(name, value) for name, value in state.pairs(fields) if name not in {"q", "after"}],
        "hidden_for_columns": [(n, value) for n, value in state.pairs(fields) if n not in {"columns", "after"}],
        "columns": [_column(field, state, fields, url, order_keys(spec, state)) for field in columns],
        "column_choices": _column_choices(columns, fields),
        "chips": chips_of(state, fields, viewer, url),
        "layouts": layout_links(spec, state, fields, url),
        "filter_fields": [field for field in fields.values() if field.is_filter],
        "keeping": _keeping(spec, viewer),
        "views": view_links(shelf, state, spec, viewer, url),
        "may_export": viewer.may(Right.EXPORT),
        "primary": _primary_of(spec, viewer),
        "clear_url": f"{url}?view={NO_VIEW}",
        "columns_text": ",".join(field.key for field in columns),
    }


def _table(spec: ListSpec, viewer: User, state: ListState) -> dict[str, Any]:
    columns = shown_columns(spec, viewer, state)
    matching = matching_rows(spec, viewer, state.tree, state.search)
    order = list_order(spec, viewer, state.sort)
    shown = spec.shown(spec.rows(viewer), viewer, columns)
    page = keyset_page(matching, order, state.after or None, PAGE_ROWS, scope=scope_of(state), drawn_from=shown)
    edits, acts = bulk_edits(spec, viewer), own_actions(spec, viewer)
    return {
        "rows": draw_rows(spec, columns, page.rows, viewer, can_select=bool(edits or acts)),
        "bulk_edits": edits,
        "bulk_actions": acts,
        "can_select": bool(edits or acts),
        **_around(spec, viewer, state, LayoutPage({}, _count(matching, page), page.next, page.previous)),
    }


def _laid_out(layout: Layout, spec: ListSpec, viewer: User, state: ListState) -> dict[str, Any]:
    matching = matching_rows(spec, viewer, state.tree, state.search)
    page = layout.draw(matching, viewer, state.group, state.after)
    plain = reverse(spec.url_name) + replace(state, after="").query(spec.fields_of(viewer))
    around = _around(spec, viewer, state, page)
    # To which a condition is added: `{{ add_url }}add=state&op=any_of&value=done`.
    return {"layout": layout, "drawn": page.context, "rows": page.count, "add_url": f"{plain}&", **around}


def _around(spec: ListSpec, viewer: User, state: ListState, page: LayoutPage) -> dict[str, Any]:
    """Return what stands around the rows: how many, the neighbouring pages, what is said where there are none."""
    fields = spec.fields_of(viewer)
    url = reverse(spec.url_name)

    def address(cursor: str | None) -> str:
        return url + replace(state, after=cursor).query(fields) if cursor else ""

    return {
        # What nobody has yet is taught, whatever filter the list opens with.
        "is_bare": not page.count and not spec.rows(viewer).exists(),
        "sentence": "" if page.count else explain(state.tree, fields, viewer),
        "count": min(page.count, COUNT_LIMIT),
        "count_is_more": page.count > COUNT_LIMIT,
        "next_url": address(page.next),
        "previous_url": address(page.previous),
    }


def _count(matching: QuerySet[Any], page: KeysetPage[Any]) -> int:
    """Return how many rows match, up to one more than is told; where they all stand on this page, no query."""
    if page.next is None and page.previous is None:
        return len(page.rows)
    return matching.order_by().values("pk")[: COUNT_LIMIT + 1].count()


def order_keys(spec: ListSpec, state: ListState) -> Sequence[str]:
    """Return the names by which the list is sorted now."""
    return state.sort or tuple(spec.default_sort)


def _column(field: Field, state: ListState, fields: dict[str, Field], url: str, sort: Sequence[str]) -> dict[str, Any]:
    """Return a column's head: a click sorts upward, the next one downward, the third as the list comes."""
    first = sort[0] if sort else ""
    direction = {field.key: "ascending", f"-{field.key}": "descending"}.get(first, "")
    following = {"": (field.key,), "ascending": (f"-{field.key}",), "descending": ()}[direction]
    if direction == "descending" and not state.sort:
        following = (field.key,)
    return {
        "key": field.key,
        "label": field.label,
        "definition": field.definition,
        "is_number": field.is_number,
        "direction": direction,
        "sort_url": url + replace(state, sort=following, after="").query(fields) if field.order_path else "",
    }


def _column_choices(columns: Sequence[Field], fields: dict[str, Field]) -> list[dict[str, Any]]:
    shown = [field.key for field in columns]
    hidden = [field for field in fields.values() if field.is_column and field.key not in shown]
    return [{"key": field.key, "label": field.label, "on": field.key in shown} for field in [*columns, *hidden]]


def chips_of(state: ListState, fields: dict[str, Field], viewer: User, url: str) -> list[dict[str, Any]]:
    """Return a chip for each condition, with the address that leaves it out."""
    return [
        {
            "place": place,
            "words": condition_words(part, fields[part.field], viewer)
            if isinstance(part, Condition)
            else explain(part, fields, viewer),
            "remove_url": url + (replace(state.without_part(place), view=state.view or NO_VIEW)).query(fields),
            "field": part.field if isinstance(part, Condition) else "",
        }
        for place, part in enumerate(state.parts)
    ]


def view_links(shelf: Shelf, state: ListState, spec: ListSpec, viewer: User, url: str) -> dict[str, Any]:
    """Return what the menu of views offers on the page `url`."""
    current = shelf.view(state.view)
    is_changed = current is not None and not restored_state(spec, viewer, current.state, "")[0].is_same_as(state)
    known = spec.fields_of(viewer)
    return {
        "all": [
            {
                "view": view,
                "url": f"{url}?view={view.pk}",
                "is_default": view == shelf.default,
            }
            for view in shelf.views
        ],
        "presets": [
            {"label": preset.label, "url": f"{url}?{preset.query}"}
            for preset in spec.presets
            if (preset.right is None or viewer.may(preset.right)) and (not preset.needs or preset.needs in known)
        ],
        "current": current,
        "is_changed": is_changed,
        "may_change": current is not None and current.may_be_changed_by(viewer),
        "is_default": current is not None and current == shelf.default,
    }


def _keeping(spec: ListSpec, viewer: User) -> list[PrimaryAction]:
    return [action for action in spec.keeping if action.right is None or viewer.may(action.right)]


def _primary_of(spec: ListSpec, viewer: User) -> dict[str, Any] | None:
    action = spec.primary_action
    if action is None or (action.right is not None and not viewer.may(action.right)):
        return None
    return {"label": action.label, "url": reverse(action.url_name), "icon": action.icon, "in_drawer": action.in_drawer}
