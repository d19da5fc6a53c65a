"""People: who is here, with which role, in which teams."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from milepost.identity.public import Right, Role, Team, User, add_to_team, change_user
from milepost.lib.errors import Conflict, Invalid
from milepost.ui.public import (
    BulkAction,
    Field,
    FieldType,
    FixedOptions,
    ListSpec,
    Preset,
    PrimaryAction,
    RowOptions,
    row_address,
)

_TEAM_OPTIONS = RowOptions(Team.objects.visible_to)


def _rows(viewer: User) -> QuerySet[User]:
    second_factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    rows: QuerySet[User] = User.objects.visible_to(viewer).annotate(has_second_factor=Exists(second_factor))
    teams = Team.objects.visible_to(viewer).order_by("name_folded", "pk")
    return rows.prefetch_related(Prefetch("teams", teams, to_attr="shown_teams"))


def _edit(viewer: User, person: User, key: str, value: Any, version: int | None) -> User:
    return change_user(person, {_COLUMNS[key]: value}, actor=viewer.as_actor(), expected_version=version)


def _add_to_team(viewer: User, person: User, team_key: str) -> None:
    team = Team.objects.visible_to(viewer).filter(pk=team_key).first()
    if team is None:
        raise Invalid("no-such-team", _("There is no such team."))
    add_to_team(team, person, actor=viewer.as_actor())


def _deactivate(viewer: User, person: User, _value: str) -> None:
    if person.pk == viewer.pk:
        raise Conflict("yourself", _("You cannot deactivate yourself."))
    change_user(person, {"is_active": False}, actor=viewer.as_actor())


def _keeps_an_admin() -> None:
    if not User.objects.active().filter(role=Role.ADMIN).exists():
        raise Conflict("last-admin", _("That would leave nobody as admin, so nothing was put back."))


_COLUMNS = {"name": "name", "title": "title", "role": "role", "active": "is_active"}

PEOPLE = ListSpec(
    key="people",
    title=gettext_lazy("People"),
    lede=gettext_lazy("Everyone who can sign in here, and what their role lets them do."),
    noun=(gettext_lazy("person"), gettext_lazy("people")),
    rows=_rows,
    url_name="web:person-list",
    detail_url=row_address("web:person-detail"),
    fields=(
        Field(key="name", label=gettext_lazy("Name"), sort="name_folded"),
        Field(key="email", label=gettext_lazy("E-mail")),
        Field(
            key="role",
            label=gettext_lazy("Role"),
            type=FieldType.CHOICE,
            options=FixedOptions(Role.choices),
            is_editable=True,
            definition=gettext_lazy("What the person may see and change."),
        ),
        Field(
            key="teams",
            label=gettext_lazy("Teams"),
            type=FieldType.MANY,
            options=_TEAM_OPTIONS,
            value=lambda person: [team.name for team in person.shown_teams],
        ),
        Field(key="title", label=gettext_lazy("Job title"), is_editable=True),
        Field(
            key="active",
            label=pgettext_lazy("a person", "Active"),
            type=FieldType.YES_NO,
            path="is_active",
            is_editable=True,
            definition=gettext_lazy("Whoever is not active cannot sign in; what they did stays."),
        ),
        Field(
            key="last_login",
            label=gettext_lazy("Last sign-in"),
            type=FieldType.DATE,
            right=Right.MANAGE_PEOPLE,
        ),
        Field(
            key="two_factor",
            label=gettext_lazy("Two-factor"),
            type=FieldType.YES_NO,
            path="has_second_factor",
            right=Right.MANAGE_PEOPLE,
            definition=gettext_lazy("A code from an app is asked for at sign-in."),
        ),
        Field(key="joined", label=gettext_lazy("Here since"), type=FieldType.DATE, path="created_at"),
    ),
    default_columns=("name", "role", "teams", "title", "active", "last_login"),
    default_sort=("name",),
    presets=(
        Preset(gettext_lazy("Active"), "active=yes"),
        Preset(gettext_lazy("Admins and leads"), "role=admin,lead"),
        Preset(gettext_lazy("Never signed in"), "last_login?=no", Right.MANAGE_PEOPLE),
    ),
    search=("name", "email", "title"),
    edit=_edit,
    edit_right=Right.MANAGE_PEOPLE,
    bulk_actions=(
        BulkAction(
            key="add-to-team",
            label=gettext_lazy("Add to team"),
            icon="users-group",
            run=_add_to_team,
            options=_TEAM_OPTIONS,
            value_label=gettext_lazy("Team"),
            right=Right.MANAGE_TEAMS,
        ),
        BulkAction(
            key="set-active",
            label=gettext_lazy("Deactivate"),
            icon="user-off",
            run=_deactivate,
            right=Right.MANAGE_PEOPLE,
            warning=gettext_lazy("Their sessions and API tokens end at once. What they did stays."),
        ),
    ),
    guard=_keeps_an_admin,
    primary_action=PrimaryAction(
        label=gettext_lazy("Invite"), url_name="web:invitation-new", icon="user-plus", right=Right.MANAGE_PEOPLE
    ),
    empty_icon="users",
    empty_title=gettext_lazy("Nobody is here yet"),
    empty_text=gettext_lazy("People come in by an invitation that is mailed to them."),
    frame="ui/settings.html",
)
