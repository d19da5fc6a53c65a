"""The stream of an account as pages of entries with their records: pinned ones first, then the newest."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from milepost.accounts.models import Account, TimelineEntry
from milepost.accounts.records import TimelineKind, timeline_kinds
from milepost.identity.public import User
from milepost.lib.keyset import keyset_page, order_terms

PAGE_ROWS = 25
_PINNED_MOST = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """One entry with its record, as the template of its kind draws it."""

    entry: TimelineEntry
    record: Any
    kind: TimelineKind


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """One page. `pinned` is filled on the first page only; `next` is the cursor of the older entries, or None."""

    pinned: list[Shown]
    rows: list[Shown]
    next: str | None


def timeline_page(
    account: Account, viewer: User, kinds: Sequence[str] = (), after: str | None = None, limit: int = PAGE_ROWS
) -> TimelinePage:
    """Return the page of the account's stream that `after` points to, of the `kinds` asked for (default: all).

    Entries whose record the viewer may not see are left out, so a page may be shorter than `limit`. Two queries for the
    places and those of each kind's `load`, however long the stream is. Raises `Invalid` for a wrong cursor.
    """
    stream = TimelineEntry.objects.visible_to(viewer).filter(account=account, is_pinned=False)
    known = [kind for kind in kinds if kind in timeline_kinds.keys()]  # noqa: SIM118 - a registry is no dict
    if known:
        stream = stream.filter(kind__in=known)
    scope = f"timeline {account.pk} {','.join(sorted(known))}"
    page = keyset_page(stream, order_terms(["-at"]), after, limit, scope=scope)
    pinned = [] if after else _pinned(account, viewer, known)
    shown = _with_records(viewer, [*pinned, *page.rows])
    return TimelinePage(
        [one for one in shown if one.entry.is_pinned], [one for one in shown if not one.entry.is_pinned], page.next
    )


def _pinned(account: Account, viewer: User, kinds: Sequence[str]) -> list[TimelineEntry]:
    rows = TimelineEntry.objects.visible_to(viewer).filter(account=account, is_pinned=True)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    return list(rows.order_by("-at", "-id")[:_PINNED_MOST])


def _with_records(viewer: User, entries: Sequence[TimelineEntry]) -> list[Shown]:
    """Load the records of all kinds that share a loader at once."""
    wanted: dict[Any, list[str]] = defaultdict(list)
    for entry in entries:
        kind = timeline_kinds.get(entry.kind)
        if kind is not None:
            wanted[kind.load].append(entry.key)
    found = {load: load(viewer, keys) for load, keys in wanted.items()}
    shown = []
    for entry in entries:
        kind = timeline_kinds.get(entry.kind)
        record = found[kind.load].get(entry.key) if kind else None
        if kind is not None and record is not None:
            shown.append(Shown(entry, record, kind))
    return shown
