"""Rows that several operations look up, and refusals in the words of the body."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.models import Model, Prefetch, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from milepost.accounts.public import Account, AccountDomain, ExternalId, OptionKind, Tag
from milepost.apikit.public import ApiRequest, wrong_value
from milepost.identity.public import User
from milepost.lib.errors import Invalid

# Fields of the body that hold a key, by the name that the actions know.
_NAMES = {name: f"{name}_id" for name in ("stage", "parent", "reports_to", "user", "account", *OptionKind.values)}


def related(reader: User) -> list[Prefetch[Any]]:
    """Return what an account's answer shows beside its row; the parent only where `reader` may see it."""
    return [
        Prefetch("parent", Account.objects.visible_to(reader)),
        Prefetch("domains", AccountDomain.objects.all()),
        Prefetch("external_ids", ExternalId.objects.order_by("system")),
        Prefetch("tags", Tag.objects.all()),
    ]


def accounts_of(reader: User) -> QuerySet[Account]:
    """Return every account that `reader` may see, archived ones too, as answers show them."""
    rows: QuerySet[Account] = Account.objects.visible_to(reader)
    return rows.select_related("stage", *OptionKind.values).prefetch_related(*related(reader))


def account_of(request: ApiRequest, account_id: int) -> Account:
    return get_object_or_404(accounts_of(request.caller.user), pk=account_id)


def named_in_body[M: Model](rows: QuerySet[M], name: str, key: int) -> M:
    """Return the row that the body names by key; a 422 at that field when there is none."""
    found = rows.filter(pk=key).first()
    if found is None:
        raise wrong_value(name, "no-such-thing", _("There is no such thing."))
    return found


@contextmanager
def in_words_of_the_body() -> Iterator[None]:
    """Name the fields of a refusal as the body does: `tier_id`, and `custom` for each custom field."""
    try:
        yield
    except Invalid as error:
        fields = {name_in_body(name): words for name, words in error.fields.items()}
        raise Invalid(error.code, error.message, fields, **error.details) from error


def name_in_body(field: str) -> str:
    """Return what the body calls a field that an action refuses."""
    return "custom" if field.startswith("custom_") else _NAMES.get(field, field)
