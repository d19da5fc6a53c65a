"""Many records of one kind in one request: made where there is none, changed where they differ."""

from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import BaseModel, Field, create_model

from milepost.accounts.public import BulkState, Direction, Sentiment, Severity, Stance, TicketState, TouchpointKind
from milepost.apikit.public import ApiRequest, ApiRouter, Input, Problem, fault, json_response
from milepost.identity.public import Right, Scope, demand
from milepost.jobs.public import start_work
from milepost.rest.accounts.accounts import AccountFields, AccountName, ExternalKey, System
from milepost.rest.accounts.bulk_tasks import title_of, write_many
from milepost.rest.accounts.bulk_writing import whole, write_items
from milepost.rest.accounts.contacts import ContactFields, ContactName
from milepost.rest.accounts.facts import FactKey, FactValue
from milepost.rest.accounts.tickets import Address, Stars
from milepost.rest.accounts.timeline_finding import Minutes, Subject, Text
from milepost.rest.fields import BodyId, Day, Email, Flag, Instant, left_out
from milepost.rest.work import WorkAnswer

router = ApiRouter(tags=["Many at once"])
MOST_AT_ONCE = 500
MOST = 5_000


class AccountItem(AccountFields):
    """An account by its key in the system. What is not named stays; one that is made needs a name."""

    external_id: ExternalKey
    name: AccountName = left_out()
    stage_id: BodyId = left_out()
    stage_since: Day = left_out()


class ManyAccounts(Input):
    """Accounts to make or change, each found by its key in `system`."""

    system: System
    items: Annotated[list[AccountItem], Field(min_length=1, max_length=MOST)]


class ContactItem(ContactFields):
    """A contact by its key in the system, or by a mail address, which the one at the account has of several."""

    external_id: ExternalKey = left_out()
    email: Email = left_out()
    name: ContactName = left_out()
    account_id: BodyId = left_out()
    stance: Stance = left_out()


class ManyContacts(Input):
    """Contacts to make or change, each found by its key in `system`; without a system, by a mail address."""

    system: System = left_out()
    items: Annotated[list[ContactItem], Field(min_length=1, max_length=MOST)]


class OfAccountItem(Input):
    """Something of an account, which is named by its id or by its key in `account_system`."""

    account_id: BodyId = left_out()
    account_external_id: ExternalKey = left_out()


class TicketItem(OfAccountItem):
    """A ticket by its key in the system, as that tells it now. What is left out stays as it was."""

    key: ExternalKey
    subject: Subject
    opened_at: Instant
    state: TicketState = left_out()
    priority: Severity | None = left_out()
    contact_id: BodyId | None = left_out()
    first_answer_at: Instant | None = left_out()
    closed_at: Instant | None = left_out()
    satisfaction: Stars | None = left_out()
    url: Address = left_out()


class ManyTickets(Input):
    """Tickets to make or change, each found by its key in `system`."""

    system: System
    account_system: System = left_out()
    items: Annotated[list[TicketItem], Field(min_length=1, max_length=MOST)]


class TouchpointItem(OfAccountItem):
    """A touchpoint that was held, by its key in the system. What is left out stays as it was."""

    key: ExternalKey
    kind: TouchpointKind
    subject: Subject
    at: Instant
    minutes: Minutes | None = left_out()
    body: Text = left_out()
    direction: Direction = left_out()
    sentiment: Sentiment | None = left_out()
    is_pinned: Flag = left_out()
    is_internal: Flag = left_out()


class ManyTouchpoints(Input):
    """Touchpoints to make or change, each found by its key in `system`."""

    system: System
    account_system: System = left_out()
    items: Annotated[list[TouchpointItem], Field(min_length=1, max_length=MOST)]


class FiguresItem(OfAccountItem):
    """Values by the keys of their figures, and the moment they are of."""

    values: Annotated[dict[FactKey, FactValue], Field(min_length=1, max_length=200)]
    as_of: Instant = left_out()


class ManyFigures(Input):
    """Figures of accounts. `as_of` is the moment they are of (now), where an item does not say its own."""

    account_system: System = left_out()
    as_of: Instant = left_out()
    items: Annotated[list[FiguresItem], Field(min_length=1, max_length=MOST)]


# Made so, as `in` is a word of Python's own.
_FAULT: dict[str, Any] = dict.fromkeys(("in", "pointer", "code", "message"), (str, ...))
ItemFault = create_model("ItemFault", __doc__="What is wrong with one item; `pointer` leads into the body.", **_FAULT)


class ItemAnswer(BaseModel):
    """What came of the item at the same place."""

    state: BulkState
    id: int | None = Field(description="Null where nothing was made and nothing found.")
    errors: list[ItemFault]


class ManyAnswer(BaseModel):
    """What came of each item, in their order, and of all."""

    created: int
    updated: int
    unchanged: int
    refused: int
    items: list[ItemAnswer]


@router.batches("/accounts/bulk", ManyAnswer, WorkAnswer, right=Right.WRITE)
def write_many_accounts(request: ApiRequest, body: ManyAccounts) -> HttpResponse:
    """Make or change up to 5,000 accounts by their keys in another system.

    An item that a rule refuses stops no other; `errors` says why. Up to 500 are written at once, more in the
    background: 202 with the address of the work, whose `result_url` leads to the same answer as a file.
    """
    return _write(request, "accounts", body.model_dump(mode="json", exclude_unset=True))


@router.batches("/contacts/bulk", ManyAnswer, WorkAnswer, right=Right.WRITE)
def write_many_contacts(request: ApiRequest, body: ManyContacts) -> HttpResponse:
    """Make or change up to 5,000 contacts by their keys in another system, or by their mail addresses.

    Otherwise as for accounts. `emails` names all addresses, the first the main one; left out, they stay.
    """
    _demand_keys(body)
    return _write(request, "contacts", body.model_dump(mode="json", exclude_unset=True))


@router.batches("/tickets/bulk", ManyAnswer, WorkAnswer, right=Right.WRITE)
def write_many_tickets(request: ApiRequest, body: ManyTickets) -> HttpResponse:
    """Make or change up to 5,000 support tickets by their keys in their system.

    Otherwise as for accounts.
    """
    return _write(request, "tickets", body.model_dump(mode="json", exclude_unset=True))


@router.batches("/touchpoints/bulk", ManyAnswer, WorkAnswer, right=Right.WRITE)
def write_many_touchpoints(request: ApiRequest, body: ManyTouchpoints) -> HttpResponse:
    """Make or change up to 5,000 touchpoints by their keys in their system, without those who took part.

    Otherwise as for accounts.
    """
    return _write(request, "touchpoints", body.model_dump(mode="json", exclude_unset=True))


@router.batches("/facts/bulk", ManyAnswer, WorkAnswer, scope=Scope.ADMIN, right=Right.MANAGE_ACCOUNTS)
def push_many_facts(request: ApiRequest, body: ManyFigures) -> HttpResponse:
    """Push figures of up to 5,000 accounts; `id` in the answer is the account's.

    Otherwise as for accounts. Values that are older than those that are kept change nothing.
    """
    return _write(request, "figures", body.model_dump(mode="json", exclude_unset=True))


def _demand_keys(body: ManyContacts) -> None:
    """Refuse a body with items that cannot be found."""
    wanted = "external_id" if body.system else "email"
    lacking = [place for place, item in enumerate(body.items) if not getattr(item, wanted)]
    nowhere = [place for place, item in enumerate(body.items) if item.external_id and not body.system]
    if not lacking and not nowhere:
        return
    words = _("Name `%(field)s`, by which the contact is found.") % {"field": wanted}
    alone = _("Name the `system` whose key this is.")
    errors = [fault("body", ["items", place, wanted], "missing", words) for place in lacking]
    errors += [fault("body", ["items", place, "external_id"], "system-missing", alone) for place in nowhere]
    raise Problem(422, "invalid", errors[0]["message"], errors=errors)


def _write(request: ApiRequest, kind: str, given: dict[str, Any]) -> HttpResponse:
    user = request.caller.user
    demand(user.as_actor(), Right.READ_ALL)
    if len(given["items"]) <= MOST_AT_ONCE:
        return json_response(whole(write_items(kind, given, list(enumerate(given["items"])), user)))
    title = title_of(kind, len(given["items"]))
    work = start_work(write_many, title=title, actor=user.as_actor(), kind=kind, given=given)
    response = json_response(WorkAnswer.show(work), status=202)
    response["Location"] = f"/api/v1/work/{work.pk}"
    return response
