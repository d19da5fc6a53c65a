"""What the room hangs into registries."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from milepost.accounts.events import AccountsMerged, MergeUndone
from milepost.accounts.public import fact_fields, moving_rows, record_handlers
from milepost.audit.public import History, histories
from milepost.feedback.actions.figures import SPECS, count_after_merge
from milepost.feedback.lists.requests import REQUESTS
from milepost.feedback.models import Request, RequestMessage
from milepost.feedback.queries.today import sources
from milepost.identity.public import Right, User
from milepost.jobs.public import Subscriber, subscribers
from milepost.lib.registry import Registry
from milepost.search.public import SearchDocument, SearchSource, search_sources
from milepost.ui.public import (
    Command,
    NavEntry,
    NewEntry,
    PageAct,
    PanelSpec,
    commands,
    lists,
    navigation,
    new_entries,
    page_acts,
    panels,
    today_sources,
)

_LIST, _NEW, _ICON = "feedback:request-list", "feedback:request-new", "message-circle"


def _rows(viewer: User) -> QuerySet[Any]:
    return Request.objects.visible_to(viewer)


def _document(request: Request) -> SearchDocument:
    url = reverse_lazy("feedback:request-detail", args=[request.pk])
    return SearchDocument(title=request.title, body=request.text, url=url, subtitle=request.get_state_display())


FURNITURE: tuple[tuple[Registry[Any], Iterable[Any]], ...] = (
    (
        commands,
        (
            Command("requests", _("Go to Requests"), _ICON, _LIST, _("asked for wishes complaints")),
            Command("request-new", _("New request"), _ICON, _NEW, _("file ask"), Right.WRITE),
        ),
    ),
    (fact_fields, SPECS),
    (lists, (REQUESTS,)),
    (navigation, (NavEntry("requests", _("Requests"), _ICON, _LIST, 35),)),
    (new_entries, (NewEntry("request", _("Request"), _ICON, _NEW, 60, Right.WRITE),)),
    (page_acts, (PageAct("request", "touchpoint", _("Make it a request"), _ICON, "feedback:touchpoint-request", 10),)),
    (panels, (PanelSpec("requests", "account", _("Requests"), "feedback:account-requests", 70),)),
    (
        record_handlers,
        (
            moving_rows(Request, "account", _("Requests")),
            moving_rows(Request, "contact", _("Requests that they made"), on_erase="blank"),
            moving_rows(RequestMessage, "contact", _("What they said about requests"), on_erase="delete"),
        ),
    ),
    (
        search_sources,
        (
            SearchSource(
                kind=Request.audit_kind(), label=_("Requests"), icon=_ICON, rows=_rows, document=_document, weight=-5
            ),
        ),
    ),
    (
        subscribers,
        (
            Subscriber("feedback.count-merged", AccountsMerged, count_after_merge),
            Subscriber("feedback.count-unmerged", MergeUndone, count_after_merge),
        ),
    ),
    (today_sources, tuple(sources())),
)


def furnish() -> None:
    """Register all of it."""
    for registry, entries in FURNITURE:
        for entry in entries:
            registry.register(entry)
    for model in (Request, RequestMessage):
        histories.register(History(model.audit_kind(), model.objects.visible_to))
