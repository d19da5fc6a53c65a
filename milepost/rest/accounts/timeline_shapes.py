"""How touchpoints, agreed actions, escalations and tickets look."""

import datetime as dt
from typing import Any, ClassVar

from django.db.models import QuerySet
from pydantic import Field

from milepost.accounts.public import (
    ActionItem,
    Direction,
    Escalation,
    Sentiment,
    Severity,
    Ticket,
    TicketState,
    Touchpoint,
    TouchpointKind,
    TouchpointState,
    with_people_and_actions,
)
from milepost.apikit.public import Answer
from milepost.rest.accounts.account_shapes import AccountInBrief, account_in_brief, in_brief
from milepost.rest.accounts.shapes import Reference
from milepost.rest.shapes import PersonReference


class OfAccount(Answer):
    """A record that belongs to an account. `READ_WITH` are the keys whose rows it shows, read in the same query."""

    id: int
    account_id: int
    account: AccountInBrief | None = Field(None, description="Only with `expand=account`.")

    EXPANSIONS = {"account": account_in_brief}
    READ_WITH: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def prepare(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.select_related(*cls.READ_WITH)

    @staticmethod
    def resolve_account(record: Any) -> dict[str, Any] | None:
        return in_brief(record.shown_account)


def _person(user: Any) -> dict[str, Any] | None:
    return PersonReference.show(user) if user else None


def _named(record: Any) -> dict[str, Any] | None:
    return Reference.show(record) if record else None


class ActionItemAnswer(OfAccount):
    """Something that was promised, by one of us (`owner`) or by the customer (`contact`)."""

    touchpoint_id: int | None
    text: str
    owner: PersonReference | None
    contact: Reference | None
    due: dt.date | None
    done_at: dt.datetime | None
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int

    READ_WITH = ("owner", "contact")

    @staticmethod
    def resolve_owner(item: ActionItem) -> dict[str, Any] | None:
        return _person(item.owner)

    @staticmethod
    def resolve_contact(item: ActionItem) -> dict[str, Any] | None:
        return _named(item.contact)


class TouchpointAnswer(OfAccount):
    """A contact with a customer: something that happened, or a meeting that is planned."""

    kind: TouchpointKind
    state: TouchpointState
    at: dt.datetime
    minutes: int | None
    subject: str
    agenda: str = Field(description="Markdown.")
    body: str = Field(description="Markdown.")
    direction: Direction
    sentiment: Sentiment | None
    is_pinned: bool
    is_internal: bool
    author: PersonReference | None
    contacts: list[Reference]
    users: list[PersonReference]
    addresses: list[str]
    action_items: list[ActionItemAnswer]
    system: str | None = Field(description="The system that it came from.")
    key: str | None = Field(description="What it is called there.")
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int

    @classmethod
    def prepare(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        return with_people_and_actions(rows)

    @staticmethod
    def resolve_system(touchpoint: Touchpoint) -> str | None:
        return touchpoint.system or None

    @staticmethod
    def resolve_key(touchpoint: Touchpoint) -> str | None:
        return touchpoint.external_key or None

    @staticmethod
    def resolve_sentiment(touchpoint: Touchpoint) -> str | None:
        return touchpoint.sentiment or None

    @staticmethod
    def resolve_author(touchpoint: Touchpoint) -> dict[str, Any] | None:
        return _person(touchpoint.author)

    @staticmethod
    def resolve_contacts(touchpoint: Touchpoint) -> list[dict[str, Any]]:
        return [Reference.show(one.contact) for one in touchpoint.attendees.all() if one.contact_id]

    @staticmethod
    def resolve_users(touchpoint: Touchpoint) -> list[dict[str, Any]]:
        return [PersonReference.show(one.user) for one in touchpoint.attendees.all() if one.user_id]

    @staticmethod
    def resolve_addresses(touchpoint: Touchpoint) -> list[str]:
        return [one.address for one in touchpoint.attendees.all() if one.address]

    @staticmethod
    def resolve_action_items(touchpoint: Touchpoint) -> list[dict[str, Any]]:
        return [ActionItemAnswer.show(item) for item in touchpoint.action_items.all()]


class EscalationAnswer(OfAccount):
    """Something that went wrong for a whole account."""

    subject: str
    body: str
    severity: Severity
    owner: PersonReference | None
    opened_at: dt.datetime
    closed_at: dt.datetime | None
    resolution: str
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int

    READ_WITH = ("owner",)

    @staticmethod
    def resolve_owner(escalation: Escalation) -> dict[str, Any] | None:
        return _person(escalation.owner)


class TicketAnswer(OfAccount):
    """A support ticket as its own system tells it."""

    system: str
    key: str
    subject: str
    state: TicketState
    priority: Severity | None
    contact: Reference | None
    opened_at: dt.datetime
    first_answer_at: dt.datetime | None
    closed_at: dt.datetime | None
    satisfaction: int | None
    url: str
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int

    READ_WITH = ("contact",)

    @staticmethod
    def resolve_key(ticket: Ticket) -> str:
        return ticket.external_key

    @staticmethod
    def resolve_priority(ticket: Ticket) -> str | None:
        return ticket.priority or None

    @staticmethod
    def resolve_contact(ticket: Ticket) -> dict[str, Any] | None:
        return _named(ticket.contact)
