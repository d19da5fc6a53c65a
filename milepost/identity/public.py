"""The door of the identity room."""

from milepost.identity.access import demand, person_behind, requires
from milepost.identity.actions.invitations import (
    accept_invitation,
    invitation_from_secret,
    invite,
    renew_invitation,
    revoke_invitation,
)
from milepost.identity.actions.notifications import mark_all_read, mark_read, notify
from milepost.identity.actions.people import add_user, change_user, clean_email, set_password, set_preferences
from milepost.identity.actions.sessions import drop_second_factor, end_session, end_sessions
from milepost.identity.actions.teams import (
    add_to_team,
    change_team,
    create_team,
    delete_team,
    remove_from_team,
    set_team_lead,
)
from milepost.identity.actions.tokens import issue_token, revoke_token, token_from_secret
from milepost.identity.mail import MailFile, send_invitation, send_mail
from milepost.identity.middleware import client_address
from milepost.identity.models import ApiToken, Invitation, Notification, Team, TeamMembership, User
from milepost.identity.queries import OpenSession, SecondFactor, second_factor_of, sessions_of
from milepost.identity.records import RIGHTS_OF_ROLE, Right, Role, Scope, Theme

__all__ = [
    "RIGHTS_OF_ROLE",
    "ApiToken",
    "Invitation",
    "MailFile",
    "Notification",
    "OpenSession",
    "Right",
    "Role",
    "Scope",
    "SecondFactor",
    "Team",
    "TeamMembership",
    "Theme",
    "User",
    "accept_invitation",
    "add_to_team",
    "add_user",
    "change_team",
    "change_user",
    "clean_email",
    "client_address",
    "create_team",
    "delete_team",
    "demand",
    "drop_second_factor",
    "end_session",
    "end_sessions",
    "invitation_from_secret",
    "invite",
    "issue_token",
    "mark_all_read",
    "mark_read",
    "notify",
    "person_behind",
    "remove_from_team",
    "renew_invitation",
    "requires",
    "revoke_invitation",
    "revoke_token",
    "second_factor_of",
    "send_invitation",
    "send_mail",
    "sessions_of",
    "set_password",
    "set_preferences",
    "set_team_lead",
    "token_from_secret",
]
