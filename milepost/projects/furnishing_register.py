"""What risks, issues and decisions hang into the registries of the rooms below."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import moving_rows, record_handlers
from milepost.audit.public import History, histories
from milepost.identity.public import User
from milepost.projects.furnishing_search import read_already
from milepost.projects.lists.register import DECISIONS, ISSUES, RISKS
from milepost.projects.models import Decision, Issue, Risk, RiskTask
from milepost.projects.queries.today_register import register_sources
from milepost.search.public import SearchDocument, SearchSource, search_sources
from milepost.ui.public import Command, PageSheet, commands, lists, page_sheets, today_sources

MODELS: tuple[Any, ...] = (Risk, RiskTask, Issue, Decision)
COMMANDS = (
    Command("risks", _("Go to Risks"), "alert-triangle", "projects:risk-list", _("register what may go wrong")),
    Command("issues", _("Go to Issues"), "flag", "projects:issue-list", _("problems escalated")),
    Command("decisions", _("Go to Decisions"), "checks", "projects:decision-list", _("decided why")),
)


def _source(model: Any, label: Any, icon: str, page: str, body: str) -> SearchSource:
    def rows(viewer: User) -> QuerySet[Any]:
        found: QuerySet[Any] = model.objects.visible_to(viewer).select_related("project")
        return found

    def document(entry: Any) -> SearchDocument:
        state = entry.get_state_display() if hasattr(entry, "state") else ""
        return SearchDocument(
            title=entry.title,
            body=getattr(entry, body),
            url=reverse_lazy(page, args=[entry.pk]),
            subtitle=" · ".join(filter(None, (state, read_already(entry, "project")))),
        )

    return SearchSource(kind=model.audit_kind(), label=label, icon=icon, rows=rows, document=document, weight=-5)


SOURCES = (
    _source(Risk, _("Risks"), "alert-triangle", "projects:risk-detail", "detail"),
    _source(Issue, _("Issues"), "flag", "projects:issue-detail", "detail"),
    _source(Decision, _("Decisions"), "checks", "projects:decision-detail", "why"),
)


def furnish_register() -> None:
    """Register all of it."""
    record_handlers.register(moving_rows(Decision, "contact", _("Decisions that they took"), on_erase="blank"))
    page_sheets.register(PageSheet("control", "css/control.css"))
    for spec in (RISKS, ISSUES, DECISIONS):
        lists.register(spec)
    for command in COMMANDS:
        commands.register(command)
    for model in MODELS:
        histories.register(History(model.audit_kind(), model.objects.visible_to))
    for source in SOURCES:
        search_sources.register(source)
    for today in register_sources():
        today_sources.register(today)
