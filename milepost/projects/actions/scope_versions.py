"""Versions of a scope: the working draft, frozen under a number."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.audit.public import create_record
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid
from milepost.projects.models import Project, ScopeVersion
from milepost.projects.queries.clean_values import refuse_beyond_bounds
from milepost.projects.queries.scope_documents import (
    Document,
    Names,
    canonical,
    changes_of,
    draft_document,
    fingerprint,
)


def freeze_scope(project: Project, *, actor: Actor, target_on: dt.date | None = None, note: str = "") -> ScopeVersion:
    """Make the next version of the working draft; where nothing differs from the last one, return that.

    Raises `Invalid` (`empty-scope`) if the draft says nothing.
    """
    demand(actor, Right.WRITE)
    refuse_beyond_bounds("target_on", target_on)
    with transaction.atomic():
        locked = Project.objects.select_for_update(of=("self",)).select_related("account").get(pk=project.pk)
        last = last_version(locked)
        number = last.number if last else 1
        known = last.names if last else None
        document, names = draft_document(locked, number=number, target_on=target_on, names=known)
        document["changes"] = changes_of(last)
        if not any(document["sections"].values()):
            raise Invalid("empty-scope", _("The scope says nothing yet: write what it is to achieve."))
        if last is not None and fingerprint(canonical(document)) == last.sha256:
            return last
        if last is not None:
            document["number"] = last.number + 1
        return write_version(locked, document, names, actor=actor, note=note)


def write_version(project: Project, document: Document, names: Names, *, actor: Actor, note: str = "") -> ScopeVersion:
    """Keep a document as the version whose number it says."""
    text = canonical(document)
    target = document["target_on"]
    version = ScopeVersion(
        project=project,
        number=document["number"],
        document=text,
        sha256=fingerprint(text),
        names=names,
        target_on=dt.date.fromisoformat(target) if target else None,
        note=note.strip()[:500],
        by_label=actor.label[:200],
    )
    return create_record(version, actor=actor)


def last_version(project: Project) -> ScopeVersion | None:
    """Return the newest version of a project's scope."""
    return ScopeVersion.objects.filter(project=project).order_by("-number").first()
