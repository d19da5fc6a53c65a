"""Rows that several operations look up, and refusals in the words of the body."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.db.models import Model, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from milepost.accounts.public import Account, OptionKind
from milepost.apikit.public import ApiRequest, wrong_value
from milepost.lib.errors import Invalid
from milepost.rest.accounts.account_shapes import AccountAnswer

# Fields of the body that hold a key, by the name that the actions know.
_OF_PROJECTS = ("task", "approver", "replaces", "escalation", "to")
_ONE = ("stage", "parent", "reports_to", "user", "account", "owner", "contact", *_OF_PROJECTS, *OptionKind.values)
_NAMES = {**{name: f"{name}_id" for name in _ONE}, "attendees": "contact_ids", "other": "loser_id"}


def account_of(request: ApiRequest, account_id: int) -> Account:
    """Return an account that the caller may see, archived or not."""
    return get_object_or_404(Account.objects.visible_to(request.caller.user), pk=account_id)


def whole_account(request: ApiRequest, account_id: int) -> Account:
    """Return an account that the caller may see as `AccountAnswer` reads it."""
    rows: QuerySet[Account] = AccountAnswer.prepare(Account.objects.visible_to(request.caller.user))
    return get_object_or_404(rows, pk=account_id)


def named_in_body[M: Model](rows: QuerySet[M], name: str, key: int) -> M:
    """Return the row that the body names by key; a 422 at that field when there is none."""
    found = rows.filter(pk=key).first()
    if found is None:
        raise wrong_value(name, "no-such-thing", _("There is no such thing."))
    return found


def with_rows(given: Mapping[str, Any], rows: Mapping[str, QuerySet[Any]]) -> dict[str, Any]:
    """Return what the body gave with the rows that it names: `{"owner": people}` takes the one of `owner_id`.

    A key that was left out stays out, and null stays None; a 422 at the field whose key is of none of the rows.
    """
    keys = {f"{name}_id": name for name in rows}
    named = {
        keys[field]: None if key is None else named_in_body(rows[keys[field]], field, key)
        for field, key in given.items()
        if field in keys
    }
    return {field: value for field, value in given.items() if field not in keys} | named


@contextmanager
def in_words_of_the_body(**names: str) -> Iterator[None]:
    """Name the fields of a refusal as the body does: `tier_id`, `custom` for each custom field, and as `names` say."""
    try:
        yield
    except Invalid as error:
        fields = {names.get(name, name_in_body(name)): words for name, words in error.fields.items()}
        raise Invalid(error.code, error.message, fields, **error.details) from error


def name_in_body(field: str) -> str:
    """Return what the body calls a field that an action refuses."""
    return "custom" if field.startswith("custom_") else _NAMES.get(field, field)
