"""The way from the simulation to the rows that were written for it: what a part of a later room begins with."""

import datetime as dt
from collections.abc import Sequence

from milepost.accounts.public import ContactEmail, ExternalId
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


def account_keys(some: Sequence[SimulatedAccount]) -> dict[int, int]:
    """Return the primary keys of the accounts by number. Who was merged or deleted meanwhile is missing. One query."""
    numbers = {one.firm.crm_id: one.number for one in some}
    rows = ExternalId.objects.filter(system=CRM, value__in=numbers).values_list("value", "account_id")
    return {numbers[value]: key for value, key in rows}


def contact_keys(some: Sequence[SimulatedAccount]) -> dict[tuple[int, int], int]:
    """Return the primary keys of the accounts' people, by the account's number and their place there. One query."""
    wanted = {person.emails[0] for one in some for person in one.people}
    rows = dict(ContactEmail.objects.filter(address__in=wanted).values_list("address", "contact_id"))
    return {
        (one.number, place): rows[person.emails[0]]
        for one in some
        for place, person in enumerate(one.people)
        if person.emails[0] in rows
    }
