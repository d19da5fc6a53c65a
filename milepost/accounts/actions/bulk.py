"""What writing many accounts or contacts at once shares: what came of each row, and rows in chunks that commit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import batched
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from milepost.audit.public import Record
from milepost.lib.errors import Conflict, DomainError, Invalid

CHUNK_ROWS = 500

type Row = Mapping[str, Any]


class BulkState(StrEnum):
    """What came of one row."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    LEFT = "left"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class BulkOutcome:
    """What came of one row. A refusal says why: `code`, `message`, and `fields` by name as an `Invalid` does.

    LEFT is a row that would have been created or changed, which the caller did not want.
    """

    state: BulkState
    record_id: int | None = None
    code: str = ""
    message: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def refusal(error: DomainError) -> BulkOutcome:
    """Return the outcome of a row that a rule refuses."""
    fields = error.fields if isinstance(error, Invalid) else {}
    return BulkOutcome(BulkState.REFUSED, code=error.code, message=error.message, fields=fields)


def in_chunks(
    rows: Sequence[Row], key_field: str, write: Callable[[Sequence[Row]], list[BulkOutcome]]
) -> list[BulkOutcome]:
    """Let `write` deal with the rows, 500 in a transaction; of two rows with one key the second is refused.

    A chunk that meets a rule while it is written (somebody else was quicker) is written again row by row, so that only
    the row that collides is refused.
    """
    outcomes = repeated_keys(rows, key_field)
    wanted = [(number, row) for number, row in enumerate(rows) if number not in outcomes]
    for chunk in batched(wanted, CHUNK_ROWS):
        for (number, _row), outcome in zip(chunk, _write([row for _number, row in chunk], write), strict=True):
            outcomes[number] = outcome
    return [outcomes[number] for number in range(len(rows))]


def repeated_keys(rows: Sequence[Row], key_field: str) -> dict[int, BulkOutcome]:
    """Return the refusals of rows whose key stands in an earlier one, by their place."""
    seen: set[str] = set()
    found: dict[int, BulkOutcome] = {}
    for number, row in enumerate(rows):
        key = key_of(row, key_field)
        if key and key in seen:
            found[number] = refusal(_twice(key, key_field))
        seen.add(key)
    return found


def key_of(row: Row, field_name: str) -> str:
    """Return what a row is found by, as keys are compared."""
    key = str(row.get(field_name) or "").strip()
    return key.lower() if field_name == "email" else key


def _twice(key: str, field_name: str) -> Invalid:
    words = _("“%(key)s” stands here twice; the first one counts.") % {"key": key[:100]}
    return Invalid("duplicate-key", words, {field_name: words})


def _write(rows: Sequence[Row], write: Callable[[Sequence[Row]], list[BulkOutcome]]) -> list[BulkOutcome]:
    try:
        with transaction.atomic():
            return write(rows)
    except (DomainError, IntegrityError) as error:
        if len(rows) == 1:
            words = _("This collides with what somebody else stored at the same time.")
            return [refusal(error if isinstance(error, DomainError) else Conflict("conflict", words))]
        return [outcome for row in rows for outcome in _write([row], write)]


def differs(record: Record, values: Mapping[str, Any]) -> bool:
    """Say whether `values` (by field name, rows for keys) would change the record."""
    for name, value in values.items():
        attribute = record._meta.get_field(name).attname  # type: ignore[union-attr] # a column, as the checks allow no other
        if getattr(record, attribute) != getattr(value, "pk", value):
            return True
    return False


def by_owner[T: Record](rows: Iterable[T], owner: str = "account_id") -> dict[int, list[T]]:
    """Return rows that belong to others by the key of whom they belong to."""
    found: dict[int, list[T]] = {}
    for row in rows:
        found.setdefault(getattr(row, owner), []).append(row)
    return found
