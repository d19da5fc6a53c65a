"""Figures of accounts: which there are, their latest values, and pushing them."""

import datetime as dt
from typing import Annotated

from django.http import HttpResponse
from pydantic import BaseModel, Field, StrictBool, StrictFloat, StrictInt, StrictStr, StringConstraints

from milepost.accounts.public import (
    Account,
    FactInput,
    FactType,
    fact_fields,
    facts_of,
    record_facts,
    visible_facts,
)
from milepost.apikit.public import ApiRequest, ApiRouter, Input, json_response
from milepost.identity.public import Right, Scope
from milepost.lib.errors import Invalid
from milepost.rest.accounts.finding import account_of
from milepost.rest.accounts.shapes import FactAnswer, FactFieldAnswer
from milepost.rest.fields import Id, Instant, left_out

router = ApiRouter(tags=["Accounts"])

FactKey = Annotated[str, StringConstraints(min_length=1, max_length=60)]
type FactValue = StrictBool | StrictInt | StrictFloat | StrictStr | None


class FactFieldsAnswer(BaseModel):
    """All figures that the caller may know of."""

    items: list[FactFieldAnswer]


class FactsAnswer(BaseModel):
    """The latest values of the figures of one account."""

    items: list[FactAnswer]


class NewFacts(Input):
    """Values by the keys of their figures; null says that it is unknown. Days are written as 2026-12-31."""

    values: Annotated[dict[FactKey, FactValue], Field(min_length=1, max_length=200)]
    as_of: Instant = left_out()


@router.reads("/fact-fields", FactFieldsAnswer)
def list_fact_fields(request: ApiRequest) -> HttpResponse:
    """List the figures that accounts can have, with their definitions."""
    specs = visible_facts(request.caller.user)
    return json_response({"items": [FactFieldAnswer.show(spec) for spec in specs]})


@router.reads("/accounts/{account_id}/facts", FactsAnswer, errors=(404,))
def list_facts(request: ApiRequest, account_id: Id) -> HttpResponse:
    """List the latest values of an account's figures."""
    return _facts(request, account_of(request, account_id))


@router.changes(
    "/accounts/{account_id}/facts", FactsAnswer, scope=Scope.ADMIN, right=Right.MANAGE_ACCOUNTS, needs_match=False
)
def push_facts(request: ApiRequest, account_id: Id, body: NewFacts) -> HttpResponse:
    """Push values of figures. One that is older than the value that is kept changes nothing."""
    account = account_of(request, account_id)
    values = {key: FactInput(value=fact_value_of(key, value), as_of=body.as_of) for key, value in body.values.items()}
    try:
        record_facts(account, values)
    except Invalid as error:
        raise Invalid(error.code, error.message, {"values": error.message}) from error
    return _facts(request, account)


def fact_value_of(key: str, value: FactValue) -> float | str | dt.date | bool | None:
    """Return a day for a figure that is one; JSON has only texts."""
    spec = fact_fields.get(key)
    if spec is None or spec.type is not FactType.DATE or not isinstance(value, str):
        return value
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        return value


def _facts(request: ApiRequest, account: Account) -> HttpResponse:
    facts = facts_of(account, request.caller.user)
    return json_response({"items": [FactAnswer.show(facts[key]) for key in sorted(facts)]})
