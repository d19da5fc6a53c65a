"""The filter of a list above something else than its table: the same chips, search and saved views, in the address.

Rows of a list are also shown otherwise: as bars, cards, days. Such a page has an address of its own, where the list's
conditions stand as they do in the list's.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.ui.lists.access import Shelf, shelf_of
from milepost.ui.lists.context import chips_of, view_links
from milepost.ui.lists.filtering import added_condition
from milepost.ui.lists.queries import matching_rows
from milepost.ui.lists.spec import ListSpec, lists
from milepost.ui.lists.state import NO_VIEW, ListState, error_words, read_state, restored_state
from milepost.ui.requests import person


@dataclass(frozen=True)
class FilterBar:
    """What an address asks of a list, on the page `url`.

    `error` says why it cannot be read; then nothing matches. With `leads_to` the page is to be opened there instead:
    a condition was added. `hidden` are fields that say nothing on this page.
    """

    spec: ListSpec
    viewer: User
    url: str
    state: ListState
    shelf: Shelf
    hidden: Collection[str] = ()
    notice: str = ""
    error: str = ""
    leads_to: str = ""

    @property
    def is_filtered(self) -> bool:
        return self.state.is_filtered or bool(self.error)

    @property
    def query(self) -> str:
        """Return the address's query with its question mark; nothing where all is shown."""
        query = self.state.query(self.spec.fields_of(self.viewer))
        return "" if query == "?" else query

    def rows(self) -> QuerySet[Any]:
        """Return the rows of the list that match, unordered."""
        if self.error:
            return self.spec.rows(self.viewer).none()
        return matching_rows(self.spec, self.viewer, self.state.tree, self.state.search)

    def context(self) -> dict[str, Any]:
        """Return the inputs of ui/list/filter-bar.html. One query, and those for the names in the chips."""
        fields = self.spec.fields_of(self.viewer)
        return {
            "spec": self.spec,
            "url": self.url,
            "page_query": "&" + urlencode({"from_page": self.url}),
            "state": self.state,
            "state_query": self.state.query(fields),
            "hidden": [(name, value) for name, value in self.state.pairs(fields) if name != "q"],
            "notice": self.notice,
            "error": self.error,
            "chips": chips_of(self.state, fields, self.viewer, self.url),
            "filter_fields": [field for field in fields.values() if field.is_filter and field.key not in self.hidden],
            "views": view_links(self.shelf, self.state, self.spec, self.viewer, self.url),
            "clear_url": self.url,
        }


def filter_bar(request: HttpRequest, key: str, url: str, *, hidden: Collection[str] = ()) -> FilterBar:
    """Return the filter of the list `key` as the request's address says it; without a word all rows match.

    The list's own first filter and the view with which it opens are not used: they belong to its page.
    """
    spec, viewer = lists[key], person(request)
    bar = FilterBar(spec, viewer, url, ListState(), shelf_of(spec, viewer), hidden)
    try:
        return _read(bar, request)
    except Invalid as error:
        return replace(bar, error=error_words(error))


def _read(bar: FilterBar, request: HttpRequest) -> FilterBar:
    spec, viewer, wanted = bar.spec, bar.viewer, request.GET.get("view", "")
    view = bar.shelf.view(wanted)
    notice = ""
    if view and set(request.GET) == {"view"}:
        state, notice = restored_state(spec, viewer, view.state, wanted)
    else:
        state = read_state(spec, viewer, request.GET)
        if view is None and wanted not in {"", NO_VIEW}:
            notice = _("That view is no more, or is not shared with you.")
    state = ListState(tree=state.tree, search=state.search, view=wanted if view else "")
    if "add" in request.GET:
        state = added_condition(spec, viewer, state, request.GET)
        return replace(bar, state=state, leads_to=bar.url + state.query(spec.fields_of(viewer)))
    return replace(bar, state=state, notice=notice)
