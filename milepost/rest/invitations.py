"""Invitations, for those who manage people."""

import logging
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query

from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    listed,
    nothing,
    shown,
    wrong_value,
)
from milepost.identity.public import (
    Invitation,
    Right,
    Role,
    Scope,
    Team,
    invite,
    renew_invitation,
    revoke_invitation,
    send_invitation,
)
from milepost.lib.keyset import order_terms
from milepost.rest.fields import BodyId, Email, Id, Line
from milepost.rest.shapes import InvitationAnswer, NewInvitationAnswer

router = ApiRouter(tags=["Invitations"])
_log = logging.getLogger(__name__)


class NewInvitation(Input):
    """Somebody to invite."""

    email: Email
    name: Line = ""
    role: Role = Role.MEMBER
    team_id: BodyId | None = None


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


@router.creates("/invitations", NewInvitationAnswer, scope=Scope.ADMIN, right=Right.MANAGE_PEOPLE, keeps_answer=False)
def create_invitation(request: ApiRequest, body: NewInvitation) -> HttpResponse:
    """Invite somebody.

    The link is mailed to them, and stands in this answer and nowhere else.
    """
    team = Team.objects.visible_to(request.caller.user).filter(pk=body.team_id).first() if body.team_id else None
    if body.team_id and team is None:
        raise wrong_value("team_id", "no-such-team", _("There is no such team."))
    actor = request.caller.user.as_actor()
    invitation, secret = invite(body.email, name=body.name, role=body.role, team=team, actor=actor)
    return created(_with_link(request, invitation, secret), f"{request.path}/{invitation.pk}", invitation)


@router.acts(
    "/invitations/{invitation_id}/renewal",
    NewInvitationAnswer,
    scope=Scope.ADMIN,
    right=Right.MANAGE_PEOPLE,
    errors=(404,),
    keeps_answer=False,
)
def renew_invitation_link(request: ApiRequest, invitation_id: Id) -> HttpResponse:
    """Send a new link for another seven days. The former one ends."""
    invitation = get_object_or_404(_visible(request), pk=invitation_id)
    secret = renew_invitation(invitation, actor=request.caller.user.as_actor())
    return changed(_with_link(request, invitation, secret), invitation)


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


def _with_link(request: ApiRequest, invitation: Invitation, secret: str) -> dict[str, Any]:
    """Mail the link and return the invitation with it; a mail server that is down leaves the link to the caller."""
    link = settings.BASE_URL + reverse("web:invitation-accept", args=[secret])
    subject = _("%(name)s invites you to Milepost") % {"name": request.caller.user}
    try:
        send_invitation(invitation, subject, link)
    except OSError as error:  # smtplib's errors are of this kind too
        _log.warning("an invitation could not be mailed: %s", type(error).__name__)
        return {**InvitationAnswer.show(invitation), "link": link, "was_mailed": False}
    return {**InvitationAnswer.show(invitation), "link": link, "was_mailed": True}
