"""What scope, agreements, changes and deliverables hang into the registries of the rooms below."""

from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Contact, Erased, RecordHandler, moving_rows, record_handlers
from milepost.audit.public import History, histories, update_record
from milepost.files.public import FileOwner, StoredFile, file_owners
from milepost.identity.public import User
from milepost.jobs.public import Schedule, schedules
from milepost.lib.actor import Actor
from milepost.projects.actions.proposals import expire_proposals
from milepost.projects.furnishing_search import read_already
from milepost.projects.models import (
    ChangeRequest,
    Delivery,
    Project,
    Proposal,
    ProposalComment,
    ScopeItem,
    ScopeVersion,
    Signer,
    Task,
)
from milepost.search.public import SearchDocument, SearchSource, search_sources
from milepost.ui.public import PageSheet, page_sheets

MODELS: tuple[Any, ...] = (ChangeRequest, Delivery, ScopeItem, ScopeVersion, Proposal, ProposalComment, Signer)
WITH_FILES: tuple[Any, ...] = (ChangeRequest, Delivery, Project, ScopeItem, Signer, Task)


def _versions_naming(contact: Any) -> QuerySet[ScopeVersion]:
    return ScopeVersion.objects.filter(names__has_key=f"contact:{contact.pk}")


def _unname(contact: Contact, actor: Actor) -> Erased:
    """Take a name out of the versions that say it; their seal of it stays, and so does the fingerprint."""
    versions = list(_versions_naming(contact))
    for version in versions:
        names = {key: name for key, name in version.names.items() if key != f"contact:{contact.pk}"}
        update_record(version, {"names": names}, actor=actor)
    return Erased(len(versions))


NAMED_IN_VERSIONS = RecordHandler(
    model="projects.ScopeVersion",
    field="names",
    of="contact",
    label=_("Versions of scopes"),
    rows=_versions_naming,
    merge=lambda _loser, _winner, _actor: [],
    undo=lambda _moved, _actor: None,
    erase=_unname,
    note=_("What was shown stays as it was shown."),
    stays=True,
    is_exported=False,
)


def _unsign(contact: Contact, actor: Actor) -> Erased:
    """Take a name off the answers; what was said, when, and to which fingerprint stays."""
    signers = list(Signer.objects.filter(contact=contact))
    for signer in signers:
        update_record(signer, {"contact": None, "name": ""}, actor=actor)
    return Erased(len(signers))


SIGNERS = replace(moving_rows(Signer, "contact", _("Answers to proposals"), on_erase="blank"), erase=_unsign)
HANDLERS = (
    moving_rows(Delivery, "decider", _("Deliverables that they decided"), on_erase="blank"),
    moving_rows(ChangeRequest, "contact", _("Change requests that they asked for"), on_erase="blank"),
    moving_rows(ChangeRequest, "decider", _("Change requests that they decided"), on_erase="blank"),
    moving_rows(ScopeItem, "contact", _("Lines of scopes"), on_erase="blank"),
    moving_rows(ProposalComment, "contact", _("Comments on proposals"), on_erase="blank"),
    NAMED_IN_VERSIONS,
    SIGNERS,
)
SCHEDULES = (
    Schedule("projects.expire", "22 0 * * *", expire_proposals, "closes proposals whose day has passed unanswered"),
)


def _rows(viewer: User) -> QuerySet[ScopeItem]:
    return ScopeItem.objects.visible_to(viewer).filter(removed_at=None).select_related("project")


def _changes(viewer: User) -> QuerySet[ChangeRequest]:
    return ChangeRequest.objects.visible_to(viewer).select_related("project")


def _change_document(change: ChangeRequest) -> SearchDocument:
    words = (change.get_state_display(), read_already(change, "project"))
    return SearchDocument(
        title=str(change),
        body=change.why,
        url=reverse_lazy("projects:change-request", args=[change.pk]),
        subtitle=" · ".join(filter(None, words)),
    )


def _document(item: ScopeItem) -> SearchDocument:
    words = (item.get_section_display(), read_already(item, "project"))
    return SearchDocument(
        title=item.text,
        body=item.detail,
        url=reverse_lazy("projects:project-scope", args=[item.project_id]),
        subtitle=" · ".join(filter(None, words)),
    )


SOURCES = (
    SearchSource(
        kind=ChangeRequest.audit_kind(),
        label=_("Change requests"),
        icon="arrows-sort",
        rows=_changes,
        document=_change_document,
        weight=-4,
    ),
    SearchSource(
        kind=ScopeItem.audit_kind(), label=_("Scope"), icon="file-text", rows=_rows, document=_document, weight=-6
    ),
)
SHEETS = (PageSheet("scope", "css/scope.css"),)


def _owner(model: Any) -> FileOwner:
    """Return who reads the files of a record: whoever sees it."""

    def may_read(viewer: User, stored: StoredFile) -> bool:
        rows = model.objects.visible_to(viewer)
        return stored.owner_key.isdecimal() and bool(rows.filter(pk=int(stored.owner_key)).exists())

    return FileOwner(model.audit_kind(), may_read)


def furnish_scope() -> None:
    """Register all of it."""
    for handler in HANDLERS:
        record_handlers.register(handler)
    for model in MODELS:
        histories.register(History(model.audit_kind(), model.objects.visible_to))
    for model in WITH_FILES:
        file_owners.register(_owner(model))
    for schedule in SCHEDULES:
        schedules.register(schedule)
    for source in SOURCES:
        search_sources.register(source)
    for sheet in SHEETS:
        page_sheets.register(sheet)
