"""Teams: people who work together, with whom views can be shared."""

from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from milepost.identity.public import Right, Team, TeamMembership, User, change_team
from milepost.ui.public import Field, FieldType, ListSpec, PrimaryAction, RowOptions, row_address


def _rows(viewer: User) -> QuerySet[Team]:
    members = TeamMembership.objects.filter(team=OuterRef("pk")).order_by().values("team").annotate(n=Count("pk"))
    leads = TeamMembership.objects.filter(is_lead=True).select_related("user").order_by("user__name_folded")
    rows: QuerySet[Team] = Team.objects.visible_to(viewer).annotate(
        member_count=Coalesce(Subquery(members.values("n"), output_field=IntegerField()), 0),
    )
    return rows.prefetch_related(Prefetch("memberships", leads, to_attr="leads"))


def _edit(viewer: User, team: Team, key: str, value: Any, version: int | None) -> Team:
    return change_team(team, {key: value}, actor=viewer.as_actor(), expected_version=version)


TEAMS = ListSpec(
    key="teams",
    title=gettext_lazy("Teams"),
    lede=gettext_lazy("People who work together. Views can be shared with a team."),
    noun=(gettext_lazy("team"), gettext_lazy("teams")),
    rows=_rows,
    url_name="web:team-list",
    detail_url=row_address("web:team-detail"),
    fields=(
        Field(key="name", label=gettext_lazy("Name"), sort="name_folded"),
        Field(key="purpose", label=gettext_lazy("Purpose"), is_editable=True),
        Field(key="members", label=gettext_lazy("Members"), type=FieldType.NUMBER, path="member_count"),
        Field(
            key="people",
            label=gettext_lazy("Has as member"),
            type=FieldType.MANY,
            path="members",
            options=RowOptions(User.objects.visible_to),
            is_column=False,
        ),
        Field(
            key="leads",
            label=gettext_lazy("Led by"),
            type=FieldType.MANY,
            is_filter=False,
            value=lambda team: [membership.user.name for membership in team.leads],
        ),
        Field(key="created", label=gettext_lazy("Made"), type=FieldType.DATE, path="created_at"),
    ),
    default_columns=("name", "purpose", "members", "leads"),
    default_sort=("name",),
    search=("name", "purpose"),
    edit=_edit,
    edit_right=Right.MANAGE_TEAMS,
    primary_action=PrimaryAction(
        label=gettext_lazy("New team"), url_name="web:team-new", icon="plus", right=Right.MANAGE_TEAMS
    ),
    empty_icon="users-group",
    empty_title=gettext_lazy("No teams yet"),
    empty_text=gettext_lazy("A team is a group of people who share views and customers."),
    frame="ui/settings.html",
)
