"""What an address says of a list: filter, quick filter, order, columns, page, and the view that it began with."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.audit.public import ChangedPart
from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.ui.filters.explaining import explain
from milepost.ui.filters.fields import Field
from milepost.ui.filters.naming import fields_named
from milepost.ui.filters.parse import filter_json, parse_filter
from milepost.ui.filters.tree import EVERYTHING, And, Node, Or
from milepost.ui.filters.url import parse_query, query_pairs
from milepost.ui.lists.spec import RESERVED, ListSpec, lists

_READABLE = ",~!^*:.()"
_MAX_COLUMNS = 40
NO_VIEW = "none"


@dataclass(frozen=True)
class ListState:
    """One state of a list. `view` is the key of the saved view that is open, "none" to begin without one."""

    tree: Node = EVERYTHING
    search: str = ""
    sort: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    after: str = ""
    view: str = ""
    layout: str = ""
    group: str = ""

    @property
    def parts(self) -> tuple[Node, ...]:
        """Return what is joined by "and" at the top: one chip each."""
        return self.tree.nodes if isinstance(self.tree, And) else (self.tree,)

    @property
    def is_filtered(self) -> bool:
        return self.tree != EVERYTHING or bool(self.search)

    def pairs(self, fields: Mapping[str, Field]) -> list[tuple[str, str]]:
        """Return the parameters of the address, readable, in a fixed order."""
        named = [("q", self.search), ("sort", ",".join(self.sort)), ("columns", ",".join(self.columns))]
        named += [("as", self.layout), ("by", self.group), ("view", self.view), ("after", self.after)]
        return [*query_pairs(self.tree, fields), *[(name, value) for name, value in named if value]]

    def query(self, fields: Mapping[str, Field]) -> str:
        """Return the address's query with its question mark."""
        return "?" + urlencode(self.pairs(fields), safe=_READABLE)

    def with_parts(self, parts: Sequence[Node]) -> "ListState":
        """Return the first page of the same list with another filter."""
        tree = parts[0] if len(parts) == 1 else And(tuple(parts))
        # An address that says nothing but a view means that view; with nothing left, it must say that there is none.
        view = self.view if parts or self.search or self.sort or self.columns else NO_VIEW
        return replace(self, tree=tree, after="", view=view)

    def without_part(self, place: int) -> "ListState":
        return self.with_parts([part for number, part in enumerate(self.parts) if number != place])

    def with_condition(self, node: Node, *, instead_of: int | None = None, joined_to: int | None = None) -> "ListState":
        """Return the list with one more condition, or one in another's place, or as another's alternative."""
        parts = list(self.parts)
        if instead_of is not None and instead_of < len(parts):
            parts[instead_of] = node
        elif joined_to is not None and joined_to < len(parts):
            before = parts[joined_to]
            parts[joined_to] = Or((*(before.nodes if isinstance(before, Or) else (before,)), node))
        else:
            parts.append(node)
        return self.with_parts(parts)

    def stored(self) -> dict[str, Any]:
        """Return what a saved view keeps."""
        kept = {
            "filter": filter_json(self.tree),
            "search": self.search,
            "sort": list(self.sort),
            "columns": list(self.columns),
        }
        return kept | ({"layout": self.layout, "group": self.group} if self.layout else {})

    def drawn_as(self, spec: ListSpec, layout: str, group: str) -> "ListState":
        """Return the same rows in another layout, as a table where there is no such one."""
        found = spec.layout(layout)
        known = {key for key, _words in found.groups} if found else set()
        return replace(self, layout=layout if found else "", group=group if group in known else "")

    def is_same_as(self, other: "ListState") -> bool:
        """Say whether both show the same, whatever page or view they stand on."""
        return self.stored() == other.stored()


def read_state(spec: ListSpec, viewer: User, params: QueryDict) -> ListState:
    """Return the state that an address names; raises `Invalid` for what it cannot be about."""
    fields = spec.fields_of(viewer)
    filters = [
        (name, value)
        for name, values in params.lists()
        for value in values
        if (name == "where" or name not in RESERVED) and value
    ]
    state = ListState(
        tree=parse_query(filters, fields, viewer),
        search=params.get("q", "").replace("\x00", "").strip()[:200],
        sort=_words(params.get("sort", "")),
        columns=tuple(key for key in _words(params.get("columns", "")) if key in fields)[:_MAX_COLUMNS],
        after=params.get("after", ""),
        view=params.get("view", ""),
    )
    return state.drawn_as(spec, params.get("as", ""), params.get("by", ""))


def state_of_address(spec: ListSpec, viewer: User, query: str) -> dict[str, Any]:
    """Return what a saved view keeps of an address's query (`role=lead&sort=name`)."""
    return read_state(spec, viewer, QueryDict(query)).stored()


def words_of_filter(spec: ListSpec, viewer: User, data: Any) -> str:
    """Return what a stored filter asks, in a sentence; raises `Invalid` for what the viewer cannot ask."""
    fields = spec.fields_of(viewer)
    return explain(parse_filter(data, fields, viewer), fields, viewer)


def address_of_filter(spec: ListSpec, viewer: User, data: Any) -> str:
    """Return the query of the address under which the list shows a stored filter, with its question mark."""
    fields = spec.fields_of(viewer)
    return ListState(tree=parse_filter(data, fields, viewer), view=NO_VIEW).query(fields)


def default_state(spec: ListSpec, viewer: User) -> ListState:
    """Return the state with which the list opens for somebody without a view of their own."""
    pairs = list((spec.default_filter or {}).items())
    return ListState(tree=parse_query(pairs, spec.fields_of(viewer), viewer))


def restored_state(spec: ListSpec, viewer: User, stored: Mapping[str, Any], view: str) -> tuple[ListState, str]:
    """Return the state of a saved view as far as the viewer may use it, and a sentence about what was left out.

    A part of the filter that names a field the viewer may not see, or a value that is no more, is left out whole.
    """
    fields = spec.fields_of(viewer)
    parts, dropped = _usable_parts(stored.get("filter") or {"and": []}, fields, viewer)
    sort = [name for name in stored.get("sort", []) if _sortable(fields, name)]
    columns = [key for key in stored.get("columns", []) if key in fields]
    dropped += len(stored.get("sort", [])) - len(sort) + len(stored.get("columns", [])) - len(columns)
    state = ListState(search=stored.get("search", ""), sort=tuple(sort), columns=tuple(columns), view=view)
    state = state.drawn_as(spec, stored.get("layout", ""), stored.get("group", ""))
    return replace(state.with_parts(parts), view=view), _words_of_dropped(dropped)


def readable_state(fields: Collection[str], stored: Mapping[str, Any]) -> dict[str, Any]:
    """Return a saved view's state without what names other fields than these, which its reader may see."""
    tree = stored.get("filter") or {"and": []}
    parts = tree["and"] if isinstance(tree.get("and"), list) else [tree]
    kept = [part for part in parts if fields_named(part) <= set(fields)]
    return {
        **stored,
        "filter": tree if len(kept) == len(parts) else {"and": kept},
        "sort": [name for name in stored.get("sort", []) if name.removeprefix("-") in fields],
        "columns": [key for key in stored.get("columns", []) if key in fields],
    }


def hidden_in_history(viewer: User, name: str, before: Any, after: Any) -> list[ChangedPart] | None:
    """Leave a change of a stored filter or view out of a history when it names a field that the viewer may not see."""
    if name not in {"filter", "state"}:
        return None
    known = {key for spec in lists if spec.may_open(viewer) for key in spec.fields_of(viewer)}
    states = [value if name == "state" else {"filter": value} for value in (before, after) if isinstance(value, dict)]
    named = {key for state in states for key in fields_named(state.get("filter"))}
    named |= {key.removeprefix("-") for state in states for key in (*state.get("sort", ()), *state.get("columns", ()))}
    return None if named <= known else []


def _usable_parts(data: Any, fields: Mapping[str, Field], viewer: User) -> tuple[list[Node], int]:
    parts = data["and"] if isinstance(data, dict) and isinstance(data.get("and"), list) else [data]
    usable: list[Node] = []
    for part in parts:
        try:
            usable.append(parse_filter(part, fields, viewer))
        except Invalid:
            continue
    return usable, len(parts) - len(usable)


def _words_of_dropped(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "One condition or column of this view is left out: you may not see it, or it is no more.",
        "%(count)s conditions or columns of this view are left out: you may not see them, or they are no more.",
        count,
    ) % {"count": count}


def _sortable(fields: Mapping[str, Field], name: str) -> bool:
    field = fields.get(name.removeprefix("-"))
    return field is not None and field.order_path is not None


def _words(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in text.split(",") if word))


def shown_columns(spec: ListSpec, viewer: User, state: ListState) -> list[Field]:
    """Return the columns in their order: the chosen ones, else the list's own, else all."""
    fields = {key: field for key, field in spec.fields_of(viewer).items() if field.is_column}
    keys = state.columns or [key for key in spec.default_columns if key in fields] or list(fields)
    return [fields[key] for key in keys if key in fields]


def scope_of(state: ListState) -> str:
    """Return what the cursors of this list's pages belong to."""
    return json.dumps([filter_json(state.tree), state.search, state.sort], ensure_ascii=False)


def error_words(error: Invalid) -> str:
    """Return what the page says of an address that it cannot read."""
    return _("This list cannot be shown as asked: %(reason)s") % {"reason": error.message}
