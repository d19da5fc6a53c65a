"""Roles, rights and what a role may do."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person may do here, from most to least."""

    ADMIN = "admin", _("Admin")
    LEAD = "lead", _("Lead")
    MEMBER = "member", _("Member")
    CONTRIBUTOR = "contributor", _("Contributor")
    VIEWER = "viewer", _("Viewer")


class Right(StrEnum):
    """One thing that a role allows. A page or operation asks for a right, never for a role."""

    READ_ALL = "read-all"  # sees every record of the vendor's side that is not private to somebody
    WRITE = "write"  # changes records
    SHARE_VIEWS = "share-views"  # saves views for a team or for everyone
    EXPORT = "export"  # takes lists away as a file
    MANAGE_TEAMS = "manage-teams"  # makes teams and says who is in them
    MANAGE_PEOPLE = "manage-people"  # invites, changes roles, deactivates
    READ_AUDIT = "read-audit"  # reads the whole log of writes
    MANAGE_JOBS = "manage-jobs"  # sees and retries background work


_VIEWER = {Right.READ_ALL, Right.EXPORT}
_MEMBER = _VIEWER | {Right.WRITE}
_LEAD = _MEMBER | {Right.SHARE_VIEWS, Right.MANAGE_TEAMS}

RIGHTS_OF_ROLE: dict[str, frozenset[Right]] = {
    Role.ADMIN: frozenset(Right),
    Role.LEAD: frozenset(_LEAD),
    Role.MEMBER: frozenset(_MEMBER),
    Role.CONTRIBUTOR: frozenset({Right.WRITE}),
    Role.VIEWER: frozenset(_VIEWER),
}


class Scope(StrEnum):
    """What an API token may do, within its owner's rights."""

    READ = "read"
    WRITE = "write"
    ADMIN = "admin"


class Theme(models.TextChoices):
    AUTO = "auto", _("As my device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")
