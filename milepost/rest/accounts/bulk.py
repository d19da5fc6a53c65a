"""Many accounts or contacts in one request: made where there is none, changed where they differ."""

from typing import Annotated, Any

from django.http import HttpResponse
from pydantic import BaseModel, Field, create_model

from milepost.accounts.public import BulkState, Stance
from milepost.apikit.public import ApiRequest, ApiRouter, Input, json_response
from milepost.identity.public import Right, demand
from milepost.jobs.public import start_work
from milepost.rest.accounts.accounts import AccountFields, AccountName, ExternalKey, System
from milepost.rest.accounts.bulk_tasks import title_of, write_many
from milepost.rest.accounts.bulk_writing import whole, write_items
from milepost.rest.accounts.contacts import ContactFields, ContactName
from milepost.rest.fields import BodyId, Day, Email, left_out
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
    """A contact by a mail address; of several who share it, the one at the account is meant."""

    email: Email
    name: ContactName = left_out()
    account_id: BodyId = left_out()
    stance: Stance = left_out()


class ManyContacts(Input):
    """Contacts to make or change, each found by a mail address."""

    items: Annotated[list[ContactItem], Field(min_length=1, max_length=MOST)]


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
    """Make or change up to 5,000 contacts by their mail addresses.

    Otherwise as for accounts. `emails` names all addresses, the first the main one; left out, they stay.
    """
    return _write(request, "contacts", body.model_dump(mode="json", exclude_unset=True))


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
