"""Families of accounts: what belongs to what, and their figures together."""

import datetime as dt
from dataclasses import dataclass

from milepost.accounts.models import Account
from milepost.identity.public import User

_DEEPEST = 20  # deeper than any tree that the actions let grow: ends a walk whatever the rows say


@dataclass(frozen=True, slots=True)
class Family:
    """An account with what lies above and below it, as far as the viewer may see.

    `above` begins with the parent; `below` has no order that means anything, the account itself is not among them.
    The figures are of the account and all below it that are not archived; None where none of them knows.
    """

    account: Account
    above: tuple[Account, ...]
    below: tuple[Account, ...]
    employees: int | None
    next_renewal: dt.date | None

    @property
    def size(self) -> int:
        return len(self.below) + 1


def family_of(account: Account, viewer: User) -> Family:
    """Return the family of an account. As many queries as the tree has levels, eight at most in each direction."""
    relatives = [*(up := ancestors_of(account)), *(down := descendants_of(account))]
    visible = Account.objects.visible_to(viewer).filter(pk__in=[one.pk for one in relatives])
    seen = set(visible.values_list("pk", flat=True))
    above = tuple(one for one in up if one.pk in seen)
    below = tuple(one for one in down if one.pk in seen)
    living = [one for one in (account, *below) if not one.is_archived]
    employees = [one.employees for one in living if one.employees is not None]
    renewals = [one.renewal_date for one in living if one.renewal_date is not None]
    return Family(
        account,
        above,
        tuple(one for one in below if not one.is_archived),
        sum(employees) if employees else None,
        min(renewals, default=None),
    )


def ancestors_of(account: Account) -> list[Account]:
    """Return the parent, its parent, and so on. A query a level."""
    found: list[Account] = []
    key = account.parent_id
    while key is not None and len(found) < _DEEPEST:
        parent = Account.objects.filter(pk=key).first()
        if parent is None:
            break
        found.append(parent)
        key = parent.parent_id
    return found


def descendants_of(account: Account) -> list[Account]:
    """Return all accounts below one. A query a level."""
    return [one for level in _levels(account) for one in level]


def depth_below(account: Account) -> int:
    """Return how many levels there are below an account."""
    return len(_levels(account))


def _levels(account: Account) -> list[list[Account]]:
    levels: list[list[Account]] = []
    keys = [account.pk]
    while keys and len(levels) < _DEEPEST:
        level = list(Account.objects.filter(parent__in=keys).order_by("name", "pk"))
        if level:
            levels.append(level)
        keys = [one.pk for one in level]
    return levels
