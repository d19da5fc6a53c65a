"""Taking an import back, the last row first: each goes back to what it was, if nobody wrote it since."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from milepost.audit.public import revert_groups
from milepost.integrations.csv.models import Import, ImportRow
from milepost.integrations.csv.records import Fault, ImportState, Stage, import_kinds
from milepost.integrations.csv.running.passes import Pace, Told, keep_refusals
from milepost.lib.actor import Actor, Door, entering
from milepost.search.public import indexed_once


def undo(import_: Import, tell: Told, *, actor: Actor) -> None:
    """Take back what the journal holds. A row leaves the journal in the transaction that takes it back or leaves it."""
    pace = Pace()
    total = import_.rows.count()
    done = 0
    with entering(Door.IMPORT, batch=f"{import_.batch}-undo"):
        while True:
            rows = list(import_.rows.order_by("-id")[: pace.rows])
            if not rows:
                break
            pace.wait()
            with transaction.atomic(), pace.timing(), indexed_once():
                _take_back(import_, rows, actor)
            done += len(rows)
            pace.tell(lambda: tell(done, total))  # noqa: B023 - called at once
    tell(total, total)


def _take_back(import_: Import, rows: list[ImportRow], actor: Actor) -> None:
    groups = [[(kind, key) for kind, key in row.touched] for row in reversed(rows)]
    answers = list(reversed(revert_groups(import_.batch, groups, actor=actor)))
    befores = [image for row in rows for image in row.before or ()]
    take_back: Callable[..., None] | None = import_kinds[import_.kind].take_back
    if befores and take_back:
        take_back(befores, actor)
    left = [(row.number, [Fault("", "", str(why))]) for row, why in zip(rows, answers, strict=True) if why]
    keep_refusals(import_, Stage.UNDO, left)
    ImportRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    told = sum(1 for row in rows if row.number) - sum(1 for number, _faults in left if number)
    stays = sum(1 for number, _faults in left if number)
    Import.objects.filter(pk=import_.pk, state=ImportState.UNDOING).update(
        undone=F("undone") + told, left=F("left") + stays
    )


def words_of_undo(import_: Import) -> str:
    """Return what came of taking an import back."""
    if import_.left:
        words = _("%(undone)s rows were taken back; %(left)s were left, as they were changed or used since.")
    else:
        words = _("%(undone)s rows were taken back.")
    return words % {"undone": import_.undone, "left": import_.left}
