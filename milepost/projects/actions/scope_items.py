"""The working draft of a scope: lines written, changed, ordered, taken out and put back."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.public import Contact
from milepost.audit.public import create_records, update_record, update_records
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.projects.actions.projects import refuse_strangers
from milepost.projects.models import Project, ScopeItem, Task
from milepost.projects.queries.clean_values import refuse_beyond_bounds
from milepost.projects.records_scope import COLUMNS_OF_SECTION, Section

ITEMS_MOST = 500
LINES_MOST = 100


def add_scope_items(
    project: Project, section: str, texts: list[str], *, actor: Actor, values: Mapping[str, Any] | None = None
) -> list[ScopeItem]:
    """Write lines at the end of a section of the draft. Raises `Invalid` for an empty one, and beyond 500 in all."""
    demand(actor, Right.WRITE)
    texts = [text.strip() for text in texts if text.strip()]
    if not texts or len(texts) > LINES_MOST:
        raise _wrong("text", _("Write 1 to %(most)s lines.") % {"most": LINES_MOST})
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        present = ScopeItem.objects.filter(project=locked, removed_at=None)
        if present.count() + len(texts) > ITEMS_MOST:
            raise _wrong("text", _("A scope has at most %(most)s lines.") % {"most": ITEMS_MOST})
        last = present.filter(section=section).aggregate(last=Max("position"))["last"]
        first = 0 if last is None else last + 1
        items = [
            ScopeItem(
                project=locked,
                section=section,
                position=first + at,
                **_clean(locked, section, {"text": text, **(values or {})}),
            )
            for at, text in enumerate(texts)
        ]
        create_records(items, actor=actor)
    return items


def change_scope_item(
    item: ScopeItem, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> ScopeItem:
    """Write a line otherwise. Raises `Invalid` with the fields that are wrong, `Conflict` if it was taken out."""
    demand(actor, Right.WRITE)
    if item.removed_at is not None:
        raise Conflict("taken-out", _("“%(text)s” was taken out of the scope meanwhile.") % {"text": item.text})
    section = changes.get("section", item.section)
    clean = _clean(item.project, section, {key: value for key, value in changes.items() if key != "section"})
    if section != item.section:
        clean |= {"section": section, **_emptied(section)}
    return update_record(item, clean, actor=actor, expected_version=expected_version)


def move_scope_item(item: ScopeItem, *, by: int, actor: Actor) -> None:
    """Let a line stand one place further up (-1) or down (1) in its section; at its end nothing happens."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=item.project_id)
        rows = list(ScopeItem.objects.filter(project=locked, section=item.section).present())
        at = next((place for place, row in enumerate(rows) if row.pk == item.pk), None)
        if at is None:
            raise Conflict("taken-out", _("“%(text)s” was taken out of the scope meanwhile.") % {"text": item.text})
        if 0 <= at + by < len(rows):
            rows.insert(at + by, rows.pop(at))
        moved = [(row, {"position": place}) for place, row in enumerate(rows) if row.position != place]
        update_records(moved, actor=actor)


def take_out_scope_item(item: ScopeItem, *, actor: Actor) -> ScopeItem:
    """Take a line out of the draft; versions that hold it keep it."""
    demand(actor, Right.WRITE)
    return update_record(item, {"removed_at": item.removed_at or timezone.now()}, actor=actor)


def put_back_scope_item(item: ScopeItem, *, actor: Actor) -> ScopeItem:
    """Put a line back into the draft."""
    demand(actor, Right.WRITE)
    return update_record(item, {"removed_at": None}, actor=actor)


def _clean(project: Project, section: str, values: Mapping[str, Any]) -> dict[str, Any]:
    if section not in Section.values:
        raise _wrong("section", _("A scope has no such section."))
    known = {"text", *COLUMNS_OF_SECTION.get(section, ())}
    unknown = sorted(set(values) - known)
    if unknown:
        raise _wrong(unknown[0], _("“%(section)s” do not say this.") % {"section": Section(section).label})
    wrong: dict[str, str] = {}
    clean = dict(values)
    for name in {"text", "detail", "link"} & set(values):
        try:
            clean[name] = ScopeItem._meta.get_field(name).clean(str(values[name]).strip(), ScopeItem())  # type: ignore[union-attr] # columns alone
            refuse_beyond_bounds(name, clean[name])
        except ValidationError as error:
            wrong[name] = error.messages[0]
    if wrong:
        raise Invalid("wrong-value", next(iter(wrong.values())), wrong)
    _refuse_people(project, section, clean)
    return clean


def _refuse_people(project: Project, section: str, clean: Mapping[str, Any]) -> None:
    contact, task = clean.get("contact"), clean.get("task")
    if isinstance(contact, Contact):
        refuse_strangers(project, contact)
    if isinstance(task, Task) and task.project_id != project.pk:
        raise _wrong("task", _("The plan has no such task."))
    if section == Section.REQUIREMENT and contact is not None and clean.get("user") is not None:
        raise _wrong("contact", _("One person asks for a requirement: name one."))


def _emptied(section: str) -> dict[str, Any]:
    """Return empty values for what another section does not say."""
    empty: dict[str, Any] = {"detail": "", "link": "", "user": None, "contact": None, "task": None}
    return {name: value for name, value in empty.items() if name not in COLUMNS_OF_SECTION.get(section, ())}


def _wrong(name: str, words: str) -> Invalid:
    return Invalid("wrong-value", words, {name: words})
