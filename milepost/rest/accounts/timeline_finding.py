"""What the operations of the timeline share: rows that a body or an address names."""

from collections.abc import Sequence
from typing import Annotated, Any

from django.db.models import Model, Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from pydantic import Field, StringConstraints

from milepost.accounts.public import Account, Contact
from milepost.apikit.public import ApiRequest, ChangesQuery, wrong_value
from milepost.identity.public import User
from milepost.rest.fields import BodyId, Id

Subject = Annotated[str, StringConstraints(min_length=1, max_length=300)]
Text = Annotated[str, StringConstraints(max_length=100_000)]
Minutes = Annotated[int, Field(ge=0, le=10_080, strict=True)]
Ids = Annotated[list[BodyId], Field(max_length=200)]


class OfAccountQuery(ChangesQuery):
    """A list that may be narrowed to one account."""

    account_id: Id | None = Field(None, description="Only those of this account.")

    def narrowing(self, **wanted: Any) -> dict[str, Any]:
        """Return the conditions that were asked for, by Django's look-ups."""
        return {name: value for name, value in {"account": self.account_id, **wanted}.items() if value is not None}


def account_in_body(request: ApiRequest, key: int) -> Account:
    return get_object_or_404(Account.objects.visible_to(request.caller.user), pk=key)


def contacts_of(account: Account) -> QuerySet[Contact]:
    return Contact.objects.filter(places__account=account).distinct()


def users_for(request: ApiRequest) -> QuerySet[User]:
    users: QuerySet[User] = User.objects.visible_to(request.caller.user)
    return users


def owners_for(request: ApiRequest, present: int | None = None) -> QuerySet[User]:
    """Return those to whom work can be given: who are here, and `present`, who has it already."""
    return users_for(request).filter(Q(is_active=True) | Q(pk=present))


def all_in_body[M: Model](rows: QuerySet[M], name: str, keys: Sequence[int]) -> list[M]:
    """Return the rows that the body names; a 422 at that field when one is missing."""
    found = list(rows.filter(pk__in=keys)) if keys else []
    if len(found) < len(set(keys)):
        raise wrong_value(name, "no-such-thing", _("There is no such thing."))
    return found
