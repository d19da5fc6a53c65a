"""A version of a scope as a page shows it: read from its document alone, never from what was written since."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from milepost.projects.models import ScopeVersion
from milepost.projects.queries.scope_documents import Document, Names
from milepost.projects.records_scope import Section


@dataclass(frozen=True, slots=True)
class ShownItem:
    """A line of a version. `who` says who asked or promised."""

    id: int
    text: str
    detail: str
    who: str
    task: str
    link: str
    files: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class ShownSection:
    section: Section
    items: tuple[ShownItem, ...]


@dataclass(frozen=True, slots=True)
class ShownScope:
    """A whole version: what was agreed on, or is to be."""

    project: str
    account: str
    number: int
    target_on: dt.date | None
    sections: tuple[ShownSection, ...]
    changes: tuple[Mapping[str, Any], ...]

    @property
    def is_empty(self) -> bool:
        return not any(one.items for one in self.sections)


def shown_version(version: ScopeVersion) -> ShownScope:
    """Return a version as it was shown. No query."""
    return shown_document(json.loads(version.document), version.names)


def shown_document(document: Document, names: Names) -> ShownScope:
    """Return a document as it is shown, with the names behind its seals."""
    target = document["target_on"]
    sections = (
        ShownSection(section, tuple(_item(section, one, names) for one in document["sections"].get(section, ())))
        for section in Section
    )
    return ShownScope(
        document["project"],
        document["account"] or "",
        document["number"],
        dt.date.fromisoformat(target) if target else None,
        tuple(sections),
        tuple(document["changes"]),
    )


def _item(section: Section, data: Document, names: Names) -> ShownItem:
    return ShownItem(
        data["id"],
        data["text"],
        data.get("detail", ""),
        who_words(section, *(name_behind(data[key], names) if key in data else "" for key in ("user", "contact"))),
        data.get("task", ""),
        data.get("link", ""),
        tuple(data.get("files", ())),
    )


def who_words(section: str, user: str, contact: str) -> str:
    """Return who asked, or who promised to whom, by their names."""
    if section != Section.COMMITMENT:
        return _("asked by %(name)s") % {"name": user or contact} if user or contact else ""
    if user and contact:
        return _("promised by %(name)s to %(other)s") % {"name": user, "other": contact}
    if user:
        return _("promised by %(name)s") % {"name": user}
    return _("promised to %(other)s") % {"other": contact} if contact else ""


def name_behind(key: str, names: Names) -> str:
    """Return the name behind a seal; of somebody who was erased it is gone."""
    return names[key]["name"] if key in names else _("somebody who was erased")
