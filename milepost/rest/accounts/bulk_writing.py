"""Many items by the actions of their room: the body's names become the actions', and outcomes the answer's items."""

from collections.abc import Callable, Sequence
from typing import Any

from milepost.accounts.public import BulkOutcome, BulkState, repeated_keys, upsert_accounts, upsert_contacts
from milepost.apikit.public import fault
from milepost.identity.public import User
from milepost.rest.accounts.bulk_rows import write_figures, write_tickets, write_touchpoints
from milepost.rest.accounts.finding import name_in_body

type Placed = tuple[int, dict[str, Any]]
type Shown = dict[str, Any]
_NAMES = ("stage", "segment", "tier", "industry", "region", "parent", "account", "reports_to")
_NAME = {f"{name}_id": name for name in _NAMES}


def write_items(kind: str, given: dict[str, Any], items: Sequence[Placed], user: User) -> list[Shown]:
    """Write items of one kind, each with its place in the body, and return what came of each."""
    outcomes = _WRITERS[kind](given, [item for _place, item in items], user)
    return [_shown(outcome, place) for (place, _item), outcome in zip(items, outcomes, strict=True)]


def _named(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the items by the names that the actions know."""
    return [{_NAME.get(name, name): value for name, value in row.items()} for row in rows]


def _accounts(given: dict[str, Any], rows: Sequence[dict[str, Any]], user: User) -> list[BulkOutcome]:
    return upsert_accounts(given["system"], _named(rows), actor=user.as_actor())


def _contacts(given: dict[str, Any], rows: Sequence[dict[str, Any]], user: User) -> list[BulkOutcome]:
    return upsert_contacts(_named(rows), actor=user.as_actor(), system=given.get("system", ""))


_WRITERS: dict[str, Callable[[dict[str, Any], Sequence[dict[str, Any]], User], list[BulkOutcome]]] = {
    "accounts": _accounts,
    "contacts": _contacts,
    "tickets": write_tickets,
    "touchpoints": write_touchpoints,
    "figures": write_figures,
}


def key_of_items(kind: str, given: dict[str, Any]) -> str:
    """Return the field by which items are told apart; empty where two may speak of one."""
    by_system = "external_id" if given.get("system") else "email"
    return {"accounts": "external_id", "contacts": by_system, "tickets": "key", "touchpoints": "key", "figures": ""}[
        kind
    ]


def whole(items: Sequence[Shown]) -> dict[str, Any]:
    """Return the answer to all items."""
    states = [item["state"] for item in items]
    counts = {name: states.count(name) for name in ("created", "updated", "unchanged", "refused")}
    return {**counts, "items": list(items)}


def refused_repeats(kind: str, given: dict[str, Any]) -> dict[int, Shown]:
    """Return the refusals of items whose key stands in an earlier one, by place."""
    key = key_of_items(kind, given)
    repeats = repeated_keys(given["items"], key) if key else {}
    return {place: _shown(outcome, place) for place, outcome in repeats.items()}


def _shown(outcome: BulkOutcome, place: int) -> dict[str, Any]:
    errors = []
    if outcome.state == BulkState.REFUSED:
        fields = outcome.fields or {"": outcome.message}
        errors = [
            fault("body", ["items", place, *([name_in_body(name)] if name else [])], outcome.code, words)
            for name, words in fields.items()
        ]
    return {"state": outcome.state.value, "id": outcome.record_id, "errors": errors}
