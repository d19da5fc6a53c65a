"""Many items by the actions of their room: the body's names become the actions', and outcomes the answer's items."""

from collections.abc import Sequence
from typing import Any

from milepost.accounts.public import BulkOutcome, BulkState, repeated_keys, upsert_accounts, upsert_contacts
from milepost.apikit.public import fault
from milepost.identity.public import User
from milepost.rest.accounts.finding import name_in_body

type Placed = tuple[int, dict[str, Any]]
type Shown = dict[str, Any]
_KEYS = {"accounts": "external_id", "contacts": "email"}
_NAMES = ("stage", "segment", "tier", "industry", "region", "parent", "account", "reports_to")
_NAME = {f"{name}_id": name for name in _NAMES}


def write_items(kind: str, given: dict[str, Any], items: Sequence[Placed], user: User) -> list[Shown]:
    """Write items of one kind, each with its place in the body, and return what came of each."""
    actor = user.as_actor()
    rows = [{_NAME.get(name, name): value for name, value in item.items()} for _place, item in items]
    if kind == "accounts":
        outcomes = upsert_accounts(given["system"], rows, actor=actor)
    else:
        outcomes = upsert_contacts(rows, actor=actor)
    return [_shown(outcome, place) for (place, _item), outcome in zip(items, outcomes, strict=True)]


def whole(items: Sequence[Shown]) -> dict[str, Any]:
    """Return the answer to all items."""
    states = [item["state"] for item in items]
    counts = {name: states.count(name) for name in ("created", "updated", "unchanged", "refused")}
    return {**counts, "items": list(items)}


def refused_repeats(kind: str, items: Sequence[dict[str, Any]]) -> dict[int, Shown]:
    """Return the refusals of items whose key stands in an earlier one, by place."""
    return {place: _shown(outcome, place) for place, outcome in repeated_keys(items, _KEYS[kind]).items()}


def _shown(outcome: BulkOutcome, place: int) -> dict[str, Any]:
    errors = []
    if outcome.state == BulkState.REFUSED:
        fields = outcome.fields or {"": outcome.message}
        errors = [
            fault("body", ["items", place, *([name_in_body(name)] if name else [])], outcome.code, words)
            for name, words in fields.items()
        ]
    return {"state": outcome.state.value, "id": outcome.record_id, "errors": errors}
