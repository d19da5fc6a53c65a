"""What the room hangs into the registries of the rooms below."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import moving_rows, record_handlers, summary_clauses
from milepost.audit.public import History, histories
from milepost.identity.public import User
from milepost.jobs.public import Schedule, schedules
from milepost.lib.registry import Registry
from milepost.projects.actions.recurrences import repeat_tasks
from milepost.projects.actions.rolling import roll_projects
from milepost.projects.furnishing_search import furnish_search
from milepost.projects.lists.projects import PROJECTS
from milepost.projects.lists.tasks import TASKS
from milepost.projects.models import (
    Baseline,
    Block,
    ChecklistItem,
    Dependency,
    PlanChange,
    Project,
    ProjectMember,
    Recurrence,
    SlipCause,
    Task,
    TaskComment,
    TaskParty,
    TaskWatcher,
    TimeEntry,
    WorkCalendar,
)
from milepost.projects.queries.account_sentence import projects_clause
from milepost.projects.queries.today import sources
from milepost.ui.public import (
    Command,
    NavEntry,
    NewEntry,
    PageSheet,
    PanelSpec,
    commands,
    lists,
    navigation,
    new_entries,
    page_sheets,
    panels,
    today_sources,
)

_SEEN_AS_VISIBLE: tuple[Any, ...] = (
    Recurrence,
    TimeEntry,
    TaskWatcher,
    TaskComment,
    ChecklistItem,
    Block,
    Baseline,
    Dependency,
    PlanChange,
    Project,
    ProjectMember,
    Task,
    TaskParty,
    WorkCalendar,
)

HANDLERS = (
    moving_rows(Project, "account", _("Projects")),
    moving_rows(Task, "account", _("Tasks")),
    moving_rows(WorkCalendar, "account", _("Working calendar")),
    moving_rows(ProjectMember, "contact", _("Parts in projects"), on_erase="delete"),
    moving_rows(TaskParty, "contact", _("Parts in tasks"), on_erase="delete"),
)

SCHEDULES = (
    Schedule("projects.roll", "12 1 * * *", roll_projects, "moves unfinished work out of the past"),
    Schedule("projects.repeat", "42 0 * * *", repeat_tasks, "makes the tasks that come again in the next two weeks"),
)

NAVIGATION = (NavEntry("projects", _("Projects"), "route", "projects:project-list", 30, also=("projects:task-list",)),)
COMMANDS = (
    Command("projects", _("Go to Projects"), "route", "projects:project-list", _("plans onboarding timeline")),
    Command("tasks", _("Go to Tasks"), "list-check", "projects:task-list", _("my work to do")),
)
NEW = (NewEntry("project", _("Project"), "route", "projects:project-new", 20),)
PANELS = (PanelSpec("projects", "account", _("Projects"), "projects:account-projects", 10),)
SHEETS = (PageSheet("projects", "css/project.css"),)
FURNITURE: tuple[tuple[Registry[Any], Iterable[Any]], ...] = (
    (commands, COMMANDS),
    (lists, (PROJECTS, TASKS)),
    (navigation, NAVIGATION),
    (new_entries, NEW),
    (page_sheets, SHEETS),
    (panels, PANELS),
    (summary_clauses, (projects_clause,)),
    (today_sources, tuple(sources())),
)


def furnish() -> None:
    """Register all of it."""
    for registry, entries in FURNITURE:
        for entry in entries:
            registry.register(entry)
    for handler in HANDLERS:
        record_handlers.register(handler)
    for schedule in SCHEDULES:
        schedules.register(schedule)
    for model in _SEEN_AS_VISIBLE:
        histories.register(History(model.audit_kind(), model.objects.visible_to))
    histories.register(History(SlipCause.audit_kind(), _causes))
    furnish_search()


def _causes(_viewer: User) -> QuerySet[SlipCause]:
    """Return the causes, which everyone chooses from."""
    return SlipCause.objects.all()
