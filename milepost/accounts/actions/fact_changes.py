"""Changes of facts that are worth a line in the timeline."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from milepost.accounts.actions.places import RULES
from milepost.accounts.actions.timeline import put_entries
from milepost.accounts.models import Fact, FactChange
from milepost.accounts.queries.facts import fact_value


def tell_changes(before: Iterable[Fact], after: Iterable[Fact]) -> None:
    """Note what differs between stored facts and those that replace them, in the caller's transaction.

    A first value is no change. Two queries where something changed.
    """
    stored = {(fact.account_id, fact.key): fact for fact in before}
    changes = [
        FactChange(account_id=fact.account_id, key=fact.key, before=plain(old), after=plain(fact), at=fact.as_of)
        for fact in after
        if (old := stored.get((fact.account_id, fact.key))) is not None and plain(old) != plain(fact)
    ]
    if changes:
        put_entries(RULES[FactChange].all_places(FactChange.objects.bulk_create(changes)))


def plain(fact: Fact) -> Any:
    """Return the value of a fact as JSON keeps it; None for what is unknown."""
    value = fact_value(fact)
    return value.isoformat() if isinstance(value, dt.date) else value
