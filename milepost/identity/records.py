"""Roles, rights and what a role may do."""

from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
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

    READ_ALL = "read-all"
    WRITE = "write"
    SHARE_VIEWS = "share-views"
    EXPORT = "export"
    MANAGE_TEAMS = "manage-teams"
    MANAGE_PEOPLE = "manage-people"
    MANAGE_ACCOUNTS = "manage-accounts"
    IMPORT = "import"
    READ_AUDIT = "read-audit"
    MANAGE_JOBS = "manage-jobs"
    MANAGE_PLAYBOOKS = "manage-playbooks"
    MANAGE_WEBHOOKS = "manage-webhooks"


# What each right lets one do; docs/people-and-rights.md is made from it.
RIGHT_WORDS: dict[Right, Promise] = {
    Right.READ_ALL: _("see every record of the vendor's side that is not private to somebody"),
    Right.WRITE: _("change records"),
    Right.SHARE_VIEWS: _("save views for a team or for everyone"),
    Right.EXPORT: _("take lists away as a file"),
    Right.MANAGE_TEAMS: _("make teams and say who is in them"),
    Right.MANAGE_PEOPLE: _("invite people, change their roles, end their access"),
    Right.MANAGE_ACCOUNTS: _("merge and erase customers' records; name stages, values and custom fields"),
    Right.IMPORT: _("bring records in from files, and take an import back"),
    Right.READ_AUDIT: _("read the whole log of writes"),
    Right.MANAGE_JOBS: _("see background work that failed, and retry it"),
    Right.MANAGE_PLAYBOOKS: _("write playbooks and bring them in from files"),
    Right.MANAGE_WEBHOOKS: _("have messages sent to other systems, of what one may see oneself"),
}


_VIEWER = {Right.READ_ALL, Right.EXPORT}
_MEMBER = _VIEWER | {Right.WRITE}
_LEAD = _MEMBER | {
    Right.SHARE_VIEWS,
    Right.MANAGE_TEAMS,
    Right.MANAGE_ACCOUNTS,
    Right.IMPORT,
    Right.MANAGE_PLAYBOOKS,
    Right.MANAGE_WEBHOOKS,
}

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


def rights_table() -> str:
    """Return the roles and their rights as a Markdown table, for the documents."""
    lines = ["| may | " + " | ".join(Role.values) + " |", "| --- |" + " :-: |" * len(Role.values)]
    for right, words in RIGHT_WORDS.items():
        marks = ("✓" if right in RIGHTS_OF_ROLE[role] else "–" for role in Role.values)
        lines.append(f"| {words} (`{right.value}`) | " + " | ".join(marks) + " |")
    return "\n".join(lines)
