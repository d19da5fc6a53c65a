"""Tickets and figures of many accounts: each item goes through the action that writes one."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.public import (
    Account,
    BulkOutcome,
    BulkState,
    ExternalId,
    Fact,
    FactInput,
    Ticket,
    bulk_refusal,
    record_facts,
    record_ticket,
    repeated_keys,
)
from milepost.identity.public import Right, User, demand
from milepost.lib.errors import DomainError, Invalid
from milepost.rest.accounts.facts import fact_value_of
from milepost.rest.accounts.timeline_finding import contacts_of
from milepost.search.public import indexed_once

type Row = Mapping[str, Any]
_MOMENTS = ("opened_at", "first_answer_at", "closed_at")
_TICKET = ("subject", "state", "priority", "satisfaction", "url")


def write_tickets(given: Row, rows: Sequence[Row], user: User) -> list[BulkOutcome]:
    """Write tickets as their system tells them now; an item that a rule refuses stops no other."""
    find = _accounts(given, rows, user)
    twice = repeated_keys(rows, "key")
    with transaction.atomic(), indexed_once():
        before = dict(
            Ticket.objects.filter(system=given["system"].strip(), external_key__in=[row["key"].strip() for row in rows])
            .order_by()
            .values_list("external_key", "version")
        )

        def write(row: Row) -> BulkOutcome:
            account = find(row)
            fields = {name: row[name] for name in _TICKET if name in row}
            fields |= {name: _moment(row[name]) for name in _MOMENTS if name in row}
            if row.get("contact_id"):
                fields["contact"] = contacts_of(account).filter(pk=row["contact_id"]).first()
                if fields["contact"] is None:
                    raise _unknown("contact_id")
            if "priority" in fields:
                fields["priority"] = fields["priority"] or ""
            ticket = record_ticket(account, given["system"], row["key"], actor=user.as_actor(), **fields)
            known = before.get(ticket.external_key)
            state = BulkState.UPDATED if known != ticket.version else BulkState.UNCHANGED
            return BulkOutcome(BulkState.CREATED if known is None else state, ticket.pk)

        return [twice.get(place) or _outcome(write, row) for place, row in enumerate(rows)]


def write_figures(given: Row, rows: Sequence[Row], user: User) -> list[BulkOutcome]:
    """Push figures of accounts; one whose values are older than those that are kept is unchanged."""
    demand(user.as_actor(), Right.MANAGE_ACCOUNTS)
    find = _accounts(given, rows, user)

    def write(row: Row) -> BulkOutcome:
        account = find(row)
        as_of = _moment(row.get("as_of", given.get("as_of")))
        before = _kept(account)
        values = {key: FactInput(value=fact_value_of(key, value), as_of=as_of) for key, value in row["values"].items()}
        try:
            record_facts(account, values)
        except Invalid as error:
            raise Invalid(error.code, error.message, {"values": error.message}) from error
        return BulkOutcome(BulkState.UNCHANGED if _kept(account) == before else BulkState.UPDATED, account.pk)

    with transaction.atomic():
        return [_outcome(write, row) for row in rows]


def _moment(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None


def _kept(account: Account) -> list[Any]:
    return list(Fact.objects.filter(account=account).order_by("key").values_list())


def _outcome(write: Callable[[Row], BulkOutcome], row: Row) -> BulkOutcome:
    try:
        with transaction.atomic():
            return write(row)
    except DomainError as error:
        return bulk_refusal(error)


def _accounts(given: Row, rows: Sequence[Row], user: User) -> Callable[[Row], Account]:
    """Return what finds the account of an item: by `account_id`, or by its key in `account_system`. Two queries."""
    seen = Account.objects.visible_to(user)
    by_id = seen.in_bulk({row["account_id"] for row in rows if row.get("account_id")})
    keys = [row["account_external_id"] for row in rows if row.get("account_external_id")]
    ids = ExternalId.objects.filter(system=given.get("account_system", "").lower(), value__in=keys, account__in=seen)
    by_key = {row.value: row.account for row in ids.select_related("account")} if keys else {}

    def find(row: Row) -> Account:
        name = "account_id" if row.get("account_id") else "account_external_id"
        account = by_id.get(row[name]) if name == "account_id" else by_key.get(row.get(name, ""))
        if account is None:
            raise _unknown(name)
        return account

    return find


def _unknown(name: str) -> Invalid:
    words = _("There is no such thing.")
    return Invalid("no-such-thing", words, {name: words})
