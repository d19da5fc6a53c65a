"""What the timeline hangs into the registries: its kinds of entries, and those who follow the writes of records."""

from collections.abc import Callable, Sequence
from typing import Any

from django.urls import reverse_lazy
from django.utils import formats
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from milepost.accounts.actions.last_contact import follow_attendance
from milepost.accounts.actions.places import ESCALATION, FACT_CHANGE, STAGE_CHANGE, TEAM_CHANGE, TICKET, follow_writes
from milepost.accounts.actions.relationship_facts import follow_figures, tell_figures
from milepost.accounts.actions.relationship_specs import SPECS
from milepost.accounts.lists.timeline import LISTS
from milepost.accounts.models import Touchpoint
from milepost.accounts.queries import timeline_records as load
from milepost.accounts.records import TimelineKind, TouchpointKind, Words, fact_fields, timeline_kinds
from milepost.audit.public import WriteObserver, write_observers
from milepost.files.public import FileOwner, StoredFile, file_owners
from milepost.identity.public import User
from milepost.jobs.public import Schedule, schedules
from milepost.search.public import SearchDocument, SearchSource, search_sources
from milepost.ui.public import (
    Command,
    NewEntry,
    PageSheet,
    PanelSpec,
    commands,
    lists,
    new_entries,
    page_sheets,
    panels,
)

TOUCHPOINT_ICONS = {
    TouchpointKind.CALL: "phone",
    TouchpointKind.MEETING: "calendar-event",
    TouchpointKind.EMAIL: "mail",
    TouchpointKind.TRAINING: "clipboard-list",
    TouchpointKind.CHECK_IN: "message-circle",
    TouchpointKind.NOTE: "note",
}


type _Loader = Callable[[User, Sequence[str]], dict[str, Any]]


def _kind(key: str, label: Words, icon: str, template: str, loader: _Loader) -> TimelineKind:
    return TimelineKind(key=key, label=label, icon=icon, template=f"accounts/timeline/{template}.html", load=loader)


KINDS = (
    *(
        _kind(kind.value, kind.label, icon, "touchpoint", load.load_touchpoints)
        for kind, icon in TOUCHPOINT_ICONS.items()
    ),
    _kind(ESCALATION, _("Escalation"), "alert-triangle", "escalation", load.load_escalations),
    _kind(TICKET, _("Ticket"), "help-circle", "ticket", load.load_tickets),
    _kind(STAGE_CHANGE, _("Stage"), "route", "stage-change", load.load_stage_changes),
    _kind(TEAM_CHANGE, _("Team"), "user-check", "team-change", load.load_team_changes),
    _kind(FACT_CHANGE, _("Figures"), "trending-up", "fact-change", load.load_fact_changes),
)
# In this order: the figures are told from the last contacts.
OBSERVERS = (
    WriteObserver("accounts.timeline", follow_writes),
    WriteObserver("accounts.last-contact", follow_attendance),
    WriteObserver("accounts.figures", follow_figures),
)
PANELS = (
    PanelSpec("actions", "account", _("Agreed actions"), "accounts:account-actions", 60),
    PanelSpec("timeline", "account", _("Timeline"), "accounts:account-timeline", 100),
)
NEW_ENTRIES = (
    NewEntry("touchpoint", _("Touchpoint"), "message", "accounts:touchpoint-begin", 30),
    NewEntry("meeting", _("Meeting"), "calendar-event", "accounts:meeting-begin", 40),
    NewEntry("escalation", _("Escalation"), "alert-triangle", "accounts:escalation-begin", 50),
)
COMMANDS = (
    Command("touchpoints", _("Go to Touchpoints"), "message", "accounts:touchpoint-list", _("calls meetings mails")),
    Command("meetings", _("Go to Meetings"), "calendar-event", "accounts:meeting-list", _("planned ahead")),
    Command("tickets", _("Go to Tickets"), "help-circle", "accounts:ticket-list", _("support")),
    Command("escalations", _("Go to Escalations"), "alert-triangle", "accounts:escalation-list", _("went wrong")),
    Command("actions", _("Go to Agreed actions"), "clipboard-list", "accounts:action-list", _("promised to-dos")),
)
SHEETS = (
    PageSheet("account", "css/account.css"),
    PageSheet("timeline", "css/timeline.css"),
    PageSheet("log", "css/log.css"),
)
SCHEDULES = (
    Schedule("accounts.figures", "3 0 * * *", tell_figures, "tells anew how many days have passed since each contact"),
)


def _touchpoint_document(touchpoint: Touchpoint) -> SearchDocument:
    return SearchDocument(
        title=touchpoint.subject,
        body=f"{touchpoint.body}\n{touchpoint.agenda}",
        url=reverse_lazy("accounts:touchpoint-detail", args=[touchpoint.pk]),
        subtitle=_kind_and_day(touchpoint),
    )


def _said_kind_and_day(touchpoint: Touchpoint) -> str:
    return f"{touchpoint.get_kind_display()}, {formats.date_format(touchpoint.at, 'SHORT_DATE_FORMAT')}"


# Only what is found is shown; the index, which reads every touchpoint that is written, need not make these words.
_kind_and_day = lazy(_said_kind_and_day, str)


def _may_read_file(viewer: User, stored: StoredFile) -> bool:
    return stored.owner_key.isdigit() and (
        Touchpoint.objects.visible_to(viewer).filter(pk=int(stored.owner_key)).exists()
    )


SEARCH = SearchSource(
    kind=Touchpoint.audit_kind(),
    label=_("Touchpoints"),
    icon="message",
    rows=Touchpoint.objects.visible_to,
    document=_touchpoint_document,
    weight=-10,
)


def furnish_timeline() -> None:
    """Register all of it."""
    for kind in KINDS:
        timeline_kinds.register(kind)
    for observer in OBSERVERS:
        write_observers.register(observer)
    for spec in SPECS:
        fact_fields.register(spec)
    for sheet in SHEETS:
        page_sheets.register(sheet)
    for command in COMMANDS:
        commands.register(command)
    for spec_of_list in LISTS:
        lists.register(spec_of_list)
    for panel in PANELS:
        panels.register(panel)
    for entry in NEW_ENTRIES:
        new_entries.register(entry)
    for schedule in SCHEDULES:
        schedules.register(schedule)
    search_sources.register(SEARCH)
    file_owners.register(FileOwner(Touchpoint.audit_kind(), _may_read_file))
