"""Segments: what they ask, in words, and which accounts they hold for whom.

A segment is computed with its owner's rights, and "me" in it is its owner, whoever looks. Who looks sees only accounts
of theirs, and nothing at all of a segment that asks for a field which they may not see: who is in it would tell them
the field's value.
"""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from milepost.accounts.models import Account, Segment
from milepost.identity.public import User
from milepost.lib.errors import Invalid, NotAllowed
from milepost.ui.public import (
    ListSpec,
    address_of_filter,
    fields_named,
    filter_json,
    list_query,
    lists,
    parse_filter,
    with_me_as,
    words_of_filter,
)

EVERYTHING: dict[str, Any] = {"and": []}


def accounts_list() -> ListSpec:
    """Return the list whose fields segments filter by."""
    return lists["accounts"]


def segment_query(segment: Segment, viewer: User) -> QuerySet[Account]:
    """Return the accounts that are in the segment now, as far as `viewer` sees them; one row an account, unordered.

    Raises `Invalid` when it cannot be computed any more (a field is gone, its owner may not see it), and `NotAllowed`
    when it asks for a field that the viewer may not see.
    """
    demand_visible(segment, viewer)
    if not segment.owner.is_active:
        words = _("%(owner)s, whose segment it is, is deactivated. Let somebody take it over.")
        raise Invalid("owner-gone", words % {"owner": segment.owner})
    rows: QuerySet[Account] = list_query(accounts_list(), segment.owner, segment.filter or EVERYTHING)
    return rows if viewer == segment.owner else rows.filter(pk__in=Account.objects.visible_to(viewer).values("pk"))


def segment_words(segment: Segment) -> str:
    """Return what the segment asks, in a sentence that is true for every reader; raises as `segment_query` does."""
    return words_of_filter(accounts_list(), segment.owner, _read_by_all(segment))


def segment_address(segment: Segment, viewer: User) -> str:
    """Return the query of the list's address with the segment's filter."""
    return address_of_filter(accounts_list(), viewer, _read_by_all(segment))


def says_me(segment: Segment) -> bool:
    """Say whether the segment asks for whatever is its owner's."""
    return bool(_read_by_all(segment) != (segment.filter or EVERYTHING))


def _read_by_all(segment: Segment) -> Any:
    """Return the filter with its owner in the place of “me”."""
    fields = accounts_list().fields_of(segment.owner)
    return with_me_as(segment.filter or EVERYTHING, fields, segment.owner_id)


def clean_filter(data: Any, owner: User) -> dict[str, Any]:
    """Return a filter as segments keep it; raises `Invalid` with a JSON pointer for what `owner` cannot ask."""
    spec = accounts_list()
    tree = parse_filter(EVERYTHING if data is None else data, spec.fields_of(owner), owner)
    stored = filter_json(tree)
    list_query(spec, owner, stored)
    return stored


def filter_with_words(stored: dict[str, Any]) -> dict[str, Any]:
    """Return the filter of a list's state; the words of its quick filter become conditions on the name."""
    words = str(stored.get("search") or "").split()
    conditions = [{"field": "name", "op": "contains", "value": word} for word in words]
    tree: dict[str, Any] = stored.get("filter") or EVERYTHING
    if not conditions:
        return tree
    return {"and": [*(tree.get("and", [tree])), *conditions]}


def is_hidden(segment: Segment, viewer: User) -> bool:
    """Say whether a segment of somebody else asks for a field that the viewer may not see. No query of its own."""
    known = accounts_list().fields_of(viewer).keys()
    return segment.owner_id != viewer.pk and not fields_named(segment.filter) <= known


def demand_visible(segment: Segment, viewer: User) -> None:
    """Raise `NotAllowed` when the segment asks for a field that the viewer may not see."""
    if is_hidden(segment, viewer):
        words = _("“%(segment)s” asks for something that you may not see, so it is not shown to you.")
        raise NotAllowed("hidden-field", words % {"segment": segment})
