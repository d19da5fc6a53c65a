"""Texts that people wrote and in which somebody is named."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from milepost.accounts.models import Account, ActionItem, Escalation, Ticket, Touchpoint

_TEXTS: tuple[tuple[type[Any], tuple[str, ...]], ...] = (
    (Touchpoint, ("subject", "body", "agenda")),
    (Escalation, ("subject", "body", "resolution")),
    (ActionItem, ("text",)),
    (Ticket, ("subject",)),
    (Account, ("description",)),
)
_MOST = 50


@dataclass(frozen=True, slots=True)
class Mention:
    """A record in whose text a person is named."""

    kind: str
    key: int
    label: str
    account_id: int


def texts_that_name(names: Sequence[str], addresses: Sequence[str]) -> list[Mention]:
    """Return records whose own text has one of the names or addresses in it, at most 50 of a kind. A scan a table."""
    found: list[Mention] = []
    for model, columns in _TEXTS:
        named = Q(pk__in=[])
        for text in [*names, *addresses]:
            for column in columns:
                named |= Q(**{f"{column}__icontains": text})
        for row in model._base_manager.filter(named).order_by("-pk")[:_MOST]:
            account_id = row.pk if isinstance(row, Account) else row.account_id
            found.append(Mention(str(model._meta.verbose_name), row.pk, str(row)[:120], account_id))
    return found
