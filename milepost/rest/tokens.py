"""One's own API tokens."""

import datetime as dt
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import Field

from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    created,
    listed,
    nothing,
    shown,
    wrong_value,
)
from milepost.identity.public import ApiToken, Scope, issue_token, revoke_token
from milepost.lib.keyset import order_terms
from milepost.rest.fields import Id, Instant, ShortName
from milepost.rest.shapes import NewTokenAnswer, TokenAnswer

router = ApiRouter(tags=["Tokens"])


class NewToken(Input):
    """A token to make."""

    name: ShortName
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=len(Scope), json_schema_extra={"uniqueItems": True})]
    expires_at: Instant | None = None


@router.reads("/tokens", Page[TokenAnswer])
def list_tokens(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List your tokens, the newest first, those revoked and expired included."""
    return listed(request, TokenAnswer, _own(request), query, order=order_terms(["-id"]))


@router.reads("/tokens/{token_id}", TokenAnswer, errors=(404,))
def get_token(request: ApiRequest, token_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show one of your tokens."""
    return shown(request, TokenAnswer, get_object_or_404(_own(request), pk=token_id), query)


@router.creates("/tokens", NewTokenAnswer, keeps_answer=False)
def create_token(request: ApiRequest, body: NewToken) -> HttpResponse:
    """Make a token for yourself.

    Its secret is in this answer and nowhere else. A token can make another one only with scopes that it has itself, and
    only for as long as it lasts itself.
    """
    if not request.caller.scopes.issuperset(body.scopes):
        raise wrong_value("scopes", "beyond-own-scopes", _("This token does not have these scopes itself."))
    _refuse_longer_life(request.caller.token, body.expires_at)
    me = request.caller.user
    token, secret = issue_token(me, body.name, body.scopes, body.expires_at, actor=me.as_actor())
    return created({**TokenAnswer.show(token), "secret": secret}, f"{request.path}/{token.pk}")


@router.deletes("/tokens/{token_id}", needs_match=False)
def remove_token(request: ApiRequest, token_id: Id) -> HttpResponse:
    """Revoke a token at once and for good. It stays in the list as revoked."""
    revoke_token(get_object_or_404(_own(request), pk=token_id), actor=request.caller.user.as_actor())
    return nothing()


def _refuse_longer_life(parent: ApiToken | None, expires_at: dt.datetime | None) -> None:
    """Refuse a token that would outlast the one that makes it: whoever has that for a while would have it for good."""
    if parent is None or parent.expires_at is None:
        return
    if expires_at is None or expires_at > parent.expires_at:
        message = _("This token ends at %(moment)s, and can make none that lasts longer.")
        raise wrong_value("expires_at", "beyond-own-end", message % {"moment": parent.expires_at.isoformat()})


def _own(request: ApiRequest) -> QuerySet[ApiToken]:
    return ApiToken.objects.visible_to(request.caller.user).select_related("user")
