"""What the room hangs into the registries of the rooms below."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import moving_rows, record_handlers, summary_clauses
from milepost.audit.public import History, histories
from milepost.identity.public import Right, User
from milepost.jobs.public import Schedule, schedules
from milepost.lib.registry import Registry
from milepost.projects.actions.date_proposals import unname_dates
from milepost.projects.actions.gone_files import sweep_files_of_gone
from milepost.projects.actions.person_words import PERSON_WORDS
from milepost.projects.actions.recurrences import repeat_tasks
from milepost.projects.actions.rolling import roll_projects
from milepost.projects.furnishing_money import furnish_money
from milepost.projects.furnishing_register import furnish_register
from milepost.projects.furnishing_reports import furnish_reports
from milepost.projects.furnishing_scope import furnish_scope
from milepost.projects.furnishing_search import furnish_search
from milepost.projects.lists.projects import PROJECTS
from milepost.projects.lists.tasks import TASKS
from milepost.projects.lists.time_entries import TIME_ENTRIES
from milepost.projects.models import (
    Baseline,
    Block,
    ChecklistItem,
    DateProposal,
    Dependency,
    Label,
    Labelling,
    PlanChange,
    Project,
    ProjectMember,
    Recurrence,
    SharedFile,
    SlipCause,
    Sprint,
    Task,
    TaskComment,
    TaskParty,
    TaskWatcher,
    TimeEntry,
    WorkCalendar,
)
from milepost.projects.queries.account_sentence import projects_clause
from milepost.projects.queries.my_time import timer_part
from milepost.projects.queries.today import sources
from milepost.projects.queries.today_scope import scope_sources
from milepost.ui.public import (
    Command,
    NavEntry,
    NewEntry,
    PageSheet,
    PanelSpec,
    SettingsPage,
    TopbarPart,
    commands,
    lists,
    navigation,
    new_entries,
    page_sheets,
    panels,
    settings_pages,
    today_sources,
    topbar_parts,
)

_SEEN_AS_VISIBLE: tuple[Any, ...] = (
    Recurrence,
    TimeEntry,
    TaskWatcher,
    TaskComment,
    ChecklistItem,
    DateProposal,
    Block,
    Baseline,
    Dependency,
    Labelling,
    PlanChange,
    Project,
    ProjectMember,
    SharedFile,
    Sprint,
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
    moving_rows(TaskComment, "contact", _("Comments on tasks"), on_erase="blank"),
    replace(moving_rows(DateProposal, "contact", _("Days that they proposed"), on_erase="blank"), erase=unname_dates),
)

SCHEDULES = (
    Schedule("projects.roll", "12 1 * * *", roll_projects, "moves unfinished work out of the past"),
    Schedule("projects.files", "52 1 * * *", sweep_files_of_gone, "deletes the files of what was deleted a month ago"),
    Schedule("projects.repeat", "42 0 * * *", repeat_tasks, "makes the tasks that come again in the next two weeks"),
)

NAVIGATION = (
    NavEntry(
        "projects",
        _("Projects"),
        "route",
        "projects:project-list",
        30,
        also=(
            "projects:task-list",
            "projects:risk-list",
            "projects:issue-list",
            "projects:decision-list",
            "projects:load-page",
            "projects:time-page",
        ),
    ),
)
COMMANDS = (
    Command("time", _("Go to My time"), "clock", "projects:time-page", _("hours timesheet timer week")),
    Command("load", _("Go to Load"), "users", "projects:load-page", _("capacity workload who is overloaded")),
    Command("projects", _("Go to Projects"), "route", "projects:project-list", _("plans onboarding timeline")),
    Command("tasks", _("Go to Tasks"), "list-check", "projects:task-list", _("my work to do")),
)
NEW = (NewEntry("project", _("Project"), "route", "projects:project-new", 20),)
SHEETS = (
    PageSheet("projects", "css/project.css"),
    PageSheet("sprints", "css/burndown.css"),
    PageSheet("steps", "css/steps.css"),
)
PANELS = (
    PanelSpec("projects", "account", _("Projects"), "projects:account-projects", 10),
    PanelSpec("load", "today", _("My week"), "projects:load-today", 10),
)
SETTINGS = (
    SettingsPage("labels", _("Labels"), "tag", "projects:label-list", 160, _("Projects"), Right.MANAGE_ACCOUNTS),
)
FURNITURE: tuple[tuple[Registry[Any], Iterable[Any]], ...] = (
    (commands, COMMANDS),
    (lists, (PROJECTS, TASKS, TIME_ENTRIES)),
    (navigation, NAVIGATION),
    (new_entries, NEW),
    (page_sheets, SHEETS),
    (panels, PANELS),
    (settings_pages, SETTINGS),
    (summary_clauses, (projects_clause,)),
    (today_sources, (*sources(), *scope_sources())),
    (topbar_parts, (TopbarPart("timer", "projects/parts/timer.html", timer_part),)),
)


def furnish() -> None:
    """Register all of it."""
    for registry, entries in FURNITURE:
        for entry in entries:
            registry.register(entry)
    for handler in (*HANDLERS, *PERSON_WORDS):
        record_handlers.register(handler)
    for schedule in SCHEDULES:
        schedules.register(schedule)
    for model in _SEEN_AS_VISIBLE:
        histories.register(History(model.audit_kind(), model.objects.visible_to))
    for kept in (Label, SlipCause):
        histories.register(History(kept.audit_kind(), _all_of(kept)))
    furnish_money()
    furnish_register()
    furnish_reports()
    furnish_scope()
    furnish_search()


def _all_of(model: Any) -> Callable[[User], QuerySet[Any]]:
    """Return the rows of a list that everyone chooses from."""
    return lambda _viewer: model.objects.all()
