"""A scope as a document: data with one canonical text, whose SHA-256 stands for exactly what was shown."""

import datetime as dt
import hashlib
import json
import secrets
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from milepost.accounts.public import Contact
from milepost.files.public import StoredFile
from milepost.identity.public import User
from milepost.projects.models import Project, ScopeItem, ScopeVersion
from milepost.projects.records_scope import Section

FORMAT = "milepost-scope-1"
type Document = dict[str, Any]
type Names = dict[str, dict[str, str]]


def canonical(document: Mapping[str, Any]) -> str:
    """Return the one text of a document: keys in order, no spaces, composed letters."""
    text = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return unicodedata.normalize("NFC", text)


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a text, as lower-case hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def is_untouched(version: ScopeVersion) -> bool:
    """Say whether a version's text, and each name that is still kept, is what its fingerprint was made of."""
    if fingerprint(version.document) != version.sha256:
        return False
    seals = json.loads(version.document)["people"]
    return all(seals.get(key) == _seal(one["name"], one["salt"]) for key, one in version.names.items())


def draft_document(
    project: Project, *, number: int, target_on: dt.date | None = None, names: Names | None = None
) -> tuple[Document, Names]:
    """Return the working draft as a document, with the names behind its seals. Three queries.

    `names` are those of an earlier version: a name that is still the same keeps its salt, so that nothing differs.
    """
    items = list(ScopeItem.objects.filter(project=project).present().select_related("user", "contact", "task"))
    keys = [str(item.pk) for item in items]
    files: dict[str, list[StoredFile]] = {}
    for stored in StoredFile.objects.filter(owner_kind=ScopeItem.audit_kind(), owner_key__in=keys).order_by("pk"):
        files.setdefault(stored.owner_key, []).append(stored)
    seals = _Seals(names or {})
    sections = {
        section.value: [
            item_data(item, files.get(str(item.pk), ()), seals) for item in items if item.section == section
        ]
        for section in Section
    }
    document: Document = {
        "format": FORMAT,
        "project": project.name,
        "account": project.account.name if project.account else None,
        "number": number,
        "target_on": target_on.isoformat() if target_on else None,
        "sections": sections,
        "changes": [],
        "people": seals.document,
    }
    return document, seals.names


class _Seals:
    """People of a document: in it a seal of each name, beside it the name and its salt."""

    def __init__(self, known: Names) -> None:
        self.known = known
        self.names: Names = {}
        self.document: dict[str, str] = {}

    def put(self, person: User | Contact) -> str:
        """Return how the document speaks of a person."""
        key = f"{'user' if isinstance(person, User) else 'contact'}:{person.pk}"
        if key not in self.names:
            name = unicodedata.normalize("NFC", str(person))
            known = self.known.get(key, {})
            salt = known["salt"] if known.get("name") == name else secrets.token_hex(8)
            self.names[key] = {"name": name, "salt": salt}
            self.document[key] = _seal(name, salt)
        return key


def item_data(item: ScopeItem, files: Iterable[StoredFile], seals: _Seals) -> Document:
    """Return what a document says of an item; what is empty is left out."""
    people = {name: seals.put(person) for name, person in (("user", item.user), ("contact", item.contact)) if person}
    said = {
        "detail": item.detail,
        "task": item.task.title if item.task else "",
        "link": item.link,
        "files": [{"id": one.pk, "name": one.name, "sha256": one.sha256} for one in files],
    }
    return {"id": item.pk, "text": item.text, **{key: value for key, value in said.items() if value}, **people}


def _seal(name: str, salt: str) -> str:
    return fingerprint(f"{salt}:{name}")


def changes_of(version: ScopeVersion | None) -> list[Document]:
    """Return the changes that were approved up to a version; the next one goes on saying them."""
    changes: list[Document] = json.loads(version.document)["changes"] if version else []
    return changes


def is_empty_document(text: str) -> bool:
    """Say whether the document of a version says nothing."""
    return not any(json.loads(text)["sections"].values())
