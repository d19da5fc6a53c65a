"""Accounts: made, changed, moved on, archived."""

from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Query
from pydantic import Field, StrictBool, StrictFloat, StrictInt, StrictStr, StringConstraints

from milepost.accounts.public import (
    Account,
    Stage,
    StageChange,
    archive_account,
    change_account,
    change_stage,
    create_account,
    restore_account,
)
from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    expected_version,
    listed,
    shown,
)
from milepost.identity.public import Right
from milepost.lib.keyset import order_terms
from milepost.rest.accounts.account_shapes import AccountAnswer
from milepost.rest.accounts.finding import account_of, in_words_of_the_body, named_in_body, whole_account
from milepost.rest.accounts.shapes import StageChangeAnswer
from milepost.rest.fields import BodyId, Day, Id, left_out
from milepost.rest.listing import ArchivableQuery, filtered

router = ApiRouter(tags=["Accounts"])

AccountName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Currency = Annotated[str, StringConstraints(pattern=r"^([A-Z]{3})?$")]
About = Annotated[str, StringConstraints(max_length=20_000)]
Employees = Annotated[int, Field(ge=0, le=2_000_000_000, strict=True)]
Domain = Annotated[str, StringConstraints(min_length=1, max_length=253)]
System = Annotated[str, StringConstraints(min_length=1, max_length=40)]
ExternalKey = Annotated[str, StringConstraints(min_length=1, max_length=200)]
TagName = Annotated[str, StringConstraints(min_length=1, max_length=40)]
CustomKey = Annotated[str, StringConstraints(min_length=1, max_length=40)]
Reason = Annotated[str, StringConstraints(max_length=300)]
type CustomValue = StrictBool | StrictInt | StrictFloat | StrictStr | None
_KEYS = ("segment_id", "tier_id", "industry_id", "region_id", "parent_id")


class AccountFields(Input):
    """What may be said of an account."""

    segment_id: BodyId | None = left_out()
    tier_id: BodyId | None = left_out()
    industry_id: BodyId | None = left_out()
    region_id: BodyId | None = left_out()
    parent_id: BodyId | None = left_out()
    currency: Currency = left_out()
    employees: Employees | None = left_out()
    contract_start: Day | None = left_out()
    renewal_date: Day | None = left_out()
    description: About = left_out()
    domains: list[Domain] = left_out()
    external_ids: dict[System, ExternalKey] = left_out()
    tags: list[TagName] = left_out()
    custom: dict[CustomKey, CustomValue] = left_out()


class NewAccount(AccountFields):
    """An account to make; without a stage it begins where new accounts begin."""

    name: AccountName
    stage_id: BodyId = left_out()
    stage_since: Day = left_out()


class AccountChange(AccountFields):
    """What to change of an account. Of `custom`, the keys that are named; null empties one."""

    name: AccountName = left_out()


class NewStageChange(Input):
    """The stage that an account enters, today or on a day that is over."""

    stage_id: BodyId
    on: Day = left_out()
    reason: Reason = ""


@router.reads("/accounts", Page[AccountAnswer])
def list_accounts(request: ApiRequest, query: Query[ArchivableQuery]) -> HttpResponse:
    """List accounts."""
    return filtered(request, AccountAnswer, query.list_of("accounts"), query)


@router.reads("/accounts/{account_id}", AccountAnswer, errors=(304, 404))
def get_account(request: ApiRequest, account_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show an account, archived or not."""
    return shown(request, AccountAnswer, whole_account(request, account_id), query)


@router.creates("/accounts", AccountAnswer, right=Right.WRITE)
def make_account(request: ApiRequest, body: NewAccount) -> HttpResponse:
    """Make an account."""
    given = _fields(request, body.given())
    if "stage_id" in given:
        given["stage"] = named_in_body(Stage.objects.all(), "stage_id", given.pop("stage_id"))
    with in_words_of_the_body():
        account = create_account(given.pop("name"), actor=request.caller.user.as_actor(), **given)
    return created(_show(request, account), f"{request.path}/{account.pk}", account)


@router.changes("/accounts/{account_id}", AccountAnswer, right=Right.WRITE)
def update_account(request: ApiRequest, account_id: Id, body: AccountChange) -> HttpResponse:
    """Change an account. Its stage and team have operations of their own."""
    account, actor = account_of(request, account_id), request.caller.user.as_actor()
    version = expected_version(request, account, lambda: _show(request, account))
    changes = _fields(request, body.given())
    with in_words_of_the_body():
        change_account(account, changes, actor=actor, expected_version=version)
    return changed(_show(request, account), account)


@router.acts("/accounts/{account_id}/archive", AccountAnswer, right=Right.WRITE, errors=(404,))
def archive_one_account(request: ApiRequest, account_id: Id) -> HttpResponse:
    """Put an account away. Everything about it stays."""
    account = archive_account(account_of(request, account_id), actor=request.caller.user.as_actor())
    return changed(_show(request, account), account)


@router.acts("/accounts/{account_id}/restore", AccountAnswer, right=Right.WRITE, errors=(404,))
def restore_one_account(request: ApiRequest, account_id: Id) -> HttpResponse:
    """Take an account out of the archive."""
    account = restore_account(account_of(request, account_id), actor=request.caller.user.as_actor())
    return changed(_show(request, account), account)


@router.reads("/accounts/{account_id}/stage-changes", Page[StageChangeAnswer], errors=(404,))
def list_stage_changes(request: ApiRequest, account_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List the stages that an account entered, the newest first."""
    account = account_of(request, account_id)
    changes = StageChange.objects.filter(account=account).select_related("from_stage", "to_stage")
    return listed(request, StageChangeAnswer, changes, query, order=order_terms(["-on", "-id"]))


@router.creates("/accounts/{account_id}/stage-changes", AccountAnswer, right=Right.WRITE, errors=(404,))
def make_stage_change(request: ApiRequest, account_id: Id, body: NewStageChange) -> HttpResponse:
    """Let an account enter another stage; answers with the account. In it already, nothing happens."""
    account = account_of(request, account_id)
    stage = named_in_body(Stage.objects.all(), "stage_id", body.stage_id)
    change_stage(account, stage, actor=request.caller.user.as_actor(), on=body.on, reason=body.reason)
    return created(_show(request, account), f"/api/v1/accounts/{account.pk}", account)


def _fields(request: ApiRequest, given: dict[str, Any]) -> dict[str, Any]:
    """Return the body's fields by the names that the actions know; a parent must be one that the caller sees."""
    if given.get("parent_id") is not None:
        visible = Account.objects.visible_to(request.caller.user)
        given = {**given, "parent_id": named_in_body(visible, "parent_id", given["parent_id"])}
    return {name.removesuffix("_id") if name in _KEYS else name: value for name, value in given.items()}


def _show(request: ApiRequest, account: Account) -> dict[str, Any]:
    # Read anew: the names of stage and options may be others since.
    return AccountAnswer.show_to(request.caller.user, whole_account(request, account.pk))
