"""Reads of imports."""

import csv
from collections.abc import Iterator

from django.utils.translation import gettext as _

from milepost.integrations.csv.models import Import, Refusal
from milepost.integrations.csv.records import ImportState, Outcome, Stage

_CHECKED = {ImportState.CHECKED, ImportState.CHECKING, ImportState.DRAFT}
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - fullwidth signs are meant


def counts_of(import_: Import) -> dict[str, int]:
    """Return how many rows were, or by the dry run would be, created, updated, unchanged and refused."""
    if import_.state in _CHECKED:
        return {outcome.value: import_.checked.get(outcome.value, 0) for outcome in Outcome}
    if import_.state == ImportState.REFUSED:
        told = {outcome.value: 0 for outcome in Outcome}
        refused = import_.checked.get("refused") or import_.refusals.values("row").distinct().count()
        return told | {"unchanged": import_.checked.get("unchanged", 0), "refused": refused}
    return {outcome.value: getattr(import_, outcome.value) for outcome in Outcome}


def stage_of(import_: Import) -> Stage:
    """Return of which stage the refusals are that matter now."""
    if import_.state in {ImportState.UNDOING, ImportState.UNDONE}:
        return Stage.UNDO
    if import_.state in _CHECKED:
        return Stage.CHECK
    if import_.state == ImportState.REFUSED and not import_.refusals.filter(stage=Stage.APPLY).exists():
        return Stage.CHECK
    return Stage.APPLY


def refusals_as_csv(import_: Import, stage: str) -> Iterator[str]:
    """Go through the lines of a file with every refusal; what a spreadsheet would take for a formula is text."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([_("Row"), _("Column"), _("Value"), _("Why")])
    rows = Refusal.objects.filter(run=import_, stage=stage).order_by("id")
    for one in rows.iterator(chunk_size=2000):
        yield writer.writerow([one.row, *(_harmless(text) for text in (one.column, one.value, one.reason))])


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


class _Echo:
    """Gives back what the csv module writes."""

    def write(self, text: str) -> str:
        return text
