"""The log of writes, for those who may read all of it."""

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from milepost.apikit.public import Answer, ApiRequest, ApiRouter, FilteredQuery, Page, ShowQuery, shown
from milepost.audit.public import Action, AuditEntry
from milepost.identity.public import Right, Scope
from milepost.rest.fields import Id
from milepost.rest.listing import filtered

router = ApiRouter(tags=["Audit"])


class EntryAnswer(Answer):
    """One write to one record."""

    id: int
    at: dt.datetime
    actor_kind: str
    actor_id: str
    actor_label: str
    door: str
    address: str
    action: Action
    event: str
    kind: str
    key: str
    label: str
    changes: dict[str, list[Any]] = Field(description="Per field `[from, to]`.")
    batch: str


@router.reads("/audit-entries", Page[EntryAnswer], scope=Scope.ADMIN, right=Right.READ_AUDIT)
def list_audit_entries(request: ApiRequest, query: Query[FilteredQuery]) -> HttpResponse:
    """List writes, the newest first."""
    return filtered(request, EntryAnswer, "audit", query)


@router.reads("/audit-entries/{entry_id}", EntryAnswer, scope=Scope.ADMIN, right=Right.READ_AUDIT, errors=(404,))
def get_audit_entry(request: ApiRequest, entry_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show one write."""
    return shown(request, EntryAnswer, get_object_or_404(AuditEntry, pk=entry_id), query)
