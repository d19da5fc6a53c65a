"""The way from the simulation to the rows that were written for it: what a part of a later room begins with."""

import datetime as dt
from collections.abc import Sequence

from milepost.accounts.public import Account, Contact, ContactEmail, ExternalId
from milepost.demo.company.records import SimulatedAccount
from milepost.identity.public import User

CRM = "CRM"
# So many are written together: few enough to hold, enough for the queries not to count.
ACCOUNTS_AT_ONCE = 25
_NOON = dt.time(12, tzinfo=dt.UTC)


def noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, _NOON)


def users_by_email() -> dict[str, User]:
    """Return Halden's people by the addresses that the simulation calls them by. One query."""
    return {user.email: user for user in User.objects.all()}


def accounts_of(some: Sequence[SimulatedAccount]) -> dict[int, Account]:
    """Return the accounts by number; those that were merged or deleted meanwhile are missing. One query.

    Whole rows, as the log calls new rows by what they belong to: a key alone would cost a query for each.
    """
    numbers = {one.firm.crm_id: one.number for one in some}
    rows = ExternalId.objects.filter(system=CRM, value__in=numbers).select_related("account")
    return {numbers[row.value]: row.account for row in rows}


def contacts_of(some: Sequence[SimulatedAccount]) -> dict[tuple[int, int], Contact]:
    """Return the accounts' people, by the account's number and their place there. One query."""
    wanted = {person.emails[0] for one in some for person in one.people}
    found = ContactEmail.objects.filter(address__in=wanted, is_primary=True).select_related("contact")
    rows = {row.address: row.contact for row in found}
    return {
        (one.number, place): rows[person.emails[0]]
        for one in some
        for place, person in enumerate(one.people)
        if person.emails[0] in rows
    }
