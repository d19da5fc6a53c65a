"""Who of us looks after an account."""

from typing import Annotated

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, Field

from milepost.accounts.public import (
    Account,
    AccountTeamMember,
    TeamRole,
    hand_over,
    leave_team,
    put_in_role,
)
from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    changed,
    created,
    json_response,
    listed,
)
from milepost.identity.public import Right, User
from milepost.lib.errors import NotFound
from milepost.lib.keyset import order_terms
from milepost.rest.accounts.finding import account_of, in_words_of_the_body, named_in_body
from milepost.rest.accounts.shapes import TeamMemberAnswer
from milepost.rest.fields import BodyId, Day, Id, left_out

router = ApiRouter(tags=["Accounts"])


class NewTeamMember(Input):
    """Somebody to put into a role; a CSM or an account manager takes the place of who held it."""

    user_id: BodyId
    role: TeamRole
    since: Day = left_out()


class NewHandOver(Input):
    """Accounts of which somebody takes a role over; null: nobody does."""

    account_ids: Annotated[list[BodyId], Field(min_length=1, max_length=200)]
    role: TeamRole
    user_id: BodyId | None
    on: Day = left_out()


class HandOverAnswer(BaseModel):
    """What a hand-over did."""

    accounts: int = Field(description="The number of accounts on which somebody holds the role now.")


@router.reads("/accounts/{account_id}/team", Page[TeamMemberAnswer], errors=(404,))
def list_account_team(request: ApiRequest, account_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List who is on the team of an account and who was, with dates."""
    members = AccountTeamMember.objects.filter(account=account_of(request, account_id)).select_related("user")
    return listed(request, TeamMemberAnswer, members, query, order=order_terms(["-since", "-id"]))


@router.creates("/accounts/{account_id}/team", TeamMemberAnswer, right=Right.WRITE, errors=(404,))
def make_account_member(request: ApiRequest, account_id: Id, body: NewTeamMember) -> HttpResponse:
    """Put somebody into a role on an account. Who is in it already stays as they are."""
    account, caller = account_of(request, account_id), request.caller.user
    user = named_in_body(User.objects.visible_to(caller), "user_id", body.user_id)
    with in_words_of_the_body():
        member = put_in_role(account, user, body.role, actor=caller.as_actor(), on=body.since)
    return created(TeamMemberAnswer.show(member), f"{request.path}/{member.pk}")


@router.acts("/accounts/{account_id}/team/{member_id}/end", TeamMemberAnswer, right=Right.WRITE, errors=(404,))
def end_account_member(request: ApiRequest, account_id: Id, member_id: Id) -> HttpResponse:
    """End somebody's part in an account today; that they were on it stays on record."""
    members = AccountTeamMember.objects.filter(account=account_of(request, account_id)).select_related("user")
    member = leave_team(get_object_or_404(members, pk=member_id), actor=request.caller.user.as_actor())
    return changed(TeamMemberAnswer.show(member))


@router.creates("/hand-overs", HandOverAnswer, right=Right.WRITE, errors=(404,))
def make_hand_over(request: ApiRequest, body: NewHandOver) -> HttpResponse:
    """Hand a role on many accounts over to somebody, all of them or none."""
    caller = request.caller.user
    accounts = list(Account.objects.visible_to(caller).filter(pk__in=body.account_ids).order_by("pk"))
    if len(accounts) != len(set(body.account_ids)):
        raise NotFound("no-account", _("Some of these accounts do not exist."))
    user = None if body.user_id is None else named_in_body(User.objects.visible_to(caller), "user_id", body.user_id)
    with in_words_of_the_body():
        members = hand_over(accounts, body.role, user, actor=caller.as_actor(), on=body.on)
    response = json_response({"accounts": len(members)})
    response.status_code = 201
    return response
