"""The kinds of messages: which event each tells of, and what of it the owner of a webhook is told."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.accounts import events
from milepost.accounts.public import (
    Account,
    AccountContact,
    Contact,
    Escalation,
    RecordKind,
    Segment,
    Stage,
    Ticket,
    Touchpoint,
    custom_fields,
)
from milepost.identity.public import User

type Subject = Mapping[str, Any]
type Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of message. `load(subject, viewer)` returns its data, or None when the viewer may not see that.

    `about` names the id by which messages of one record are known: `account_id` becomes `account:7`.
    """

    key: str
    label: str | Promise
    event: type[Any]
    load: Callable[[Subject, User], Data | None]
    about: str

    def about_of(self, subject: Subject) -> str:
        return f"{self.about.removesuffix('_id')}:{subject[self.about]}"


def account_data(key: int, viewer: User) -> Data | None:
    """Return an account as a message shows it. Five queries."""
    rows = Account.objects.visible_to(viewer).select_related("stage", "segment", "tier", "industry", "region")
    account = rows.prefetch_related("domains", "external_ids", "tags").filter(pk=key).first()
    if account is None:
        return None
    shown = {field.key for field in custom_fields(RecordKind.ACCOUNT, viewer)}
    return {
        "id": account.pk,
        "name": account.name,
        "stage": _named(account.stage),
        "stage_since": account.stage_since,
        "segment": _named(account.segment),
        "tier": _named(account.tier),
        "industry": _named(account.industry),
        "region": _named(account.region),
        "currency": account.currency,
        "employees": account.employees,
        "contract_start": account.contract_start,
        "renewal_date": account.renewal_date,
        "domains": sorted(row.domain for row in account.domains.all()),
        "external_ids": {row.system: row.value for row in account.external_ids.all()},
        "tags": sorted(tag.name for tag in account.tags.all()),
        "custom": {name: value for name, value in account.custom.items() if name in shown},
        "archived_at": account.archived_at,
        "version": account.version,
        **_ways(f"accounts/{account.pk}", reverse("accounts:account-detail", args=[account.pk])),
    }


def contact_data(key: int, viewer: User) -> Data | None:
    """Return a contact as a message shows it, with those places that the viewer may see. Four queries."""
    places = AccountContact.objects.visible_to(viewer).select_related("account").order_by("pk")
    rows = Contact.objects.visible_to(viewer).prefetch_related("emails", Prefetch("places", places))
    contact = rows.filter(pk=key).first()
    if contact is None:
        return None
    shown = {field.key for field in custom_fields(RecordKind.CONTACT, viewer)}
    emails = sorted(contact.emails.all(), key=lambda row: (not row.is_primary, row.pk))
    return {
        "id": contact.pk,
        "name": contact.name,
        "title": contact.title,
        "phone": contact.phone,
        "emails": [row.address for row in emails],
        "accounts": [{**_reference(place.account), "stance": place.stance} for place in contact.places.all()],
        "unsubscribed_at": contact.unsubscribed_at,
        "left_on": contact.left_on,
        "custom": {name: value for name, value in contact.custom.items() if name in shown},
        "archived_at": contact.archived_at,
        "version": contact.version,
        **_ways(f"contacts/{contact.pk}", reverse("accounts:contact-detail", args=[contact.pk])),
    }


def _account(subject: Subject, viewer: User) -> Data | None:
    data = account_data(subject["account_id"], viewer)
    return data and {"account": data}


def _contact(subject: Subject, viewer: User) -> Data | None:
    data = contact_data(subject["contact_id"], viewer)
    return data and {"contact": data}


def _merged(subject: Subject, viewer: User) -> Data | None:
    data = account_data(subject["winner_id"], viewer)
    return data and {"account": data, "merged_account_id": subject["loser_id"]}


def _stage(subject: Subject, viewer: User) -> Data | None:
    stages = Stage.objects.in_bulk([key for key in (subject["from_stage_id"], subject["to_stage_id"]) if key])
    changed = {
        "from_stage": _named(stages.get(subject["from_stage_id"])),
        "to_stage": _named(stages.get(subject["to_stage_id"])),
    }
    data = _account(subject, viewer)
    return data and {**data, **changed}


def _touchpoint(subject: Subject, viewer: User) -> Data | None:
    row = Touchpoint.objects.visible_to(viewer).select_related("account").filter(pk=subject["touchpoint_id"]).first()
    if row is None:
        return None
    return {
        "touchpoint": {
            "id": row.pk,
            "kind": row.kind,
            "state": row.state,
            "at": row.at,
            "minutes": row.minutes,
            "subject": row.subject,
            "direction": row.direction,
            "sentiment": row.sentiment,
            "account": _reference(row.account),
            "version": row.version,
            **_ways(f"touchpoints/{row.pk}", reverse("accounts:touchpoint-detail", args=[row.pk])),
        }
    }


def _escalation(subject: Subject, viewer: User) -> Data | None:
    rows = Escalation.objects.visible_to(viewer).select_related("account", "owner")
    row = rows.filter(pk=subject["escalation_id"]).first()
    if row is None:
        return None
    return {
        "escalation": {
            "id": row.pk,
            "subject": row.subject,
            "severity": row.severity,
            "owner": _named(row.owner),
            "opened_at": row.opened_at,
            "closed_at": row.closed_at,
            "account": _reference(row.account),
            "version": row.version,
            **_ways(f"escalations/{row.pk}", reverse("accounts:escalation-detail", args=[row.pk])),
        }
    }


def _ticket(subject: Subject, viewer: User) -> Data | None:
    row = Ticket.objects.visible_to(viewer).select_related("account").filter(pk=subject["ticket_id"]).first()
    if row is None:
        return None
    return {
        "ticket": {
            "id": row.pk,
            "system": row.system,
            "external_key": row.external_key,
            "subject": row.subject,
            "state": row.state,
            "priority": row.priority,
            "opened_at": row.opened_at,
            "closed_at": row.closed_at,
            "account": _reference(row.account),
            "version": row.version,
            **_ways(f"tickets/{row.pk}", reverse("accounts:account-detail", args=[row.account_id])),
        }
    }


def _segment(subject: Subject, viewer: User) -> Data | None:
    segment = Segment.objects.visible_to(viewer).filter(pk=subject["segment_id"]).first()
    data = _account(subject, viewer)
    return {**data, "segment": _named(segment)} if data and segment else None


def _named(row: Any) -> Data | None:
    return {"id": row.pk, "name": str(row)} if row is not None else None


def _reference(account: Account) -> Data:
    return {"id": account.pk, "name": account.name}


def _ways(path: str, page: str) -> Data:
    """Return where the record is for programs, and for people."""
    return {"href": f"{settings.BASE_URL}/api/v1/{path}", "url": f"{settings.BASE_URL}{page}"}


_ACCOUNT = "account_id"
KINDS: dict[str, Kind] = {
    kind.key: kind
    for kind in (
        Kind("account.created", _("An account was made"), events.AccountCreated, _account, _ACCOUNT),
        Kind("account.changed", _("An account was changed"), events.AccountChanged, _account, _ACCOUNT),
        Kind("account.archived", _("An account was archived"), events.AccountArchived, _account, _ACCOUNT),
        Kind("account.merged", _("Two accounts became one"), events.AccountsMerged, _merged, "winner_id"),
        Kind("account.stage_changed", _("An account changed stage"), events.AccountStageChanged, _stage, _ACCOUNT),
        Kind("contact.created", _("A contact was made"), events.ContactCreated, _contact, "contact_id"),
        Kind("contact.changed", _("A contact was changed"), events.ContactChanged, _contact, "contact_id"),
        Kind("touchpoint.logged", _("A touchpoint was logged"), events.TouchpointLogged, _touchpoint, "touchpoint_id"),
        Kind("meeting.planned", _("A meeting was planned"), events.MeetingPlanned, _touchpoint, "touchpoint_id"),
        Kind("meeting.held", _("A meeting was held"), events.MeetingHeld, _touchpoint, "touchpoint_id"),
        Kind("escalation.opened", _("An escalation was opened"), events.EscalationOpened, _escalation, "escalation_id"),
        Kind("escalation.closed", _("An escalation was closed"), events.EscalationClosed, _escalation, "escalation_id"),
        Kind("ticket.recorded", _("A ticket came in or changed"), events.TicketRecorded, _ticket, "ticket_id"),
        Kind("segment.entered", _("An account entered a segment"), events.AccountEnteredSegment, _segment, _ACCOUNT),
        Kind("segment.left", _("An account left a segment"), events.AccountLeftSegment, _segment, _ACCOUNT),
    )
}
TEST = "test"


def payload_of(kind: str, happened_at: dt.datetime, subject: Subject, viewer: User) -> Data | None:
    """Return the message as its owner may see it now: type, timestamp, data. None when that is nothing."""
    if kind == TEST:
        data: Data | None = {"message": "This is a test. Nothing happened."}
    else:
        data = KINDS[kind].load(subject, viewer) if kind in KINDS else None
    return {"type": kind, "timestamp": happened_at, "data": data} if data else None
