"""Reads of imports."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.integrations.csv.models import Import, Refusal
from milepost.integrations.csv.records import ImportState, Outcome, Stage
from milepost.ui.public import csv_lines, harmless

_CHECKED = {ImportState.CHECKED, ImportState.CHECKING, ImportState.DRAFT}


def counts_of(import_: Import) -> dict[str, int]:
    """Return how many rows were, or by the dry run would be, created, updated, unchanged and refused."""
    if import_.state in _CHECKED:
        return {outcome.value: import_.checked.get(outcome.value, 0) for outcome in Outcome}
    if import_.state == ImportState.REFUSED:
        told = {outcome.value: 0 for outcome in Outcome}
        refused = import_.checked.get("refused") or import_.refusals.values("row").distinct().count()
        return told | {"unchanged": import_.checked.get("unchanged", 0), "refused": refused}
    return {outcome.value: getattr(import_, outcome.value) for outcome in Outcome}


def alike_words(import_: Import) -> str:
    """Return what the dry run found of new records that are called like one that is here; nothing where none is."""
    count = import_.checked.get("alike", 0)
    if not count:
        return ""
    names = ", ".join(import_.checked.get("alike_first", ()))
    first = ngettext(
        "%(count)s new record is called like one that is here already: %(names)s.",
        "%(count)s new records are called like one that is here already, first %(names)s.",
        count,
    ) % {"count": f"{count:,}", "names": names}
    how = _("They would be there twice. Is it the same data? Then import it under the source that brought it.")
    return f"{first} {how}"


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
    found = Refusal.objects.filter(run=import_, stage=stage).order_by("id").iterator(chunk_size=2000)
    rows = ([one.row, *(harmless(text) for text in (one.column, one.value, one.reason))] for one in found)
    return csv_lines([_("Row"), _("Column"), _("Value"), _("Why")], rows)
