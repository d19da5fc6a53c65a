"""Support tickets: written by their systems, again and again under the same key."""

from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.accounts.public import Severity, Ticket, TicketState, record_ticket
from milepost.apikit.public import ApiRequest, ApiRouter, Input, Page, ShowQuery, created, shown
from milepost.identity.public import Right
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body
from milepost.rest.accounts.timeline_finding import OfAccountQuery, Subject, account_in_body, contacts_of
from milepost.rest.accounts.timeline_shapes import TicketAnswer
from milepost.rest.fields import BodyId, Id, Instant, left_out
from milepost.rest.listing import filtered

router = ApiRouter(tags=["Timeline"])

System = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Address = Annotated[str, StringConstraints(max_length=500)]
Stars = Annotated[int, Field(ge=1, le=5, strict=True)]


class TicketInput(Input):
    """A ticket as its system tells it now. What is left out stays as it was."""

    account_id: BodyId
    system: System
    key: Key
    subject: Subject
    opened_at: Instant
    state: TicketState = left_out()
    priority: Severity | None = left_out()
    contact_id: BodyId | None = left_out()
    first_answer_at: Instant | None = left_out()
    closed_at: Instant | None = left_out()
    satisfaction: Stars | None = left_out()
    url: Address = left_out()


class TicketQuery(OfAccountQuery):
    """Tickets of an account, a state, a system, a key."""

    state: TicketState | None = None
    system: str | None = None
    key: str | None = None


@router.reads("/tickets", Page[TicketAnswer])
def list_tickets(request: ApiRequest, query: Query[TicketQuery]) -> HttpResponse:
    """List support tickets, without `sort` the newest first."""
    only = query.narrowing(state=query.state, system=query.system, external_key=query.key)
    return filtered(request, TicketAnswer, "tickets", query, only)


@router.reads("/tickets/{ticket_id}", TicketAnswer, errors=(304, 404))
def get_ticket(request: ApiRequest, ticket_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a support ticket."""
    rows: QuerySet[Ticket] = TicketAnswer.prepare(Ticket.objects.visible_to(request.caller.user))
    ticket = get_object_or_404(rows, pk=ticket_id)
    return shown(request, TicketAnswer, ticket, query)


@router.creates("/tickets", TicketAnswer, right=Right.WRITE, errors=(404,))
def put_ticket(request: ApiRequest, body: TicketInput) -> HttpResponse:
    """Write a ticket. One with the same `system` and `key` is changed; send it as often as you like."""
    account = account_in_body(request, body.account_id)
    given = body.given()
    given.pop("account_id")
    if "contact_id" in given:
        contact_id = given.pop("contact_id")
        given["contact"] = named_in_body(contacts_of(account), "contact_id", contact_id) if contact_id else None
    if "priority" in given:
        given["priority"] = given["priority"] or ""
    with in_words_of_the_body():
        ticket = record_ticket(
            account, given.pop("system"), given.pop("key"), actor=request.caller.user.as_actor(), **given
        )
    return created(TicketAnswer.show(ticket), f"{request.path}/{ticket.pk}", ticket)
