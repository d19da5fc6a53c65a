"""Projects: all that is done for customers, with where each of them stands."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext, gettext_lazy

from milepost.accounts.public import Account
from milepost.identity.public import Right, User
from milepost.lib.errors import Invalid
from milepost.projects.actions.projects import change_project
from milepost.projects.models import Label, Project, ProjectMember
from milepost.projects.queries.labels import label_names, where_label, with_labels
from milepost.projects.queries.portfolio import GROUPS, draw_portfolio
from milepost.projects.queries.project_head import ScheduleWord
from milepost.projects.queries.schedules import where_schedule
from milepost.projects.queries.steering import refuse_steering
from milepost.projects.records import (
    ContractType,
    Method,
    Part,
    ProjectKind,
    ProjectState,
)
from milepost.ui.public import (
    BulkAction,
    Field,
    FieldType,
    FixedOptions,
    Layout,
    ListSpec,
    Preset,
    PrimaryAction,
    RowOptions,
    row_address,
)


def _rows(viewer: User) -> QuerySet[Project]:
    return Project.objects.visible_to(viewer).filter(archived_at=None)


def _with_columns(rows: QuerySet[Any], viewer: User, shown: Sequence[Field]) -> QuerySet[Any]:
    keys = {field.key for field in shown}
    if "account" in keys:
        rows = rows.prefetch_related(Prefetch("account", Account.objects.visible_to(viewer)))
    if "lead" in keys:
        leads = ProjectMember.objects.filter(part=Part.LEAD, user__isnull=False).select_related("user").order_by("pk")
        rows = rows.prefetch_related(Prefetch("members", leads, to_attr="shown_leads"))
    return with_labels(rows) if "labels" in keys else rows


def _where_account(viewer: User, lookup: str, value: Any) -> Q:
    """Return the condition on the account: one that the viewer does not see is none to them."""
    if viewer.may(Right.READ_ALL):
        return Q(**{f"account__{lookup}": value})
    seen = Q(account__in=Account.objects.visible_to(viewer).values("pk"))
    if lookup == "isnull":
        return ~seen | Q(account=None) if value else seen
    return seen & Q(**{f"account__{lookup}": value})


def _where_lead(_viewer: User, lookup: str, value: Any) -> Q:
    leads = ProjectMember.objects.filter(part=Part.LEAD, user__isnull=False)
    if lookup == "isnull":
        has_one = Q(pk__in=leads.values("project"))
        return ~has_one if value else has_one
    return Q(pk__in=leads.filter(**{f"user__{lookup}": value}).values("project"))


def _edit(viewer: User, project: Project, key: str, value: Any, version: int | None) -> Project:
    refuse_steering(viewer, project)
    names = {"target": "target_on", "contract": "contract_type"}
    return change_project(project, {names.get(key, key): value}, actor=viewer.as_actor(), expected_version=version)


def _set_state(viewer: User, project: Project, value: str) -> None:
    if value not in ProjectState.values:
        raise Invalid("wrong-value", gettext("This choice does not exist."))
    refuse_steering(viewer, project)
    change_project(project, {"state": value}, actor=viewer.as_actor())


FIELDS = (
    Field(key="name", label=gettext_lazy("Name"), sort="name_folded", is_editable=True),
    Field(
        key="account",
        label=gettext_lazy("Account"),
        type=FieldType.CHOICE,
        options=RowOptions(lambda viewer: Account.objects.visible_to(viewer).active()),
        where=_where_account,
        sort=None,
    ),
    Field(
        key="kind",
        label=gettext_lazy("Kind"),
        type=FieldType.CHOICE,
        options=FixedOptions(ProjectKind.choices),
        is_editable=True,
    ),
    Field(
        key="state",
        label=gettext_lazy("State"),
        type=FieldType.CHOICE,
        options=FixedOptions(ProjectState.choices),
        is_editable=True,
    ),
    Field(
        key="lead",
        label=gettext_lazy("Lead"),
        type=FieldType.MANY,
        options=RowOptions(User.objects.visible_to),
        where=_where_lead,
        value=lambda project: [str(member.user) for member in project.shown_leads],
    ),
    Field(
        key="labels",
        label=gettext_lazy("Labels"),
        type=FieldType.MANY,
        options=RowOptions(lambda _viewer: Label.objects.all()),
        where=where_label(Project),
        value=label_names,
    ),
    Field(
        key="schedule",
        label=gettext_lazy("Schedule"),
        type=FieldType.CHOICE,
        options=FixedOptions(ScheduleWord.choices),
        where=where_schedule,
        sort=None,
        is_column=False,
        definition=gettext_lazy("Go-live against the target, in working days of the project's calendar."),
    ),
    Field(key="start", label=gettext_lazy("Start"), type=FieldType.DATE, path="start_on"),
    Field(
        key="target",
        label=gettext_lazy("Target"),
        type=FieldType.DATE,
        path="target_on",
        is_editable=True,
        definition=gettext_lazy("The day of go-live that was agreed."),
    ),
    Field(
        key="forecast",
        label=gettext_lazy("Forecast"),
        type=FieldType.DATE,
        path="forecast_on",
        definition=gettext_lazy("The day of go-live that the plan comes to."),
    ),
    Field(key="actual", label=gettext_lazy("Went live"), type=FieldType.DATE, path="actual_on"),
    Field(key="ends", label=gettext_lazy("End of the plan"), type=FieldType.DATE, path="ends_on"),
    Field(
        key="method",
        label=gettext_lazy("Method"),
        type=FieldType.CHOICE,
        options=FixedOptions(Method.choices),
        is_editable=True,
    ),
    Field(
        key="contract",
        label=gettext_lazy("Contract"),
        type=FieldType.CHOICE,
        path="contract_type",
        options=FixedOptions(ContractType.choices),
        is_editable=True,
    ),
)

PROJECTS = ListSpec(
    key="projects",
    title=gettext_lazy("Projects"),
    lede=gettext_lazy("All that is done for customers, and where it stands."),
    noun=(gettext_lazy("project"), gettext_lazy("projects")),
    rows=_rows,
    with_columns=_with_columns,
    url_name="projects:project-list",
    detail_url=row_address("projects:project-detail"),
    fields=FIELDS,
    default_columns=("name", "account", "kind", "state", "lead", "target", "forecast"),
    default_sort=("forecast", "name"),
    default_filter={"state": "draft,active,paused"},
    presets=(
        Preset(gettext_lazy("Mine"), "lead=me&state=draft,active,paused"),
        Preset(gettext_lazy("Going live in 30 days"), "forecast=next-30-days&state=active"),
        Preset(gettext_lazy("Late"), "schedule=very-late,late&as=timeline"),
        Preset(gettext_lazy("Done"), "state=done&sort=-actual"),
    ),
    search=("name",),
    edit=_edit,
    bulk_actions=(
        BulkAction(
            key="set-state",
            label=gettext_lazy("Set state"),
            run=_set_state,
            options=FixedOptions(ProjectState.choices),
            value_label=gettext_lazy("State"),
        ),
    ),
    primary_action=PrimaryAction(label=gettext_lazy("New project"), url_name="projects:project-new"),
    empty_icon="route",
    empty_title=gettext_lazy("No projects yet"),
    empty_text=gettext_lazy("Every hand-over, onboarding or review is a project with a plan, people and dates."),
    frame="projects/list-frame.html",
    layouts=(
        Layout(
            key="timeline",
            label=gettext_lazy("Timeline"),
            template="projects/parts/portfolio.html",
            sheet="css/portfolio.css",
            draw=draw_portfolio,
            groups=GROUPS,
        ),
    ),
)
