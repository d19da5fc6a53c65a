"""Tasks across projects: one's own, a team's, all that is open."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Account
from milepost.identity.public import Right, User
from milepost.projects.models import Project, Task, TaskParty
from milepost.projects.records import Letter, Priority, TaskState, Visibility
from milepost.ui.public import Field, FieldType, FixedOptions, ListSpec, Preset, RowOptions, row_address


def _rows(viewer: User) -> QuerySet[Task]:
    return Task.objects.visible_to(viewer).filter(is_summary=False)


def _with_columns(rows: QuerySet[Any], viewer: User, shown: Sequence[Field]) -> QuerySet[Any]:
    keys = {field.key for field in shown}
    if "account" in keys:
        rows = rows.prefetch_related(Prefetch("account", Account.objects.visible_to(viewer)))
    if "project" in keys:
        rows = rows.prefetch_related(Prefetch("project", Project.objects.visible_to(viewer)))
    if "who" in keys:
        doing = TaskParty.objects.filter(letter=Letter.RESPONSIBLE).select_related("user", "contact").order_by("pk")
        rows = rows.prefetch_related(Prefetch("parties", doing, to_attr="shown_parties"))
    return rows


def _where_who(_viewer: User, lookup: str, value: Any) -> Q:
    doing = TaskParty.objects.filter(letter=Letter.RESPONSIBLE, user__isnull=False)
    if lookup == "isnull":
        has_one = Q(pk__in=doing.values("task"))
        return ~has_one if value else has_one
    return Q(pk__in=doing.filter(**{f"user__{lookup}": value}).values("task"))


def _where_account(viewer: User, lookup: str, value: Any) -> Q:
    """Return the condition on the account: one that the viewer does not see is none to them."""
    if viewer.may(Right.READ_ALL):
        return Q(**{f"account__{lookup}": value})
    seen = Q(account__in=Account.objects.visible_to(viewer).values("pk"))
    if lookup == "isnull":
        return ~seen | Q(account=None) if value else seen
    return seen & Q(**{f"account__{lookup}": value})


FIELDS = (
    Field(key="title", label=gettext_lazy("Task"), sort="title_folded"),
    Field(
        key="project",
        label=gettext_lazy("Project"),
        type=FieldType.CHOICE,
        options=RowOptions(lambda viewer: Project.objects.visible_to(viewer).filter(archived_at=None)),
        sort=None,
    ),
    Field(
        key="account",
        label=gettext_lazy("Account"),
        type=FieldType.CHOICE,
        options=RowOptions(lambda viewer: Account.objects.visible_to(viewer).active()),
        where=_where_account,
        sort=None,
    ),
    Field(
        key="who",
        label=gettext_lazy("Who does it"),
        type=FieldType.MANY,
        options=RowOptions(User.objects.visible_to),
        where=_where_who,
        value=lambda task: [str(party.user or party.contact or party.role) for party in task.shown_parties],
    ),
    Field(key="state", label=gettext_lazy("State"), type=FieldType.CHOICE, options=FixedOptions(TaskState.choices)),
    Field(
        key="priority",
        label=gettext_lazy("Priority"),
        type=FieldType.CHOICE,
        options=FixedOptions([(str(key), label) for key, label in Priority.choices]),
    ),
    Field(key="start", label=gettext_lazy("Start"), type=FieldType.DATE, path="start_on"),
    Field(key="finish", label=gettext_lazy("Due"), type=FieldType.DATE, path="finish_on"),
    Field(key="deadline", label=gettext_lazy("Deadline"), type=FieldType.DATE, path="deadline_on"),
    Field(key="milestone", label=gettext_lazy("Milestone"), type=FieldType.YES_NO, path="is_milestone"),
    Field(key="critical", label=gettext_lazy("Critical"), type=FieldType.YES_NO, path="is_critical"),
    Field(
        key="seen_by",
        label=gettext_lazy("Seen by"),
        type=FieldType.CHOICE,
        path="visibility",
        options=FixedOptions(Visibility.choices),
    ),
)

TASKS = ListSpec(
    key="tasks",
    title=gettext_lazy("Tasks"),
    lede=gettext_lazy("What is to be done, in all projects."),
    noun=(gettext_lazy("task"), gettext_lazy("tasks")),
    rows=_rows,
    with_columns=_with_columns,
    url_name="projects:task-list",
    detail_url=row_address("projects:task-detail"),
    fields=FIELDS,
    default_columns=("title", "project", "who", "state", "finish", "deadline"),
    default_sort=("finish", "title"),
    default_filter={"state": "todo,doing,review"},
    presets=(
        Preset(gettext_lazy("My tasks"), "who=me&state=todo,doing,review"),
        Preset(gettext_lazy("Overdue"), "finish=<today&state=todo,doing,review"),
        Preset(gettext_lazy("Milestones of the next 30 days"), "milestone=yes&finish=next-30-days"),
        Preset(gettext_lazy("Nobody's yet"), "who?=no&state=todo,doing,review"),
    ),
    search=("title",),
    empty_icon="list-check",
    empty_title=gettext_lazy("No tasks yet"),
    empty_text=gettext_lazy("Tasks come from the plans of projects."),
    frame="projects/list-frame.html",
)
