"""What the tab Scope shows: the working draft by section, and the versions that were made of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy

from milepost.files.public import StoredFile
from milepost.projects.models import Project, ScopeItem, ScopeVersion
from milepost.projects.queries.scope_documents import changes_of, draft_document
from milepost.projects.queries.scope_shown import ShownScope, shown_document, who_words
from milepost.projects.records_scope import Section

_HINTS: Mapping[str, object] = {
    Section.GOAL: gettext_lazy("What the customer wants to reach, like “Half the downtime by June”"),
    Section.IN: gettext_lazy("What is done, like “Three sites in Norway”"),
    Section.OUT: gettext_lazy("What is not done, so that nobody waits for it"),
    Section.ASSUMPTION: gettext_lazy("What must hold for the plan to hold, like “Test system by 1 March”"),
    Section.REQUIREMENT: gettext_lazy("What it must be able to do"),
    Section.DELIVERABLE: gettext_lazy("What is handed over, like “Training manual”"),
    Section.COMMITMENT: gettext_lazy("What was promised in the sale"),
}


@dataclass(frozen=True, slots=True)
class DraftItem:
    """A line of the draft. `who` says who asked or promised, `files` are its evidence."""

    item: ScopeItem
    who: str
    files: tuple[StoredFile, ...]


@dataclass(frozen=True, slots=True)
class DraftSection:
    section: Section
    hint: str
    items: tuple[DraftItem, ...]


def draft_sections(project: Project, sections: tuple[Section, ...] = tuple(Section)) -> list[DraftSection]:
    """Return the draft, or some of its sections. Two queries."""
    rows = ScopeItem.objects.filter(project=project, section__in=sections).present()
    items = list(rows.select_related("user", "contact", "task"))
    keys = [str(item.pk) for item in items]
    files: dict[str, list[StoredFile]] = {}
    for stored in StoredFile.objects.filter(owner_kind=ScopeItem.audit_kind(), owner_key__in=keys).order_by("pk"):
        files.setdefault(stored.owner_key, []).append(stored)
    drawn = [
        DraftItem(
            item,
            who_words(item.section, str(item.user or ""), str(item.contact or "")),
            tuple(files.get(str(item.pk), ())),
        )
        for item in items
    ]
    return [
        DraftSection(section, str(_HINTS[section]), tuple(one for one in drawn if one.item.section == section))
        for section in sections
    ]


def shown_draft(project: Project, last: ScopeVersion | None) -> ShownScope:
    """Return the draft as its next version would be shown. Three queries."""
    number, target_on = (last.number + 1, last.target_on) if last else (1, None)
    document, names = draft_document(project, number=number, target_on=target_on)
    document["changes"] = changes_of(last)
    return shown_document(document, names)
