"""Tasks across projects: one's own, a team's, all that is open."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, When
from django.utils import timezone
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Account
from milepost.identity.public import Right, User
from milepost.projects.models import Block, Label, Project, Task, TaskParty
from milepost.projects.queries.due import due_by, running_tasks
from milepost.projects.queries.labels import label_names, where_label, with_labels
from milepost.projects.records import OPEN_TASK_STATES, Letter, PartySide, Priority, TaskState, Visibility
from milepost.ui.public import Field, FieldType, FixedOptions, ListSpec, Preset, RowAction, RowOptions, row_address


def _rows(viewer: User) -> QuerySet[Task]:
    return Task.objects.visible_to(viewer).filter(Q(project=None) | Q(project__archived_at=None), is_summary=False)


def _with_columns(rows: QuerySet[Any], viewer: User, shown: Sequence[Field]) -> QuerySet[Any]:
    keys = {field.key for field in shown}
    if "account" in keys:
        rows = rows.prefetch_related(Prefetch("account", Account.objects.visible_to(viewer)))
    if "project" in keys:
        rows = rows.prefetch_related(Prefetch("project", Project.objects.visible_to(viewer)))
    if "who" in keys:
        doing = TaskParty.objects.filter(letter=Letter.RESPONSIBLE).select_related("user", "contact").order_by("pk")
        rows = rows.prefetch_related(Prefetch("parties", doing, to_attr="shown_parties"))
    if "held_up" in keys:
        rows = rows.prefetch_related(Prefetch("blocks", Block.objects.filter(until=None), to_attr="shown_blocks"))
    return with_labels(rows) if "labels" in keys else rows


def _where_who(_viewer: User, lookup: str, value: Any) -> Q:
    doing = TaskParty.objects.filter(letter=Letter.RESPONSIBLE, user__isnull=False)
    if lookup == "isnull":
        has_one = Q(pk__in=doing.values("task"))
        return ~has_one if value else has_one
    return Q(pk__in=doing.filter(**{f"user__{lookup}": value}).values("task"))


def _held_up_words(task: Any) -> str | None:
    return next((f"{block.who or block.get_side_display()}: {block.why}" for block in task.shown_blocks), None)


def _where_account(viewer: User, lookup: str, value: Any) -> Q:
    """Return the condition on the account: one that the viewer does not see is none to them."""
    if viewer.may(Right.READ_ALL):
        return Q(**{f"account__{lookup}": value})
    seen = Q(account__in=Account.objects.visible_to(viewer).values("pk"))
    if lookup == "isnull":
        return ~seen | Q(account=None) if value else seen
    return seen & Q(**{f"account__{lookup}": value})


def _where_side(_viewer: User, lookup: str, value: Any) -> Q:
    doing = TaskParty.objects.filter(letter=Letter.RESPONSIBLE)
    if lookup == "isnull":
        has_one = Q(pk__in=doing.values("task"))
        return ~has_one if value else has_one
    return Q(pk__in=doing.filter(**{f"side__{lookup}": value}).values("task"))


def _is_late(_viewer: User) -> Case:
    """Return whether it is open and its end has passed, or it ends after its deadline."""
    passed = Q(state__in=OPEN_TASK_STATES, finish_on__lt=timezone.localdate())
    return Case(When(passed | Q(deadline_on__lt=F("finish_on")), then=True), default=False, output_field=BooleanField())


def _is_blocked(_viewer: User) -> Exists:
    return Exists(Block.objects.filter(task=OuterRef("pk"), until=None))


def _where_overdue(viewer: User, lookup: str, value: Any) -> Q:
    """Return the condition that open work of a running project is late, whatever day it was rolled forward to."""
    if lookup == "isnull":
        return Q(pk__in=[]) if value else Q()
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    late = Q(pk__in=running_tasks(viewer).filter(due_by(yesterday), is_milestone=False).values("pk"))
    return late if value else ~late


def _timer_for(task: Any) -> dict[str, str] | None:
    """Return what a timer is started with; time is noted for open work of projects."""
    return {"work": f"t{task.pk}"} if task.project_id and task.is_open and not task.is_milestone else None


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
        type=FieldType.PERSON,
        options=RowOptions(User.objects.visible_to),
        where=_where_who,
        value=lambda task: ", ".join(str(party.user or party.contact or party.role) for party in task.shown_parties),
    ),
    Field(
        key="side",
        label=gettext_lazy("Whose work"),
        type=FieldType.MANY,
        options=FixedOptions(PartySide.choices),
        where=_where_side,
        is_column=False,
    ),
    Field(key="state", label=gettext_lazy("State"), type=FieldType.CHOICE, options=FixedOptions(TaskState.choices)),
    Field(
        key="held_up",
        label=gettext_lazy("Held up by"),
        is_filter=False,
        sort=None,
        value=_held_up_words,
        definition=gettext_lazy("By whom and why a task cannot go on now."),
    ),
    Field(
        key="priority",
        label=gettext_lazy("Priority"),
        type=FieldType.CHOICE,
        options=FixedOptions([(str(key), label) for key, label in Priority.choices]),
    ),
    Field(
        key="labels",
        label=gettext_lazy("Labels"),
        type=FieldType.MANY,
        options=RowOptions(lambda _viewer: Label.objects.all()),
        where=where_label(Task),
        value=label_names,
    ),
    Field(
        key="estimate",
        label=gettext_lazy("Estimate in minutes"),
        type=FieldType.NUMBER,
        path="estimate_minutes",
        is_column=False,
    ),
    Field(key="start", label=gettext_lazy("Start"), type=FieldType.DATE, path="start_on"),
    Field(key="finish", label=gettext_lazy("Due"), type=FieldType.DATE, path="finish_on"),
    Field(key="deadline", label=gettext_lazy("Deadline"), type=FieldType.DATE, path="deadline_on"),
    Field(key="milestone", label=gettext_lazy("Milestone"), type=FieldType.YES_NO, path="is_milestone"),
    Field(key="critical", label=gettext_lazy("Critical"), type=FieldType.YES_NO, path="is_critical"),
    Field(
        key="late",
        label=gettext_lazy("Late"),
        type=FieldType.YES_NO,
        expression=_is_late,
        is_column=False,
        sort=None,
        definition=gettext_lazy("Open with an end that has passed, or with an end after its deadline"),
    ),
    Field(
        key="overdue",
        label=gettext_lazy("Overdue"),
        type=FieldType.YES_NO,
        where=_where_overdue,
        is_column=False,
        sort=None,
        definition=gettext_lazy("Open work of a running project that was due before today, rolled forward or not"),
    ),
    Field(
        key="blocked",
        label=gettext_lazy("Held up"),
        type=FieldType.YES_NO,
        expression=_is_blocked,
        is_column=False,
        sort=None,
    ),
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
    default_columns=("title", "project", "who", "state", "held_up", "finish", "deadline"),
    default_sort=("finish", "title"),
    default_filter={"state": "todo,doing,review"},
    presets=(
        Preset(gettext_lazy("My tasks"), "who=me&state=todo,doing,review"),
        Preset(gettext_lazy("Overdue"), "finish=<today&state=todo,doing,review"),
        Preset(gettext_lazy("Held up"), "blocked=yes&state=todo,doing,review"),
        Preset(gettext_lazy("Milestones of the next 30 days"), "milestone=yes&finish=next-30-days"),
        Preset(gettext_lazy("Nobody's yet"), "who?=no&state=todo,doing,review"),
    ),
    search=("title",),
    empty_icon="list-check",
    empty_title=gettext_lazy("No tasks yet"),
    empty_text=gettext_lazy("Tasks come from the plans of projects."),
    frame="projects/list-frame.html",
    row_action=RowAction(
        key="t",
        label=gettext_lazy("Start the timer"),
        icon="player-play",
        url_name="projects:timer-start",
        target="#timer",
        values=_timer_for,
    ),
)
