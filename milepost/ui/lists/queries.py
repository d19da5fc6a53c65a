"""The rows of a list as somebody may see them, filtered, searched, sorted: for pages, exports and the API alike."""

from collections.abc import Mapping, Sequence
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.lib.keyset import OrderTerm
from milepost.ui.filters.compiling import compile_tree
from milepost.ui.filters.fields import Field, visible_fields
from milepost.ui.filters.parse import parse_filter
from milepost.ui.filters.tree import EVERYTHING, Node
from milepost.ui.lists.spec import ListSpec

MAX_SORTS = 4
_MAX_SEARCH_WORDS = 8


def compile_filter(spec: ListSpec, data: Any, viewer: User) -> Q:
    """Return the condition that JSON `data` describes, with only fields that `viewer` may see.

    Raises `Invalid` with code `filter`; its `fields` have a JSON pointer as key.
    """
    tree = parse_filter(data, spec.fields_of(viewer), viewer)
    return compile_tree(tree, _model(spec, viewer), _all(spec, viewer), viewer)


def list_query(spec: ListSpec, viewer: User, filter_json: Any = None, search: str = "") -> QuerySet[Any]:
    """Return the rows of a list that `viewer` may see and that match; None as filter is everything.

    Unordered: give it to `keyset_page` with `list_order`, or to `in_order`.
    """
    tree = EVERYTHING if filter_json is None else parse_filter(filter_json, spec.fields_of(viewer), viewer)
    return matching_rows(spec, viewer, tree, search)


def matching_rows(spec: ListSpec, viewer: User, tree: Node, search: str = "") -> QuerySet[Any]:
    """Return the rows that match a tree which was parsed with the viewer's fields."""
    rows = spec.rows(viewer)
    condition = _search(spec, search)
    # What an installation declared is not read for a list that nobody filters.
    if tree != EVERYTHING:
        condition &= compile_tree(tree, rows.model, _all(spec, viewer), viewer)
    return rows.filter(condition)


def list_order(spec: ListSpec, viewer: User, sort: Sequence[str] = ()) -> list[OrderTerm]:
    """Return the order that `sort` names (`["-role", "name"]`); without any, the list's own.

    Unknown values stand last. Raises `Invalid` for a field that cannot be sorted by, or that the viewer may not see.
    """
    if not sort:
        known = visible_fields(spec.fields, viewer)
        return [_term(known, name, viewer) for name in spec.default_sort if name.removeprefix("-") in known]
    fields = spec.fields_of(viewer)
    terms = [_term(fields, name, viewer) for name in sort]
    if len(terms) > MAX_SORTS:
        raise Invalid("sort", _("Sort by %(most)s fields at most.") % {"most": MAX_SORTS}, {"sort": "too many"})
    return terms


def _term(fields: Mapping[str, Field], name: str, viewer: User) -> OrderTerm:
    key = name.removeprefix("-")
    field = fields.get(key)
    if field is None or field.order_path is None:
        message = _("There is no field “%(key)s” to sort by.") % {"key": key[:60]}
        raise Invalid("sort", message, {"sort": message})
    expression = field.order_expression(viewer)
    return OrderTerm(field.order_path, descending=name.startswith("-"), expression=expression)


def _search(spec: ListSpec, text: str) -> Q:
    """Every word must stand in one of the list's searched columns."""
    words = text.replace("\x00", "").split()[:_MAX_SEARCH_WORDS] if spec.search else []
    return reduce(
        and_, [reduce(or_, [Q(**{f"{path}__icontains": word}) for path in spec.search]) for word in words], Q()
    )


def _all(spec: ListSpec, viewer: User) -> dict[str, Field]:
    return {field.key: field for field in spec.all_fields(viewer)}


def _model(spec: ListSpec, viewer: User) -> type[Any]:
    return spec.rows(viewer).model
