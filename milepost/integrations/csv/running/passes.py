"""A pass over the file of an import: the dry run, and the writing with its journal."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched, islice
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.files.public import open_file
from milepost.identity.public import person_behind
from milepost.integrations.csv.columns.profiles import TableProfile
from milepost.integrations.csv.models import Import, ImportRow, Refusal
from milepost.integrations.csv.reading.tables import open_table
from milepost.integrations.csv.records import (
    Importer,
    ImportField,
    ImportKind,
    ImportState,
    Outcome,
    Plan,
    Row,
    Run,
    Stage,
    Written,
    import_kinds,
)
from milepost.integrations.csv.running.rows import Rows
from milepost.lib.actor import Door, entering
from milepost.lib.bulk_rows import insert_values
from milepost.lib.errors import Conflict, NotFound

PLAN_ROWS = 400
ALIKE_NAMED = 3
WHOLE_ROWS = 20_000  # of kinds whose rows lean on each other
# Fewer at a time would cost more than they spare others: a transaction has forty statements, however many its rows.
_LEAST_ROWS, _FIRST_ROWS, _MOST_ROWS = 25, 25, 400
# In these steps: a statement has a mark for every value, and SQLite need not read one again that is as before.
_STEP_ROWS = 25
# Others' writes get in while the next rows are planned; what is missing to the pause is slept. Who waits looks every
# 5 ms (`lib.sqlite`), so a write waits for one transaction at most: 65 ms of the thread's own time, and what the
# machine adds.
LONGEST_SECONDS, PAUSE_SECONDS = 0.065, 0.015
_TELL_SECONDS = 0.5
_COUNTS = (Outcome.CREATED, Outcome.UPDATED, Outcome.UNCHANGED, Outcome.REFUSED)

type Told = Callable[[int, int], None]


class WriteRefused(Exception):
    """A row was refused while all or nothing was to be written."""


@dataclass(slots=True)
class Opened:
    """The file of an import, open for one pass."""

    kind: ImportKind
    rows: Iterator[Row]
    importer: Importer


@contextmanager
def opened(import_: Import) -> Iterator[Opened]:
    """Open the file of an import for one pass."""
    if import_.file is None:
        raise NotFound("no-file", _("The file of this import is no longer here."))
    kind, settings, profile = import_kinds[import_.kind], import_.how, TableProfile.from_json(import_.profile)
    fields = fields_of(import_)
    by_field = {key: column for column, key in settings.columns.items()}
    run = Run(import_.actor, settings, fields, by_field, timezone.localdate())
    with open_file(import_.file) as file:
        table = open_table(file, encoding=profile.encoding, delimiter=profile.delimiter, sheet=profile.sheet)
        yield Opened(kind, iter(Rows(table, kind, fields, settings, profile)), kind.importer(run))


def fields_of(import_: Import) -> dict[str, ImportField]:
    """Return the fields that the columns of an import can go into, by key."""
    kind = import_kinds[import_.kind]
    return {field.key: field for field in kind.fields(person_behind(import_.actor))}


def check(import_: Import, tell: Told) -> dict[str, Any]:
    """Say what would become of every row, without writing a record. Safe to begin anew.

    Besides the counts of outcomes: `alike`, how many new records are called like one that is here, and the first few.
    """
    counts = dict.fromkeys(_COUNTS, 0)
    alike: list[str] = []
    Refusal.objects.filter(run=import_, stage=Stage.CHECK).delete()
    done = 0
    with opened(import_) as file:
        for some in batched(file.rows, WHOLE_ROWS if file.kind.is_whole else PLAN_ROWS):
            plans = plan_rows(file.importer, some)
            for plan in plans:
                counts[plan.outcome] += 1
            alike += [plan.alike for plan in plans if plan.alike]
            keep_refusals(import_, Stage.CHECK, [(plan.row.number, plan.faults) for plan in plans if plan.faults])
            done += len(some)
            tell(done, import_.total)
    told = {outcome.value: count for outcome, count in counts.items()}
    return told | {"alike": len(alike), "alike_first": list(dict.fromkeys(alike))[:ALIKE_NAMED]}


def apply(import_: Import, tell: Told) -> None:
    """Write the rows from `position` on, a few at a time; each transaction holds the rows, their journal and the place.

    Raises `WriteRefused` when all or nothing was asked for and a row is refused only now.
    """
    with opened(import_) as file, entering(Door.IMPORT, batch=import_.batch):
        for skipped in batched(islice(file.rows, import_.position), PLAN_ROWS):
            plan_rows(file.importer, skipped)  # what was met in them counts for the rows that follow
        pace = Pace()
        while rows := list(islice(file.rows, WHOLE_ROWS if file.kind.is_whole else pace.rows)):
            plans = plan_rows(file.importer, rows)  # others write meanwhile
            pace.wait()
            with transaction.atomic(), pace.timing():
                _take_place(import_, len(plans))
                _write(import_, file.importer, plans)
            pace.tell(lambda: tell(import_.position, import_.total))
    tell(import_.position, import_.total)


def plan_rows(importer: Importer, rows: Sequence[Row]) -> list[Plan]:
    """Plan rows in their order; those of which nothing could be read are refused before any kind sees them."""
    plans = iter(importer.plan([row for row in rows if row.values or not row.faults]))
    return [
        next(plans) if row.values or not row.faults else Plan(row, Outcome.REFUSED, list(row.faults)) for row in rows
    ]


def _take_place(import_: Import, count: int) -> None:
    """Move the journal on; whoever finds it moved by somebody else stops."""
    here = Import.objects.filter(pk=import_.pk, position=import_.position, state=ImportState.APPLYING)
    if not here.update(position=F("position") + count):
        raise Conflict("import-moved", _("Somebody else is at work on this import."))
    import_.position += count


def _write(import_: Import, importer: Importer, plans: list[Plan]) -> None:
    to_write = [plan for plan in plans if plan.outcome in {Outcome.CREATED, Outcome.UPDATED}]
    written = importer.write(to_write) if to_write else []
    refused = [(plan.row.number, plan.faults) for plan in plans if plan.outcome == Outcome.REFUSED]
    refused += [(one.plan.row.number, one.faults) for one in written if one.plan and one.outcome == Outcome.REFUSED]
    if refused and import_.how.all_or_nothing:
        raise WriteRefused(import_.pk, refused)
    keep_refusals(import_, Stage.APPLY, refused)
    names = ("run_id", "number", "outcome", "touched", "before")
    insert_values(ImportRow, names, list(_journal(import_, written)))
    outcomes: list[Outcome] = [plan.outcome for plan in plans if plan.outcome in {Outcome.REFUSED, Outcome.UNCHANGED}]
    outcomes += [one.outcome for one in written if one.plan]
    counts = {outcome.value: outcomes.count(outcome) for outcome in _COUNTS}
    Import.objects.filter(pk=import_.pk).update(**{name: F(name) + count for name, count in counts.items() if count})


def _journal(import_: Import, written: list[Written]) -> Iterator[tuple[Any, ...]]:
    for one in written:
        if one.plan is None:
            for record in one.touched:
                yield import_.pk, 0, Outcome.CREATED.value, [record], None
        elif one.outcome != Outcome.REFUSED:
            yield import_.pk, one.plan.row.number, one.outcome.value, one.touched, one.before


def keep_refusals(import_: Import, stage: Stage, refused: list[tuple[int, Any]]) -> None:
    """Keep the faults of rows for the report."""
    rows = [
        (import_.pk, stage.value, number, fault.column[:200], fault.value[:200], fault.reason[:500])
        for number, faults in refused
        for fault in faults
    ]
    insert_values(Refusal, ("run_id", "stage", "row", "column", "value", "reason"), rows)


class Pace:
    """Keeps transactions short and leaves others room between them (SQLite has one writer)."""

    def __init__(self) -> None:
        self.rows = _FIRST_ROWS
        self._free_since = 0.0
        self._told = 0.0

    def wait(self) -> None:
        """Sleep what is missing to the pause since the last transaction."""
        missing = PAUSE_SECONDS - (time.monotonic() - self._free_since)
        if missing > 0:
            time.sleep(missing)

    @contextmanager
    def timing(self) -> Iterator[None]:
        """Take the time of a transaction, and make the next one shorter or longer.

        The thread's own time: on a busy machine shorter transactions would only wait more often.
        """
        began = time.thread_time()
        yield
        took = time.thread_time() - began
        wanted = int(self.rows * LONGEST_SECONDS / max(took, 0.001))
        wanted -= wanted % _STEP_ROWS
        self.rows = max(_LEAST_ROWS, min(wanted, self.rows * 2, _MOST_ROWS))
        self._free_since = time.monotonic()

    def tell(self, words: Callable[[], None]) -> None:
        """Say how far it is, twice a second."""
        if time.monotonic() - self._told >= _TELL_SECONDS:
            words()
            self._told = time.monotonic()
