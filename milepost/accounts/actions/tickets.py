"""Support tickets as their own system tells them: written again and again under the key that they have there."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.models import KEY_MAX, SYSTEM_MAX, Account, AccountContact, Contact, Ticket
from milepost.accounts.records import Severity, TicketState
from milepost.audit.public import create_records, update_records
from milepost.identity.public import Right, demand, person_behind
from milepost.lib.actor import Actor
from milepost.lib.bounds import choice, one_line, past_moment, refuse
from milepost.lib.errors import Conflict

URL_MAX = 500
_MOMENTS = ("opened_at", "first_answer_at", "closed_at")
FIELDS = frozenset({*_MOMENTS, "contact", "subject", "state", "priority", "satisfaction", "url"})


def record_ticket(
    account: Account, system: str, key: str, *, actor: Actor, subject: str, opened_at: dt.datetime, **fields: Any
) -> Ticket:
    """Write a ticket as its system tells it now: made at the first time, changed at every other.

    `fields`: contact, state, priority, first_answer_at, closed_at, satisfaction, url; what is left out stays. A ticket
    that was another account's moves here, if the actor sees that account (else `Conflict`, "refused"), and leaves
    a contact that is not named anew behind. Nothing is written when nothing changed.
    """
    values = {**fields, "subject": subject, "opened_at": opened_at}
    [ticket] = record_tickets(system, [(account, key, values)], actor=actor)
    return ticket


def record_tickets(
    system: str, rows: Sequence[tuple[Account, str, Mapping[str, Any]]], *, actor: Actor
) -> list[Ticket]:
    """Write many tickets of one system, each with its account, its key there and what `record_ticket` takes of it.

    All or none: the first that `record_ticket` would refuse is raised. A constant number of queries for every 500.
    """
    demand(actor, Right.WRITE)
    system = one_line("system", system, SYSTEM_MAX)
    wanted = [(account, one_line("key", key, KEY_MAX), _checked(account, values)) for account, key, values in rows]
    with transaction.atomic():
        present = Ticket.objects.select_for_update(of=("self",)).filter(
            system=system, external_key__in=[key for _account, key, _values in wanted]
        )
        known = {ticket.external_key: ticket for ticket in present.order_by("pk")}
        changes = []
        for account, key, values in wanted:
            if key in known and known[key].account_id != account.pk:
                _refuse_taken(known[key], actor)
                changes.append((known[key], {"contact": None, **values, "account": account}))
            elif key in known:
                changes.append((known[key], values))
        made = [
            Ticket(account=account, system=system, external_key=key, **values)
            for account, key, values in wanted
            if key not in known
        ]
        for _ticket, conflict in update_records(changes, actor=actor)[1]:
            raise conflict
        known |= {ticket.external_key: ticket for ticket in create_records(made, actor=actor)}
    return [known[key] for _account, key, _values in wanted]


def check_ticket(account: Account, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a ticket's fields as the row holds them; `Invalid` names a wrong one. Reads only."""
    return _checked(account, values)


def _refuse_taken(ticket: Ticket, actor: Actor) -> None:
    """Refuse to take a ticket from an account that the actor does not see."""
    person = person_behind(actor)
    if person is not None and not Ticket.objects.visible_to(person).filter(pk=ticket.pk).exists():
        raise Conflict("refused", _("This ticket cannot be recorded here. Ask an admin to look into it."))


def _checked(account: Account, values: Mapping[str, Any]) -> dict[str, Any]:
    unknown = sorted(set(values) - FIELDS)
    if unknown:
        raise refuse(unknown[0], "unknown-field", _("Tickets have no “%(name)s”.") % {"name": unknown[0]})
    clean = {**values, "subject": one_line("subject", str(values["subject"])[:300])}
    for name in _MOMENTS:
        if clean.get(name) is not None:
            clean[name] = past_moment(name, clean[name])
    if "state" in clean:
        clean["state"] = choice("state", clean["state"], TicketState.values)
    if "priority" in clean:
        clean["priority"] = choice("priority", clean["priority"] or "", Severity.values, blank=True)
    _check_satisfaction(clean.get("satisfaction"))
    _check_url(clean.get("url") or "")
    _check_contact(account, clean.get("contact"))
    return clean


def _check_satisfaction(value: int | None) -> None:
    if value is not None and not 1 <= value <= 5:  # noqa: PLR2004 - the field's own words
        raise refuse("satisfaction", "out-of-reach", _("Satisfaction is a number from 1 to 5."))


def _check_url(url: str) -> None:
    try:
        is_web = not url or urlsplit(url).scheme in {"http", "https"}
    except ValueError:
        is_web = False
    if not is_web or len(url) > URL_MAX:
        raise refuse("url", "wrong-address", _("This is no address of a web page."))


def _check_contact(account: Account, contact: Contact | None) -> None:
    if contact and not AccountContact.objects.filter(account=account, contact=contact).exists():
        words = _("%(name)s is no contact of this account.") % {"name": contact}
        raise refuse("contact", "not-of-the-account", words)
