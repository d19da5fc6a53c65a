"""The door of the identity room."""

from milepost.identity.models import ApiToken, Invitation, Notification, Team, TeamMembership, User
from milepost.identity.records import RIGHTS_OF_ROLE, Right, Role, Scope, Theme

__all__ = [
    "RIGHTS_OF_ROLE",
    "ApiToken",
    "Invitation",
    "Notification",
    "Right",
    "Role",
    "Scope",
    "Team",
    "TeamMembership",
    "Theme",
    "User",
]
