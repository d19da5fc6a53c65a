"""The parts of a draft that a form shows: a step, a role, a question, the scope, what stands at the top.

What a form wrote is laid over what is stored now, field by field: who changed another field meanwhile loses nothing.
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from milepost.lib.errors import Conflict
from milepost.playbooks.drafting.outlines import Data, all_steps, free_key, home_of

NEW = "new"
ABOUT = ("name", "purpose", "kind", "method", "anchor", "go-live", "outcome", "project-name")
_LISTS = {"role": "roles", "question": "questions"}
_LETTERS = ("does", "answers", "asked", "told")


class Overlap(Conflict):
    """The same fields were written meanwhile: their names, and the part as it is stored now."""

    def __init__(self, names: list[str], stored: Data) -> None:
        self.names, self.stored = names, stored
        words = _("Somebody else changed this meanwhile. Look at both, then save again: that writes yours.")
        super().__init__("stale", words)


def part_of(data: Data, part: str, key: str = "") -> Data:
    """Return what a part says now; nothing for one that is new. Raises `Conflict` where it was taken out."""
    if part == "step":
        return home_of(data, key)[1]
    if part == "about":
        return {name: data[name] for name in ABOUT if name in data}
    if part == "scope":
        found: Data = data.get("scope", {})
        return found
    if key == NEW:
        return {}
    row = next((each for each in data.get(_LISTS[part], []) if each["key"] == key), None)
    if row is None:
        raise Conflict("gone", _("This was taken out meanwhile."))
    return dict(row)


def put_part(data: Data, part: str, key: str, was: Data, mine: Data) -> str:
    """Lay what a form wrote over what is stored, and return the key; `was` is what the form was drawn with.

    Raises `Overlap` where somebody else wrote the same fields otherwise.
    """
    stored = part_of(data, part, key)
    merged = _merged(was, stored, mine)
    if part == "step":
        stored.clear()
        stored.update(merged)
    elif part == "about":
        for name in ABOUT:
            data.pop(name, None)
        data.update(merged)
    elif part == "scope":
        data["scope"] = merged
        if not merged:
            del data["scope"]
    else:
        return _put_row(data, _LISTS[part], key, merged)
    return key


def remove_row(data: Data, part: str, key: str) -> str:
    """Take out a role or a question; nobody of that role does anything then."""
    rows = data.get(_LISTS[part], [])
    data[_LISTS[part]] = [row for row in rows if row["key"] != key]
    if part == "role":
        for step in all_steps(data):
            for letter in _LETTERS:
                if key in step.get(letter, ()):
                    step[letter] = [each for each in step[letter] if each != key]
                    if not step[letter]:
                        del step[letter]
    return key


def _put_row(data: Data, name: str, key: str, row: Data) -> str:
    rows = data.setdefault(name, [])
    if key == NEW:
        key = free_key(str(row.get("name") or row.get("ask") or ""), (each["key"] for each in rows))
        rows.append({"key": key, **{field: value for field, value in row.items() if field != "key"}})
        return key
    data[name] = [{**row, "key": key} if each["key"] == key else each for each in rows]
    return key


def _merged(was: Mapping[str, Any], stored: Mapping[str, Any], mine: Mapping[str, Any]) -> Data:
    names = dict.fromkeys([*mine, *stored])
    theirs = [name for name in {*names, *was} if stored.get(name) != was.get(name)]
    both = [name for name in theirs if mine.get(name) not in (was.get(name), stored.get(name))]
    if both:
        raise Overlap(sorted(both), dict(stored))
    found = {name: stored.get(name) if name in theirs else mine.get(name) for name in names}
    return {name: value for name, value in found.items() if value is not None}
