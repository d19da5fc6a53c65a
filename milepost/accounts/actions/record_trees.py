"""Rows that stand above each other (accounts, people) when two of them are merged: no one ends up above themself."""

from dataclasses import replace
from typing import Any

from milepost.accounts.actions.record_rows import moving_rows
from milepost.accounts.records import MovedRows, RecordHandler, Words
from milepost.audit.public import Record, update_record
from milepost.lib.actor import Actor

_MOST_LEVELS = 1_000


def tree_rows(model: type[Record], field: str, label: Words, *, on_erase: str = "") -> RecordHandler:
    """Return the handler of a key from a table to itself.

    What stands below the loser goes below the winner. When the loser stands above the winner, the winner takes its
    place; else a winner with nobody above takes whom the loser has above.
    """
    link = f"{field}_id"
    base = moving_rows(model, field, label, on_erase=on_erase, is_exported=False)

    def merge(loser: Any, winner: Any, actor: Actor) -> MovedRows:
        if _stands_above(loser, winner, link) or (
            getattr(winner, link) is None and not _stands_above(winner, loser, link)
        ):
            update_record(winner, {field: getattr(loser, link)}, actor=actor)
        return base.merge(loser, winner, actor)

    return replace(base, merge=merge)


def _stands_above(upper: Any, lower: Any, link: str) -> bool:
    key, rows = getattr(lower, link), type(lower)._base_manager
    for _level in range(_MOST_LEVELS):
        if key is None:
            return False
        if key == upper.pk:
            return True
        key = rows.filter(pk=key).values_list(link, flat=True).first()
    return True
