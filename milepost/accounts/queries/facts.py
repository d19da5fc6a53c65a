"""Facts as somebody may see them."""

import datetime as dt

from milepost.accounts.models import Account, Fact
from milepost.accounts.records import FactState, FactType, FieldSpec, fact_fields
from milepost.identity.public import User

COLUMN_OF_TYPE: dict[FactType, str] = {
    FactType.NUMBER: "number",
    FactType.TEXT: "text",
    FactType.DATE: "date",
    FactType.YES_NO: "flag",
}


def facts_of(account: Account, viewer: User) -> dict[str, Fact]:
    """Return the facts of an account by key: those of figures that a room declares and `viewer` may see. One query.

    A figure that nobody pushed yet is not among them; one that is known to be unknown is, with no value.
    """
    keys = [spec.key for spec in visible_facts(viewer)]
    return {fact.key: fact for fact in Fact.objects.filter(account=account, key__in=keys)}


def visible_facts(viewer: User) -> list[FieldSpec]:
    """Return the figures that `viewer` may know of."""
    return [spec for spec in fact_fields if spec.right is None or viewer.may(spec.right)]


def fact_value(fact: Fact) -> float | str | dt.date | bool | None:
    """Return the value of a fact, by the type of its figure; None when it is unknown."""
    spec = fact_fields.get(fact.key)
    if spec is None or fact.state == FactState.UNKNOWN:
        return None
    value: float | str | dt.date | bool | None = getattr(fact, COLUMN_OF_TYPE[spec.type])
    return value
