"""Two records that are one become one, and within 30 days two again."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import wrong
from milepost.accounts.actions.relationship_facts import figures_once, refresh_figures
from milepost.accounts.events import AccountsMerged, ContactsMerged, MergeUndone
from milepost.accounts.models import Account, Contact, Merge
from milepost.accounts.queries.merges import UNDO_DAYS, filled_values, handlers_of
from milepost.accounts.records import RecordKind, record_handlers
from milepost.audit.public import create_record, kind_in_words, new_batch, revert_batch, update_record
from milepost.identity.public import Right, demand
from milepost.jobs.public import emit
from milepost.lib.actor import Actor, entering
from milepost.lib.errors import Conflict


@dataclass(frozen=True, slots=True)
class _Kind[M: (Account, Contact)]:
    name: RecordKind
    model: type[M]
    event: Callable[[int, int], Any]


_ACCOUNT = _Kind(RecordKind.ACCOUNT, Account, AccountsMerged)
_CONTACT = _Kind(RecordKind.CONTACT, Contact, ContactsMerged)


def merge_accounts(
    loser: Account, winner: Account, *, actor: Actor, expected_versions: tuple[int, int] | None = None
) -> Merge:
    """Merge `loser` into `winner`: everything that hangs on it moves, empty fields are filled, and it is archived.

    `expected_versions` are those of loser and winner that the person saw (default: of the given records); `Conflict`
    when either was changed meanwhile. `undo_merge` takes it back for 30 days.
    """
    return _merge(_ACCOUNT, loser, winner, actor, expected_versions)


def merge_contacts(
    loser: Contact, winner: Contact, *, actor: Actor, expected_versions: tuple[int, int] | None = None
) -> Merge:
    """Merge `loser` into `winner`, as `merge_accounts` does. Who unsubscribed as either stays unsubscribed."""
    return _merge(_CONTACT, loser, winner, actor, expected_versions)


def undo_merge(merge: Merge, *, actor: Actor) -> list[str]:
    """Take a merge back; return what was changed since and therefore left as it is, in words.

    Raises `Conflict`: `undone`, `too-late` after 30 days, `merged-on` when the winner was merged into a third.
    """
    demand(actor, Right.MANAGE_ACCOUNTS)
    with transaction.atomic(), figures_once():
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        _refuse_undoing(merge)
        _reverted, left = revert_batch(merge.moved["batch"], actor=actor, field_by_field=True)
        for key, moved in merge.moved["rows"].items():
            if handler := record_handlers.get(key):
                handler.undo(moved, actor)
        _take_out_again(merge, actor)
        update_record(merge, {"undone_at": timezone.now()}, actor=actor)
        if merge.record_kind == RecordKind.ACCOUNT:
            refresh_figures([merge.winner_key, merge.loser_key])
        emit(MergeUndone(merge.record_kind, merge.winner_key, merge.loser_key))
    return [f"{kind_in_words(entry.kind)}: {entry.label}" for entry, _conflict in left]


def _merge[M: (Account, Contact)](
    kind: _Kind[M], loser: M, winner: M, actor: Actor, versions: tuple[int, int] | None
) -> Merge:
    demand(actor, Right.MANAGE_ACCOUNTS)
    if loser.pk == winner.pk:
        raise wrong("other", _("Choose another one: a record cannot be merged with itself."), "same-record")
    with transaction.atomic(), figures_once():
        lost, kept = _locked(kind, loser, winner, versions or (loser.version, winner.version))
        before = lost.archived_at
        with entering(batch=new_batch()) as entrance:
            update_record(lost, {"archived_at": before or timezone.now()}, actor=actor)
            rows = {handler.key: handler.merge(lost, kept, actor) for handler in handlers_of(kind.name)}
            # Both are locked; what moved let their versions rise.
            kept.refresh_from_db(fields=["version"])
            update_record(kept, filled_values(kind.name, lost, kept), actor=actor)
        moved = {"batch": entrance.batch, "rows": {key: some for key, some in rows.items() if some}}
        merge = create_record(
            Merge(
                record_kind=kind.name,
                winner_key=kept.pk,
                loser_key=lost.pk,
                label=f"{lost} → {kept}"[:400],
                moved={**moved, "was_archived": before is not None},
            ),
            actor=actor,
        )
        if kind.name == RecordKind.ACCOUNT:
            refresh_figures([kept.pk, lost.pk])
        emit(kind.event(kept.pk, lost.pk))
    return merge


def _locked[M: (Account, Contact)](kind: _Kind[M], loser: M, winner: M, versions: tuple[int, int]) -> tuple[M, M]:
    """Return both as they are stored, locked in the order of their keys; `Conflict` if one cannot be merged now."""
    keys = [loser.pk, winner.pk]
    rows = {row.pk: row for row in kind.model._base_manager.select_for_update().filter(pk__in=keys).order_by("pk")}
    for record, seen in zip((loser, winner), versions, strict=True):
        stored = rows.get(record.pk)
        if stored is None:
            raise Conflict("deleted", _("“%(name)s” was deleted meanwhile.") % {"name": record})
        if stored.version != seen:
            words = _("“%(name)s” was changed meanwhile, so nothing was merged. Look at the preview again.")
            raise Conflict("stale", words % {"name": stored}, current={}, version=stored.version)
    if rows[winner.pk].archived_at is not None:
        raise Conflict("archived", _("“%(name)s” is archived. Merge into one that is in use.") % {"name": winner})
    if Merge.objects.filter(record_kind=kind.name, loser_key=loser.pk, undone_at=None).exists():
        raise Conflict("merged-before", _("“%(name)s” was merged into another one before.") % {"name": loser})
    return rows[loser.pk], rows[winner.pk]


def _refuse_undoing(merge: Merge) -> None:
    if merge.undone_at is not None:
        raise Conflict("undone", _("This merge was taken back already."))
    if merge.created_at < timezone.now() - dt.timedelta(days=UNDO_DAYS):
        words = _("After %(days)s days a merge can no longer be taken back.")
        raise Conflict("too-late", words % {"days": UNDO_DAYS})
    onward = Merge.objects.filter(record_kind=merge.record_kind, loser_key=merge.winner_key, undone_at=None).first()
    if onward is not None:
        words = _("First take back what was merged after it: %(label)s.")
        raise Conflict("merged-on", words % {"label": onward.label})
    if "batch" not in merge.moved:
        raise Conflict("erased", _("Somebody of this merge was erased, so it cannot be taken back."))


def _take_out_again(merge: Merge, actor: Actor) -> None:
    """The loser leaves the archive also when somebody changed it there."""
    model = _ACCOUNT.model if merge.record_kind == RecordKind.ACCOUNT else _CONTACT.model
    loser = model._base_manager.filter(pk=merge.loser_key).first()
    if loser is not None and loser.archived_at is not None and not merge.moved.get("was_archived"):
        update_record(loser, {"archived_at": None}, actor=actor)
