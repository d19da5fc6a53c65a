"""A playbook from a table (CSV): a row a step, its phase in a column of its own. Pure computation."""

import csv
from io import StringIO
from typing import Any

from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid
from milepost.lib.text import fold
from milepost.playbooks.drafting.outlines import add_phase, add_step, all_steps, home_of
from milepost.playbooks.reading.measures import length_minutes

BYTES_MOST = 1024 * 1024
_ROWS_MOST = 500
_COLUMNS = {
    "phase": ("phase",),
    "step": ("step", "title", "task", "name"),
    "lasts": ("takes", "lasts", "duration", "length"),
    "effort": ("effort", "estimate", "work"),
    "after": ("after", "predecessor", "predecessors"),
    "description": ("description", "notes"),
    "checklist": ("checklist",),
}


def steps_of_table(content: bytes) -> dict[str, Any]:
    """Return phases with steps as a table says them; “after” names titles or numbers of rows, parted by “;”.

    Raises `Invalid` with the line for what cannot be read.
    """
    rows = _rows(content)
    data: dict[str, Any] = {"phases": []}
    phases: dict[str, str] = {}
    keys: list[str] = []
    for line, row in enumerate(rows, 2):
        if not row.get("step"):
            raise _wrong(line, _("The step has no title."))
        title = row.get("phase") or (next(reversed(phases), "") or _("Work"))
        if title not in phases:
            phases[title] = add_phase(data, title)
        lasts = (row.get("lasts") or "1d").replace(" ", "").lower()
        if length_minutes(lasts) is None:
            raise _wrong(line, _("“%(value)s” is no length: 30m, 4h, 2d or 1w.") % {"value": row["lasts"]})
        keys.append(add_step(data, row["step"], phases[title], lasts=lasts))
        _fill(home_of(data, keys[-1])[1], row, line)
    _link(data, rows, keys)
    return data


def _fill(step: dict[str, Any], row: dict[str, str], line: int) -> None:
    if not length_minutes(step["lasts"]):
        del step["lasts"]
        step["milestone"] = True
    if row.get("effort") and not step.get("milestone"):
        effort = row["effort"].replace(" ", "").lower()
        if length_minutes(effort) is None:
            raise _wrong(line, _("“%(value)s” is no length: 30m, 4h, 2d or 1w.") % {"value": row["effort"]})
        step["effort"] = effort
    if row.get("description"):
        step["description"] = row["description"]
    items = [each.strip() for each in row.get("checklist", "").split(";") if each.strip()]
    if items:
        step["checklist"] = items


def _link(data: dict[str, Any], rows: list[dict[str, str]], keys: list[str]) -> None:
    titles = {fold(row["step"]): key for row, key in zip(rows, keys, strict=True)}
    numbers = {str(at): key for at, key in enumerate(keys, 1)}
    steps = {step["key"]: step for step in all_steps(data)}
    for line, (row, key) in enumerate(zip(rows, keys, strict=True), 2):
        named = [each.strip() for each in row.get("after", "").split(";") if each.strip()]
        unknown = next((each for each in named if fold(each) not in titles and each not in numbers), None)
        if unknown is not None:
            raise _wrong(line, _("There is no step “%(title)s”.") % {"title": unknown})
        if named:
            steps[key]["after"] = [titles.get(fold(each)) or numbers[each] for each in named]


def _rows(content: bytes) -> list[dict[str, str]]:
    if len(content) > BYTES_MOST:
        raise Invalid("too-large", _("The file is larger than 1 MB."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeError as error:
        raise Invalid("not-text", _("The file is not UTF-8 text.")) from error
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    try:
        found = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise Invalid("not-csv", _("This is no table: %(problem)s.") % {"problem": error}) from error
    names = [_column(cell) for cell in (found[0] if found else [])]
    if "step" not in names:
        raise Invalid("no-column", _("The first row names the columns; one of them is “Step”."))
    rows = [dict(zip(names, map(str.strip, row), strict=False)) for row in found[1:] if any(map(str.strip, row))]
    if not 0 < len(rows) <= _ROWS_MOST:
        raise Invalid("no-rows", _("A table has from one to %(most)s steps.") % {"most": _ROWS_MOST})
    return rows


def _column(cell: str) -> str:
    word = fold(cell.strip())
    return next((name for name, words in _COLUMNS.items() if word in words), "")


def _wrong(line: int, message: str) -> Invalid:
    return Invalid("wrong-table", _("Line %(line)s: %(message)s") % {"line": line, "message": message})
