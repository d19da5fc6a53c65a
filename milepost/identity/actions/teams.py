"""Teams and who is in them."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.access import demand
from milepost.identity.models import Invitation, Team, TeamMembership, User
from milepost.identity.records import Right
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid


def create_team(name: str, *, actor: Actor, purpose: str = "") -> Team:
    demand(actor, Right.MANAGE_TEAMS)
    name = _free_name(name)
    return create_record(Team(name=name, purpose=purpose.strip()), actor=actor)


def change_team(team: Team, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None) -> Team:
    """Rename a team or change its purpose."""
    demand(actor, Right.MANAGE_TEAMS)
    wanted = {name: str(value).strip() for name, value in changes.items() if name in {"name", "purpose"}}
    if "name" in wanted:
        wanted["name"] = _free_name(wanted["name"], team)
    return update_record(team, wanted, actor=actor, expected_version=expected_version)


def delete_team(team: Team, *, actor: Actor, expected_version: int | None = None) -> None:
    """Delete a team and its memberships, each with its entry in the log; its people stay."""
    demand(actor, Right.MANAGE_TEAMS)
    with transaction.atomic():
        for membership in TeamMembership.objects.filter(team=team).select_related("user", "team"):
            delete_record(membership, actor=actor)
        for invitation in Invitation.objects.filter(team=team):
            update_record(invitation, {"team": None}, actor=actor)
        delete_record(team, actor=actor, expected_version=expected_version)


def add_to_team(team: Team, user: User, *, actor: Actor, is_lead: bool = False) -> TeamMembership:
    """Put a person into a team; somebody who is in it already stays as they are."""
    demand(actor, Right.MANAGE_TEAMS)
    with transaction.atomic():
        present = TeamMembership.objects.filter(team=team, user=user).first()
        return present or create_record(TeamMembership(team=team, user=user, is_lead=is_lead), actor=actor)


def remove_from_team(membership: TeamMembership, *, actor: Actor) -> None:
    demand(actor, Right.MANAGE_TEAMS)
    delete_record(membership, actor=actor)


def set_team_lead(membership: TeamMembership, is_lead: bool, *, actor: Actor) -> TeamMembership:
    """Say whether a member leads the team; a team may have several leads or none."""
    demand(actor, Right.MANAGE_TEAMS)
    return update_record(membership, {"is_lead": is_lead}, actor=actor)


def _free_name(name: str, team: Team | None = None) -> str:
    name = name.strip()
    others = Team.objects.exclude(pk=team.pk) if team else Team.objects.all()
    if not name:
        raise Invalid("name-missing", _("A team needs a name."), {"name": _("A team needs a name.")})
    if others.filter(name__iexact=name).exists():
        words = _("There is a team of this name already.")
        raise Invalid("name-taken", words, {"name": words})
    return name
