"""Lists that people have a page of: the API filters and sorts them by the same fields, with the same rights."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import Field

from milepost.apikit.public import (
    Answer,
    ApiRequest,
    ChangesQuery,
    FilteredQuery,
    Problem,
    listed,
    read_json,
    wrong_parameter,
)
from milepost.lib.errors import Invalid
from milepost.lib.keyset import order_terms
from milepost.ui.public import list_order, list_query, lists


class ArchivableQuery(ChangesQuery):
    """A list of records that can be put away."""

    is_archived: bool = Field(False, description="Those that were put away, instead of those that were not.")

    def list_of(self, key: str) -> str:
        """Return the list that is asked for."""
        return f"archived-{key}" if self.is_archived else key


def filtered(
    request: ApiRequest, answer: type[Answer], key: str, query: FilteredQuery, only: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Answer with a page of the list `key` as its `ListSpec` filters, searches and sorts it for the caller.

    `only` narrows its rows further, by Django's look-ups. What was written since a moment comes oldest first: a record
    that changes while somebody reads moves to the end, so that no page misses it.
    """
    spec, reader = lists[key], request.caller.user
    sort = [name.strip() for name in query.sort.split(",")] if query.sort else []
    since = query.updated_since if isinstance(query, ChangesQuery) else None
    conditions = dict(only or {}) | ({"updated_at__gte": since} if since else {})
    try:
        rows = list_query(spec, reader, _tree(query.filter), query.q or "").filter(**conditions)
        order = order_terms(["updated_at"]) if since and not sort else list_order(spec, reader, sort)
    except Invalid as error:
        raise _at_parameter(error) from error
    # What the page shows beside each row is not what the answer shows.
    bare = rows.prefetch_related(None).select_related(None)
    scope = f"{query.filter} {query.q} {query.sort} {conditions}"
    return listed(request, answer, bare, query, order=order, scope=scope)


def _tree(text: str | None) -> Any:
    if not text:
        return None
    try:
        return read_json(text)
    except ValueError as error:
        message = _("The filter is not JSON: %(why)s.") % {"why": error}
        raise wrong_parameter("filter", "malformed-json", message) from error


def _at_parameter(error: Invalid) -> Problem:
    """Say where in the parameter the fault is: the pointer of a filter goes on into its tree."""
    faults = [
        {
            "in": "query",
            "pointer": "/sort" if error.code == "sort" else f"/filter{place}",
            "code": f"wrong-{error.code}",
            "message": message,
        }
        for place, message in error.fields.items()
    ]
    return Problem(422, "invalid", error.message, errors=faults)
