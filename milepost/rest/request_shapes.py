"""What the API says, and takes, of requests."""

import datetime as dt
from typing import Annotated, Any

from django.db.models import QuerySet
from pydantic import Field, StringConstraints

from milepost.apikit.public import Answer, Input
from milepost.feedback.public import Outcome, Request, RequestDoor, RequestKind, RequestMessage, RequestState
from milepost.rest.accounts.account_shapes import AccountInBrief, account_in_brief, in_brief
from milepost.rest.accounts.shapes import Reference
from milepost.rest.accounts.timeline_finding import OfAccountQuery, Subject, Text
from milepost.rest.fields import BodyId, Day, Flag, Instant, left_out
from milepost.rest.shapes import PersonReference

Said = Annotated[str, StringConstraints(min_length=1, max_length=100_000)]
Key = Annotated[str, StringConstraints(max_length=200)]


class RequestAnswer(Answer):
    """Something that somebody asks for."""

    id: int
    account_id: int | None = Field(description="Null: our own.")
    account: AccountInBrief | None = Field(None, description="Only with `expand=account`.")
    contact: Reference | None = Field(description="Who asks, of the customer.")
    filed_by: PersonReference | None = Field(description="Who wrote it down, or asks themselves.")
    title: str
    text: str
    kind: RequestKind
    door: RequestDoor
    state: RequestState
    owner: PersonReference | None
    promised_on: dt.date | None
    received_at: dt.datetime
    answered_at: dt.datetime | None = Field(description="The first answer to those who asked.")
    closed_at: dt.datetime | None
    reason: str
    joined_to_id: int | None
    outcome: Outcome | None = Field(description="What it became.")
    outcome_id: int | None = Field(description="The task or project that it became.")
    source_key: str
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int

    EXPANSIONS = {"account": account_in_brief}

    @classmethod
    def prepare(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Read the people along."""
        return rows.select_related("contact", "filed_by", "owner")

    @staticmethod
    def resolve_account(request: Any) -> dict[str, Any] | None:
        return in_brief(request.shown_account)

    @staticmethod
    def resolve_contact(request: Request) -> dict[str, Any] | None:
        return Reference.show(request.contact) if request.contact else None

    @staticmethod
    def resolve_filed_by(request: Request) -> dict[str, Any] | None:
        return PersonReference.show(request.filed_by) if request.filed_by else None

    @staticmethod
    def resolve_owner(request: Request) -> dict[str, Any] | None:
        return PersonReference.show(request.owner) if request.owner else None

    @staticmethod
    def resolve_outcome(request: Request) -> str | None:
        return request.outcome or None

    @staticmethod
    def resolve_outcome_id(request: Request) -> int | None:
        return int(request.outcome_key) if request.outcome_key else None


class RequestMessageAnswer(Answer):
    """Something that was said: to those who asked, by them, or among us."""

    id: int
    user: PersonReference | None
    contact: Reference | None
    text: str
    is_internal: bool
    at: dt.datetime

    @classmethod
    def prepare(cls, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Read the people along."""
        return rows.select_related("user", "contact")

    @staticmethod
    def resolve_user(message: RequestMessage) -> dict[str, Any] | None:
        return PersonReference.show(message.user) if message.user else None

    @staticmethod
    def resolve_contact(message: RequestMessage) -> dict[str, Any] | None:
        return Reference.show(message.contact) if message.contact else None


class RequestFields(Input):
    """What is said of a request."""

    text: Text = left_out()
    kind: RequestKind = left_out()
    contact_id: BodyId | None = left_out()
    owner_id: BodyId | None = left_out()
    promised_on: Day | None = left_out()


class NewRequest(RequestFields):
    """A request to take in. With a `source_key` that is known, the one that came before is the answer."""

    title: Subject
    account_id: BodyId | None = None
    received_at: Instant | None = None
    source_key: Key = ""


class RequestChange(RequestFields):
    """What is left out stays."""

    title: Subject = left_out()


class NewMessage(Input):
    """What is said. Without `contact_id` it is oneself who says it, to those who asked unless `is_internal`."""

    text: Said
    is_internal: Flag = False
    is_end: Flag = Field(False, description="That is all: the request is done.")
    contact_id: BodyId | None = Field(None, description="A contact who said it.")


class Refusal(Input):
    """Why not."""

    reason: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class Joining(Input):
    """With which other request."""

    other_id: BodyId


class RequestQuery(OfAccountQuery):
    """Requests."""

    state: RequestState | None = None
