"""What differs between two versions of a scope, in words."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _

from milepost.projects.queries.scope_shown import ShownItem, ShownScope
from milepost.projects.records_scope import Section
from milepost.ui.public import date_words


class DifferenceKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class ScopeDifference:
    """One thing that differs. `place` is the section, "" for what concerns the whole."""

    kind: DifferenceKind
    place: str
    was: str
    now: str


def scope_differences(before: ShownScope, after: ShownScope) -> list[ScopeDifference]:
    """Return what differs from one version to another; the order of items alone is no difference."""
    return [*_of_whole(before, after), *_of_items(before, after)]


def _of_whole(before: ShownScope, after: ShownScope) -> Iterator[ScopeDifference]:
    if before.target_on != after.target_on:
        yield ScopeDifference(DifferenceKind.CHANGED, _("Go-live"), _day(before.target_on), _day(after.target_on))
    known = {change["number"] for change in before.changes}
    for change in after.changes:
        if change["number"] not in known:
            yield ScopeDifference(DifferenceKind.ADDED, _("Agreed changes"), "", change["title"])


def _of_items(before: ShownScope, after: ShownScope) -> Iterator[ScopeDifference]:
    was, now = _by_id(before), _by_id(after)
    for key, (section, item) in now.items():
        if key not in was:
            yield ScopeDifference(DifferenceKind.ADDED, str(section.label), "", item.text)
            continue
        old_section, old = was[key]
        if old_section != section:
            yield ScopeDifference(DifferenceKind.REMOVED, str(old_section.label), old.text, "")
            yield ScopeDifference(DifferenceKind.ADDED, str(section.label), "", item.text)
        elif _words(old) != _words(item):
            yield ScopeDifference(DifferenceKind.CHANGED, str(section.label), _words(old), _words(item))
    for key, (section, item) in was.items():
        if key not in now:
            yield ScopeDifference(DifferenceKind.REMOVED, str(section.label), item.text, "")


def _by_id(scope: ShownScope) -> dict[int, tuple[Section, ShownItem]]:
    return {item.id: (part.section, item) for part in scope.sections for item in part.items}


def _words(item: ShownItem) -> str:
    """Return all that an item says, so that no difference is passed over."""
    said = (item.text, item.detail, item.who, item.task, item.link, ", ".join(one["name"] for one in item.files))
    return " · ".join(part for part in said if part)


def _day(day: dt.date | None) -> str:
    return date_words(day) if day else _("not said")
