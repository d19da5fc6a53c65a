"""The log of writes, for those who may read all of it."""

import datetime as dt
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from milepost.apikit.public import Answer, ApiRequest, ApiRouter, Page, PageQuery, ShowQuery, listed, shown
from milepost.audit.public import Action, AuditEntry
from milepost.identity.public import Right, Scope
from milepost.lib.keyset import order_terms
from milepost.rest.fields import Id, Instant

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


class EntryQuery(PageQuery):
    """Which entries; what is left out does not narrow."""

    kind: str | None = Field(None, description="Kind of record.", examples=["identity.user"])
    key: str | None = Field(None, description="Id of the record, with `kind`.")
    actor_kind: str | None = Field(None, description="Kind of actor.", examples=["user"])
    actor_id: str | None = Field(None, description="Id of the actor, with `actor_kind`.")
    door: Literal["page", "api", "job", "command", "import", "portal"] | None = None
    action: Action | None = None
    batch: str | None = Field(None, description="The entries of one bulk act.")
    since: Instant | None = Field(None, description="From this moment on.")
    until: Instant | None = Field(None, description="Before this moment.")


@router.reads("/audit-entries", Page[EntryAnswer], scope=Scope.ADMIN, right=Right.READ_AUDIT)
def list_audit_entries(request: ApiRequest, query: Query[EntryQuery]) -> HttpResponse:
    """List writes, the newest first."""
    condition = _condition(query)
    entries = AuditEntry.objects.filter(condition)
    return listed(request, EntryAnswer, entries, query, order=order_terms(["-id"]), scope=repr(condition))


@router.reads("/audit-entries/{entry_id}", EntryAnswer, scope=Scope.ADMIN, right=Right.READ_AUDIT, errors=(404,))
def get_audit_entry(request: ApiRequest, entry_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show one write."""
    return shown(request, EntryAnswer, get_object_or_404(AuditEntry, pk=entry_id), query)


def _condition(query: EntryQuery) -> Q:
    names = ("kind", "key", "actor_kind", "actor_id", "door", "action", "batch")
    condition = Q(**{name: value for name in names if (value := getattr(query, name)) is not None})
    if query.since:
        condition &= Q(at__gte=query.since)
    if query.until:
        condition &= Q(at__lt=query.until)
    return condition
