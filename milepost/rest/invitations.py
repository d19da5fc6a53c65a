"""Invitations, for those who manage people."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query

from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    listed,
    nothing,
    shown,
)
from milepost.identity.public import Invitation, Right, Role, Scope, revoke_invitation
from milepost.lib.keyset import order_terms
from milepost.rest.fields import Email, Id, Line
from milepost.rest.shapes import InvitationAnswer

router = ApiRouter(tags=["Invitations"])


class NewInvitation(Input):
    """Somebody to invite."""

    email: Email
    name: Line = ""
    role: Role = Role.MEMBER
    team_id: Id | None = None


@router.reads("/invitations", Page[InvitationAnswer], scope=Scope.ADMIN, right=Right.MANAGE_PEOPLE)
def list_invitations(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List invitations, the newest first, those that are over included."""
    return listed(request, InvitationAnswer, _visible(request), query, order=order_terms(["-id"]))


@router.reads(
    "/invitations/{invitation_id}", InvitationAnswer, scope=Scope.ADMIN, right=Right.MANAGE_PEOPLE, errors=(304, 404)
)
def get_invitation(request: ApiRequest, invitation_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show an invitation."""
    return shown(request, InvitationAnswer, get_object_or_404(_visible(request), pk=invitation_id), query)


@router.deletes(
    "/invitations/{invitation_id}", scope=Scope.ADMIN, right=Right.MANAGE_PEOPLE, needs_match=False, errors=(409,)
)
def remove_invitation(request: ApiRequest, invitation_id: Id) -> HttpResponse:
    """Revoke an invitation. One that was accepted cannot be taken back (409)."""
    invitation = get_object_or_404(_visible(request), pk=invitation_id)
    revoke_invitation(invitation, actor=request.caller.user.as_actor())
    return nothing()


def _visible(request: ApiRequest) -> "QuerySet[Invitation]":
    return Invitation.objects.visible_to(request.caller.user).select_related("team", "invited_by")
