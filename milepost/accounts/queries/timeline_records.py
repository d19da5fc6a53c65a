"""How the records of the room's own kinds of entries are loaded: all of a page at once, as far as one sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from milepost.accounts.models import (
    AccountTeamMember,
    ActionItem,
    Attendee,
    Escalation,
    FactChange,
    StageChange,
    Ticket,
    Touchpoint,
)
from milepost.accounts.records import FactType, FieldSpec, fact_fields
from milepost.identity.public import User


def touchpoints_shown(viewer: User) -> QuerySet[Touchpoint]:
    """Return the touchpoints that the viewer sees, with what a page says of each: three queries for any number."""
    return with_people_and_actions(Touchpoint.objects.visible_to(viewer))


def with_people_and_actions(rows: QuerySet[Touchpoint]) -> QuerySet[Touchpoint]:
    """Return touchpoints with account, author, who took part and what was agreed: two queries more for any number."""
    return rows.select_related("author", "account").prefetch_related(
        Prefetch("attendees", _by_touchpoint(Attendee.objects.select_related("user", "contact"))),
        Prefetch("action_items", _by_touchpoint(ActionItem.objects.select_related("owner", "contact"))),
    )


def _by_touchpoint[M: (Attendee, ActionItem)](rows: QuerySet[M]) -> QuerySet[M]:
    """Order rows by their touchpoint first: by their keys alone, SQLite reads them all to find a page's few."""
    return rows.order_by("touchpoint_id", "pk")


def load_touchpoints(viewer: User, keys: Sequence[str]) -> dict[str, Any]:
    return _by_key(touchpoints_shown(viewer), keys)


def load_escalations(viewer: User, keys: Sequence[str]) -> dict[str, Any]:
    return _by_key(Escalation.objects.visible_to(viewer).select_related("owner"), keys)


def load_tickets(viewer: User, keys: Sequence[str]) -> dict[str, Any]:
    return _by_key(Ticket.objects.visible_to(viewer).select_related("contact"), keys)


def load_stage_changes(viewer: User, keys: Sequence[str]) -> dict[str, Any]:
    return _by_key(StageChange.objects.visible_to(viewer).select_related("from_stage", "to_stage"), keys)


def load_team_changes(viewer: User, keys: Sequence[str]) -> dict[str, Any]:
    return _by_key(AccountTeamMember.objects.visible_to(viewer).select_related("user"), keys)


@dataclass(frozen=True, slots=True)
class ToldFact:
    """A change of a fact in words."""

    spec: FieldSpec
    before: str
    after: str


def load_fact_changes(viewer: User, keys: Sequence[str]) -> dict[str, Any]:
    """Return the changes of the facts that the viewer has the right to."""
    told = {}
    for key, change in _by_key(FactChange.objects.visible_to(viewer), keys).items():
        spec = fact_fields.get(change.key)
        if spec is not None and (spec.right is None or viewer.may(spec.right)):
            told[key] = ToldFact(spec, in_words(spec, change.before), in_words(spec, change.after))
    return told


def in_words(spec: FieldSpec, value: Any) -> str:
    """Return a value as the timeline says it; empty for what is unknown."""
    if value is None:
        return ""
    if spec.type is FactType.NUMBER and isinstance(value, int | float):
        return f"{value:.{spec.decimals}f} {spec.unit}".strip()
    return str(value)


def _by_key(rows: QuerySet[Any], keys: Sequence[str]) -> dict[str, Any]:
    """Return the rows by key; `12` and `12:closed` are two entries of one row."""
    numbers = {key: int(key.partition(":")[0]) for key in keys}
    found = rows.in_bulk(list(set(numbers.values())))
    return {key: found[number] for key, number in numbers.items() if number in found}
