"""What one version of a playbook says otherwise than another, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from milepost.playbooks.reading.writing import playbook_data, step_data
from milepost.playbooks.records import PlaybookDocument


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: of what, and what it was and is (empty where it was not there, or is gone)."""

    of: str
    before: str
    after: str


def changes(before: PlaybookDocument, after: PlaybookDocument) -> list[Change]:
    """Return what is other in `after`: heads, roles, questions, phases and steps, each named by its key."""
    found = list(_of(_("Playbook"), _heads(before), _heads(after)))
    for label, name in ((_("Role"), "roles"), (_("Question"), "questions")):
        found += _of_many(
            label, _keyed(playbook_data(before).get(name, [])), _keyed(playbook_data(after).get(name, []))
        )
    phases = ({phase.key: {"title": phase.title} for phase in one.phases} for one in (before, after))
    found += _of_many(_("Phase"), *phases)
    steps = ({step.key: step_data(step) for step in one.steps} for one in (before, after))
    found += _of_many(_("Step"), *steps)
    return found


def _heads(document: PlaybookDocument) -> dict[str, Any]:
    data = playbook_data(document)
    return {name: value for name, value in data.items() if name not in {"roles", "questions", "phases"}}


def _keyed(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["key"]: row for row in rows}


def _of_many(
    label: str, before: Mapping[str, Mapping[str, Any]], after: Mapping[str, Mapping[str, Any]]
) -> Iterator[Change]:
    for key in [*after, *(key for key in before if key not in after)]:
        place = f"{label} “{_called(after.get(key) or before[key], key)}”"
        if key not in before:
            yield Change(place, "", _("added"))
        elif key not in after:
            yield Change(place, _("removed"), "")
        else:
            yield from _of(place, before[key], after[key])


def _called(row: Mapping[str, Any], key: str) -> str:
    return str(row.get("title") or row.get("name") or row.get("ask") or key)


def _of(place: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield Change(f"{place}, {name}", _words(before.get(name)), _words(after.get(name)))


def _words(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(_words(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_words(one)}" for name, one in value.items())
    return str(value)
