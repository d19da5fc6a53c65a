"""Teams and who is in them."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query

from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    ChangesQuery,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    expected_version,
    listed,
    nothing,
    shown,
    wrong_value,
)
from milepost.identity.public import (
    Right,
    Team,
    TeamMembership,
    User,
    add_to_team,
    change_team,
    create_team,
    delete_team,
    remove_from_team,
    set_team_lead,
)
from milepost.lib.keyset import order_terms
from milepost.rest.fields import BodyId, Flag, Id, Sentence, ShortName, left_out
from milepost.rest.listing import filtered
from milepost.rest.shapes import MemberAnswer, TeamAnswer

router = ApiRouter(tags=["Teams"])


class NewTeam(Input):
    """A team to make."""

    name: ShortName
    purpose: Sentence = ""


class TeamChange(Input):
    """What to change of a team."""

    name: ShortName = left_out()
    purpose: Sentence = left_out()


class NewMember(Input):
    """A person to put into a team."""

    user_id: BodyId
    is_lead: Flag = False


class MemberChange(Input):
    """What to change of a member."""

    is_lead: Flag


@router.reads("/teams", Page[TeamAnswer])
def list_teams(request: ApiRequest, query: Query[ChangesQuery]) -> HttpResponse:
    """List teams."""
    return filtered(request, TeamAnswer, "teams", query)


@router.reads("/teams/{team_id}", TeamAnswer, errors=(304, 404))
def get_team(request: ApiRequest, team_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a team."""
    return shown(request, TeamAnswer, _team(request, team_id), query)


@router.creates("/teams", TeamAnswer, right=Right.MANAGE_TEAMS)
def make_team(request: ApiRequest, body: NewTeam) -> HttpResponse:
    """Make a team."""
    team = create_team(body.name, purpose=body.purpose, actor=request.caller.user.as_actor())
    return created(TeamAnswer.show(team), f"{request.path}/{team.pk}", team)


@router.changes("/teams/{team_id}", TeamAnswer, right=Right.MANAGE_TEAMS)
def update_team(request: ApiRequest, team_id: Id, body: TeamChange) -> HttpResponse:
    """Rename a team or change its purpose."""
    team = _team(request, team_id)
    version = expected_version(request, team, TeamAnswer.show(team))
    change_team(team, body.given(), actor=request.caller.user.as_actor(), expected_version=version)
    return changed(TeamAnswer.show(team), team)


@router.deletes("/teams/{team_id}", right=Right.MANAGE_TEAMS)
def remove_team(request: ApiRequest, team_id: Id) -> HttpResponse:
    """Delete a team. Its people stay."""
    team = _team(request, team_id)
    version = expected_version(request, team, TeamAnswer.show(team))
    delete_team(team, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


@router.reads("/teams/{team_id}/members", Page[MemberAnswer], errors=(404,))
def list_members(request: ApiRequest, team_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List the people of a team."""
    members = _memberships(request, _team(request, team_id))
    return listed(request, MemberAnswer, members, query, order=order_terms(["user__name"]))


@router.creates("/teams/{team_id}/members", MemberAnswer, right=Right.MANAGE_TEAMS, errors=(404,))
def add_member(request: ApiRequest, team_id: Id, body: NewMember) -> HttpResponse:
    """Put a person into a team. Somebody who is in it already stays as they are."""
    team = _team(request, team_id)
    person = User.objects.visible_to(request.caller.user).filter(pk=body.user_id).first()
    if person is None:
        raise wrong_value("user_id", "no-such-person", _("There is no such person."))
    membership = add_to_team(team, person, is_lead=body.is_lead, actor=request.caller.user.as_actor())
    return created(MemberAnswer.show(membership), f"{request.path}/{person.pk}")


@router.changes("/teams/{team_id}/members/{user_id}", MemberAnswer, right=Right.MANAGE_TEAMS, needs_match=False)
def change_member(request: ApiRequest, team_id: Id, user_id: Id, body: MemberChange) -> HttpResponse:
    """Say whether a member leads the team."""
    membership = _membership(request, team_id, user_id)
    set_team_lead(membership, body.is_lead, actor=request.caller.user.as_actor())
    return changed(MemberAnswer.show(membership))


@router.deletes("/teams/{team_id}/members/{user_id}", right=Right.MANAGE_TEAMS, needs_match=False)
def remove_member(request: ApiRequest, team_id: Id, user_id: Id) -> HttpResponse:
    """Take a person out of a team."""
    remove_from_team(_membership(request, team_id, user_id), actor=request.caller.user.as_actor())
    return nothing()


def _team(request: ApiRequest, team_id: int) -> Team:
    return get_object_or_404(Team.objects.visible_to(request.caller.user), pk=team_id)


def _memberships(request: ApiRequest, team: Team) -> QuerySet[TeamMembership]:
    people = User.objects.visible_to(request.caller.user)
    return TeamMembership.objects.filter(team=team, user__in=people).select_related("user", "team")


def _membership(request: ApiRequest, team_id: int, user_id: int) -> TeamMembership:
    return get_object_or_404(_memberships(request, _team(request, team_id)), user_id=user_id)
