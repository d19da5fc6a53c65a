"""Tickets, touchpoints and figures of many accounts: what items name is found, then the action of their kind writes."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
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
    Touchpoint,
    bulk_refusal,
    record_facts,
    record_tickets,
    record_touchpoints,
    repeated_keys,
)
from milepost.identity.public import Right, User, demand
from milepost.lib.errors import DomainError, Invalid
from milepost.rest.accounts.facts import fact_value_of
from milepost.rest.accounts.timeline_finding import contacts_of
from milepost.search.public import indexed_once

type Row = Mapping[str, Any]
_MOMENTS = ("opened_at", "first_answer_at", "closed_at")
_TOUCHPOINT = ("kind", "subject", "minutes", "body", "direction", "sentiment", "is_pinned", "is_internal")
_TICKET = ("subject", "state", "priority", "satisfaction", "url")


def write_tickets(given: Row, rows: Sequence[Row], user: User) -> list[BulkOutcome]:
    """Write tickets as their system tells them now; an item that a rule refuses stops no other."""
    return _record(_Keyed(Ticket, _ticket, record_tickets), given, rows, user)


def write_touchpoints(given: Row, rows: Sequence[Row], user: User) -> list[BulkOutcome]:
    """Write touchpoints that were held, otherwise as tickets."""
    return _record(_Keyed(Touchpoint, _touchpoint, record_touchpoints), given, rows, user)


@dataclass(frozen=True, slots=True)
class _Keyed:
    """A kind of record that other systems name by their keys: what an item says of it, and the action that writes."""

    model: type[Ticket | Touchpoint]
    fields_of: Callable[[Account, Row], Row]
    record: Callable[..., Sequence[Ticket | Touchpoint]]


def _ticket(account: Account, row: Row) -> Row:
    fields = {name: row[name] for name in _TICKET if name in row}
    fields |= {name: _moment(row[name]) for name in _MOMENTS if name in row}
    if row.get("contact_id"):
        fields["contact"] = contacts_of(account).filter(pk=row["contact_id"]).first()
        if fields["contact"] is None:
            raise _unknown("contact_id")
    if "priority" in fields:
        fields["priority"] = fields["priority"] or ""
    return fields


def _touchpoint(_account: Account, row: Row) -> Row:
    fields = {name: row[name] for name in _TOUCHPOINT if name in row} | {"at": _moment(row["at"])}
    if "sentiment" in fields:
        fields["sentiment"] = fields["sentiment"] or ""
    return fields


def _record(kind: _Keyed, given: Row, rows: Sequence[Row], user: User) -> list[BulkOutcome]:
    """Write the items, together as long as no rule refuses one, and say what came of each."""
    find, system = _accounts(given, rows, user), given["system"].strip()
    rows = [{**row, "key": " ".join(row["key"].split())} for row in rows]
    outcomes = repeated_keys(rows, "key")
    wanted: dict[int, tuple[Account, str, Row]] = {}
    for place, row in enumerate(rows):
        if place not in outcomes:
            try:
                account = find(row)
                wanted[place] = (account, row["key"], kind.fields_of(account, row))
            except Invalid as error:
                outcomes[place] = bulk_refusal(error)
    with transaction.atomic(), indexed_once():
        stored = kind.model._default_manager.filter(system=system, external_key__in=[row["key"] for row in rows])
        versions = dict(stored.order_by().values_list("external_key", "version"))

        def write(chosen: Sequence[tuple[Account, str, Row]]) -> list[BulkOutcome]:
            return [_became(one, versions) for one in kind.record(system, chosen, actor=user.as_actor())]

        outcomes |= zip(wanted, _together(list(wanted.values()), write), strict=True)
    return [outcomes[place] for place in range(len(rows))]


def _became(record: Ticket | Touchpoint, versions: Mapping[str, int]) -> BulkOutcome:
    known = versions.get(record.external_key)
    if known is None:
        return BulkOutcome(BulkState.CREATED, record.pk)
    return BulkOutcome(BulkState.UPDATED if known != record.version else BulkState.UNCHANGED, record.pk)


def _together[T](items: Sequence[T], write: Callable[[Sequence[T]], list[BulkOutcome]]) -> list[BulkOutcome]:
    """Write all at once; when a rule refuses one, one by one, so that it stops no other."""
    try:
        with transaction.atomic():
            return write(items) if items else []
    except DomainError as error:
        if len(items) == 1:
            return [bulk_refusal(error)]
    return [outcome for item in items for outcome in _together([item], write)]


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
