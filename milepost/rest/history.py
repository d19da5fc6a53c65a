"""The history of one record, for whoever sees the record."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import BaseModel, Field

from milepost.apikit.public import Answer, ApiRequest, ApiRouter, Page, PageQuery, listed
from milepost.audit.public import Action, AuditEntry, in_words, may_see_history
from milepost.identity.public import Right, User
from milepost.lib.errors import NotFound
from milepost.lib.keyset import order_terms

router = ApiRouter(tags=["Audit"])


class ChangeAnswer(BaseModel):
    """One field, in words; empty for what was not there."""

    field: str
    before: str
    after: str


class HistoryAnswer(Answer):
    """One write to the record, in the words and with the names that you may see."""

    id: int
    at: dt.datetime
    actor_kind: str
    actor_label: str
    door: str = Field(description="The way it came in: a page, the API, an import, a job.")
    action: Action
    what: str = Field(description="What was done, in words.")
    version: int = Field(description="The version that this write made.")
    changes: list[ChangeAnswer]

    @classmethod
    def complete(cls, records: Sequence[Any], reader: User, names: Collection[str]) -> None:
        """Put the words beside the entries. A query for each kind of record that they name."""
        if {"what", "changes"} & set(names):
            for entry, words in zip(records, in_words(records, reader), strict=True):
                entry.words = words

    @staticmethod
    def resolve_version(entry: AuditEntry) -> int:
        return entry.record_version

    @staticmethod
    def resolve_what(entry: Any) -> str:
        return str(entry.words.what)

    @staticmethod
    def resolve_changes(entry: Any) -> list[dict[str, str]]:
        return [{"field": one.field, "before": one.before, "after": one.after} for one in entry.words.changes]


@router.reads("/history/{kind}/{key}", Page[HistoryAnswer], errors=(404,))
def list_history(request: ApiRequest, kind: str, key: str, query: Query[PageQuery]) -> HttpResponse:
    """List the writes to one record that you see, the newest first.

    `kind` is what the log calls such records, like `accounts.account`, `accounts.contact` or `accounts.touchpoint`.
    """
    me = request.caller.user
    entries = AuditEntry.objects.none() if "\x00" in kind + key else AuditEntry.objects.filter(kind=kind, key=key)
    # Whoever reads the whole log reads also of what is gone.
    is_told = me.may(Right.READ_AUDIT) and entries.exists()
    if not is_told and not may_see_history(me, kind, key):
        raise NotFound("no-record", _("There is no such record."))
    return listed(request, HistoryAnswer, entries, query, order=order_terms(["-id"]))
