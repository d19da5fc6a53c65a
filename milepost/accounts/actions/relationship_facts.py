"""What the timeline says of an account in figures: when we spoke last, what is open, what is overdue.

Figures follow every audited write of the rows that they are told from, in its transaction. Those that count days move
with the calendar as well: a schedule tells them anew every night, in UTC (see docs/timeline.md).
"""

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.tasks import task
from django.utils import timezone

from milepost.accounts.actions.facts import record_facts_of_many, record_first_facts
from milepost.accounts.actions.last_contact import refresh_last_contact
from milepost.accounts.actions.put_off import gathering, waiting
from milepost.accounts.models import (
    Account,
    AccountContact,
    ActionItem,
    Attendee,
    Contact,
    Escalation,
    Ticket,
    Touchpoint,
)
from milepost.accounts.queries.last_spoken import spoken
from milepost.accounts.records import Stance, TicketState, TouchpointState
from milepost.jobs.public import paced_batches

type Values = dict[int, dict[str, Any]]
type Figures = Callable[[Collection[int]], Values]
_BATCH_ACCOUNTS = 200


def contact_figures(accounts: Collection[int]) -> Values:
    """Tell when each account was spoken with last. One query."""
    # The newest first by the index of each account, not all of its touchpoints.
    touchpoints = Touchpoint.objects.filter(account=OuterRef("pk"), **spoken()).order_by("-at").values("at")[:1]
    rows = Account.objects.filter(pk__in=accounts).annotate(newest=Subquery(touchpoints))
    newest = dict(rows.values_list("pk", "newest"))
    return {
        key: {"days_since_contact": _days_since(newest.get(key)), "last_contact": _day(newest.get(key))}
        for key in accounts
    }


def sponsor_figures(accounts: Collection[int]) -> Values:
    """Tell when each account's sponsor was spoken with last; of several the one spoken with last counts. One query."""
    sponsors = AccountContact.objects.filter(
        account__in=accounts, stance=Stance.SPONSOR, contact__left_on=None, contact__archived_at=None
    )
    newest: dict[int, dt.datetime] = {}
    for key, spoken_at, named_at in sponsors.values_list("account", "contact__last_two_way_at", "created_at"):
        newest[key] = max(newest.get(key, spoken_at or named_at), spoken_at or named_at)
    return {key: {"days_since_sponsor_contact": _days_since(newest.get(key))} for key in accounts}


def meeting_figures(accounts: Collection[int]) -> Values:
    """Tell each account's next meeting. One query."""
    rows = Touchpoint.objects.filter(account__in=accounts, state=TouchpointState.PLANNED, at__gte=timezone.now())
    first = dict(rows.values("account").annotate(first=Min("at")).values_list("account", "first"))
    return {key: {"next_meeting": _day(first.get(key))} for key in accounts}


def escalation_figures(accounts: Collection[int]) -> Values:
    return _counted("open_escalations", Escalation.objects.open(), accounts)


def ticket_figures(accounts: Collection[int]) -> Values:
    return _counted("open_tickets", Ticket.objects.exclude(state=TicketState.SOLVED), accounts)


def action_figures(accounts: Collection[int]) -> Values:
    return _counted("overdue_actions", ActionItem.objects.open().filter(due__lt=_today()), accounts)


FIGURES: dict[type[Any], tuple[Figures, ...]] = {
    Account: (
        contact_figures,
        sponsor_figures,
        meeting_figures,
        escalation_figures,
        ticket_figures,
        action_figures,
    ),
    Touchpoint: (contact_figures, meeting_figures),
    AccountContact: (sponsor_figures,),
    Escalation: (escalation_figures,),
    Ticket: (ticket_figures,),
    ActionItem: (action_figures,),
}


# Which figures a new row may change; a call that was held says nothing of the next meeting.
NEW_ROWS: dict[type[Any], tuple[tuple[Figures, Callable[[Any], bool]], ...]] = {
    Touchpoint: (
        (contact_figures, lambda row: row.state == TouchpointState.HELD),
        (meeting_figures, lambda row: row.state == TouchpointState.PLANNED),
    ),
    AccountContact: ((sponsor_figures, lambda row: row.stance == Stance.SPONSOR),),
    Escalation: ((escalation_figures, lambda _row: True),),
    Ticket: ((ticket_figures, lambda row: row.state != TicketState.SOLVED),),
    ActionItem: ((action_figures, lambda row: row.due is not None and row.due < _today() and not row.done_at),),
}


# Nothing hangs on an account that was made just now, so nobody need ask.
OF_NEW_ACCOUNTS: Mapping[str, int | None] = {
    "days_since_contact": None,
    "days_since_sponsor_contact": None,
    "last_contact": None,
    "next_meeting": None,
    "open_escalations": 0,
    "open_tickets": 0,
    "overdue_actions": 0,
}


def refresh_figures(accounts: Iterable[int], figures: Sequence[Figures] = FIGURES[Account]) -> None:
    """Tell these figures of these accounts anew. A query each, and two for what changed."""
    keys = set(accounts)
    put_off = waiting()
    if put_off is None:
        _tell(dict.fromkeys(figures, keys))
    elif keys:
        for tell in figures:
            put_off.figures[tell].update(keys)


@contextmanager
def figures_once() -> Iterator[None]:
    """Tell the figures of whatever is written inside the block at its end, each once however often it was written.

    Stand inside the transaction of the writes: the figures are kept with them or not at all.
    """
    if waiting() is not None:
        yield
        return
    with gathering() as put_off:
        yield
    refresh_last_contact(put_off.contacts)
    if put_off.contacts:
        put_off.figures[sponsor_figures].update(_sponsored(put_off.contacts))
    named: set[int] = set().union(*put_off.figures.values())
    if put_off.has_deleted:
        # With an account that is deleted all of it goes; there is nothing left to tell it of.
        named = set(Account.objects.filter(pk__in=named).values_list("pk", flat=True))
    _tell({tell: keys & named for tell, keys in put_off.figures.items()})


def _tell(wanted: Mapping[Figures, set[int]]) -> None:
    values: Values = {key: {} for keys in wanted.values() for key in keys}
    for tell, keys in wanted.items():
        for key, told in (tell(keys) if keys else {}).items():
            values[key] |= told
    if values:
        record_facts_of_many(values)


def follow_figures(records: Sequence[Any], action: str) -> None:
    """Tell the figures of whatever account was written of (see `audit.WriteObserver`)."""
    model = type(records[0]) if records else None
    if model is Account:
        if action == "create":
            record_first_facts([record.pk for record in records], OF_NEW_ACCOUNTS)
    elif model is Attendee:
        _follow_people(attendee.contact_id for attendee in records)
    elif model is Contact:
        if action == "update":
            _follow_people(contact.pk for contact in records)
    elif model in FIGURES and action == "create":
        for tell, may_change in NEW_ROWS[model]:
            refresh_figures({record.account_id for record in records if may_change(record)}, (tell,))
    elif model in FIGURES:
        refresh_figures(_accounts_left(records, action), FIGURES[model])
        if model is Touchpoint and action == "update":
            attendees = Attendee.objects.filter(touchpoint__in=[record.pk for record in records])
            _follow_people(attendees.exclude(contact=None).values_list("contact_id", flat=True))


def _accounts_left(records: Sequence[Any], action: str) -> set[int]:
    """Return the accounts of written rows; with one that is deleted all of it goes, and nothing is left to tell."""
    accounts = {record.account_id for record in records}
    put_off = waiting()
    if action == "delete" and put_off is not None:
        put_off.has_deleted = True
    elif action == "delete":
        return set(Account.objects.filter(pk__in=accounts).values_list("pk", flat=True))
    return accounts


def _follow_people(contacts: Iterable[int | None]) -> None:
    """Tell the figures of the accounts where these people are sponsors; of most nobody is."""
    keys = {key for key in contacts if key}
    put_off = waiting()
    if put_off is None:
        refresh_figures(_sponsored(keys), (sponsor_figures,))
    else:
        put_off.contacts.update(keys)


def _sponsored(contacts: Collection[int]) -> set[int]:
    """Return the accounts where these people are sponsors."""
    places = AccountContact.objects.filter(contact__in=contacts, stance=Stance.SPONSOR)
    return set(places.values_list("account_id", flat=True))


@task
def tell_figures() -> int:
    """Tell the figures of every account anew, as days have passed; return how many. Safe to run twice."""
    yesterday = timezone.now() - dt.timedelta(days=2)
    recent = Attendee.objects.filter(touchpoint__at__range=(yesterday, timezone.now())).exclude(contact=None)
    refresh_last_contact(recent.values_list("contact_id", flat=True))
    count = 0
    for batch in paced_batches(list(Account.objects.order_by("pk").values_list("pk", flat=True)), _BATCH_ACCOUNTS):
        refresh_figures(batch)
        count += len(batch)
    return count


def _counted(name: str, rows: QuerySet[Any], accounts: Collection[int]) -> Values:
    found = rows.filter(account__in=accounts).order_by().values("account").annotate(rows=Count("pk"))
    counts: Mapping[int, int] = dict(found.values_list("account", "rows"))
    return {key: {name: counts.get(key, 0)} for key in accounts}


def _today() -> dt.date:
    return timezone.now().date()


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.date() if moment else None


def _days_since(moment: dt.datetime | None) -> int | None:
    return max(0, (_today() - moment.date()).days) if moment else None
