"""How people, teams, tokens, invitations and notifications look."""

import datetime as dt
from typing import Any, Literal

from django.db.models import Prefetch
from pydantic import Field

from milepost.apikit.public import Answer
from milepost.identity.public import Role, Scope, Team, TeamMembership, Theme, User


class TeamReference(Answer):
    """A team, named."""

    id: int
    name: str


class PersonReference(Answer):
    """A person, named."""

    id: int
    name: str
    email: str


class TeamOfPerson(TeamReference):
    """A team that somebody is in."""

    is_lead: bool


class MemberAnswer(PersonReference):
    """A person in a team."""

    is_lead: bool

    @staticmethod
    def resolve_id(membership: TeamMembership) -> int:
        return membership.user.pk

    @staticmethod
    def resolve_name(membership: TeamMembership) -> str:
        return membership.user.name

    @staticmethod
    def resolve_email(membership: TeamMembership) -> str:
        return membership.user.email


class UserAnswer(Answer):
    """A person of the vendor."""

    id: int
    email: str
    name: str
    title: str
    role: Role
    is_active: bool
    timezone: str
    locale: str
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int = Field(description="Rises with each write; the ETag is this number in quotes.")
    teams: list[TeamOfPerson] | None = Field(None, description="Only with `expand=teams`.")

    EXPANSIONS = {
        "teams": lambda reader: Prefetch(
            "memberships",
            TeamMembership.objects.filter(team__in=Team.objects.visible_to(reader))
            .select_related("team")
            .order_by("team__name_folded"),
            to_attr="shown_memberships",
        )
    }

    @staticmethod
    def resolve_teams(user: Any) -> list[dict[str, Any]]:
        return [
            {"id": membership.team.pk, "name": membership.team.name, "is_lead": membership.is_lead}
            for membership in user.shown_memberships
        ]


class MeAnswer(UserAnswer):
    """Oneself, with what only oneself sees."""

    theme: Theme
    wants_digest: bool
    rights: list[str] = Field(description="What one's role allows.")
    scopes: list[Scope] = Field(description="What this token may do; all of them in a browser's session.")


class TeamAnswer(TeamReference):
    """People who work together."""

    purpose: str
    created_at: dt.datetime
    updated_at: dt.datetime
    version: int
    members: list[MemberAnswer] | None = Field(None, description="Only with `expand=members`.")

    EXPANSIONS = {
        "members": lambda reader: Prefetch(
            "memberships",
            TeamMembership.objects.filter(user__in=User.objects.visible_to(reader))
            .select_related("user")
            .order_by("user__name_folded"),
            to_attr="shown_memberships",
        )
    }

    @staticmethod
    def resolve_members(team: Any) -> list[dict[str, Any]]:
        return [MemberAnswer.show(membership) for membership in team.shown_memberships]


class TokenAnswer(Answer):
    """A key for programs."""

    id: int
    name: str
    prefix: str
    scopes: list[Scope]
    state: Literal["usable", "revoked", "expired", "inactive"]
    created_at: dt.datetime
    expires_at: dt.datetime | None
    last_used_at: dt.datetime | None
    revoked_at: dt.datetime | None


class NewTokenAnswer(TokenAnswer):
    """A token with its secret, shown this once."""

    secret: str


class InvitationAnswer(Answer):
    """A way in for one new person."""

    id: int
    email: str
    name: str
    role: Role
    team: TeamReference | None
    invited_by: PersonReference
    state: Literal["open", "accepted", "revoked", "expired"]
    created_at: dt.datetime
    expires_at: dt.datetime
    accepted_at: dt.datetime | None
    revoked_at: dt.datetime | None
    version: int

    @staticmethod
    def resolve_team(invitation: Any) -> dict[str, Any] | None:
        return TeamReference.show(invitation.team) if invitation.team else None

    @staticmethod
    def resolve_invited_by(invitation: Any) -> dict[str, Any]:
        return PersonReference.show(invitation.invited_by)


class NewInvitationAnswer(InvitationAnswer):
    """An invitation with its link, shown this once."""

    link: str
    was_mailed: bool = Field(description="False when the mail server did not take it: hand the link over yourself.")


class NotificationAnswer(Answer):
    """Something that a person should know."""

    id: int
    kind: str
    text: str
    url: str
    created_at: dt.datetime
    read_at: dt.datetime | None
