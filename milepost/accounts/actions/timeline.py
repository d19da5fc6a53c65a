"""The one stream of an account: where each record stands in it, written in the transaction of the record."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction

from milepost.accounts.models import Account, TimelineEntry
from milepost.lib.bulk_rows import insert_values

_MOVED = 'ON CONFLICT (kind, "key", account_id) DO UPDATE SET at = excluded.at, is_pinned = excluded.is_pinned'


@dataclass(frozen=True, slots=True)
class Place:
    """Where one record stands: in whose stream, when, whether on top."""

    account_id: int
    kind: str
    key: str
    at: dt.datetime
    is_pinned: bool = False


def add_to_timeline(account: Account, kind: str, key: str, at: dt.datetime, pinned: bool = False) -> None:
    """Put a record of a room above into the stream of `account`, or move it to `at` when it is there already.

    Call it in the transaction that writes the record; `kind` is registered in `timeline_kinds`. One query.
    """
    put_entries([Place(account.pk, kind, key, at, pinned)])


def remove_from_timeline(kind: str, key: str) -> None:
    """Take a record out of every stream. One query."""
    TimelineEntry.objects.filter(kind=kind, key=key).delete()


def put_entries(places: Iterable[Place]) -> None:
    """Write the entries of `places`; those that are there move to their new moment."""
    rows = [(place.account_id, place.kind, place.key, place.at, place.is_pinned) for place in places]
    insert_values(TimelineEntry, ("account_id", "kind", "key", "at", "is_pinned"), rows, on_conflict=_MOVED)


def replace_entries(kinds: Collection[str], keys: Collection[str], places: Sequence[Place]) -> None:
    """Make the entries of the records `keys` of `kinds` be exactly `places`: what is elsewhere leaves its old place.

    Three queries at most, and one where nothing changed.
    """
    wanted = {(place.kind, place.key, place.account_id): place for place in places}
    with transaction.atomic():
        gone = []
        for entry in TimelineEntry.objects.filter(kind__in=kinds, key__in=keys):
            place = wanted.get((entry.kind, entry.key, entry.account_id))
            if place is None:
                gone.append(entry.pk)
            elif (entry.at, entry.is_pinned) == (place.at, place.is_pinned):
                del wanted[entry.kind, entry.key, entry.account_id]
        if gone:
            TimelineEntry.objects.filter(pk__in=gone).delete()
        if wanted:
            put_entries(wanted.values())
