"""Segments are saved, changed and deleted."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import clean_line, known_fields, wrong
from milepost.accounts.actions.segment_members import refresh_segment
from milepost.accounts.models import Segment
from milepost.accounts.queries.segments import clean_filter
from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, User, demand, person_behind
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, NotAllowed

FIELDS = frozenset({"name", "description", "is_shared", "filter"})


def save_segment(
    name: str, where: Any, *, actor: Actor, owner: User, description: str = "", is_shared: bool = False
) -> Segment:
    """Keep a filter of accounts under a name; a job computes its members at once, then every hour.

    Raises `Invalid` with a JSON pointer for a filter that `owner` cannot ask. Sharing needs the right for it.
    """
    demand(actor, Right.WRITE)
    given = {"name": name, "description": description, "is_shared": is_shared, "filter": where}
    values = _clean(given, owner, actor)
    with transaction.atomic():
        _refuse_doubled(values["name"], owner, None)
        segment = create_record(Segment(owner=owner, **values), actor=actor)
        refresh_segment.enqueue(segment.pk)
    return segment


def change_segment(
    segment: Segment, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> Segment:
    """Change a segment: only its owner does. With another filter its members are computed anew."""
    demand(actor, Right.WRITE)
    _demand_owner(segment, actor)
    known_fields(changes, FIELDS)
    values = _clean(changes, segment.owner, actor)
    with transaction.atomic():
        if "name" in values:
            _refuse_doubled(values["name"], segment.owner, segment)
        before = segment.filter
        update_record(segment, values, actor=actor, expected_version=expected_version)
        if segment.filter != before:
            refresh_segment.enqueue(segment.pk)
    return segment


def delete_segment(segment: Segment, *, actor: Actor, expected_version: int | None = None) -> None:
    """Delete a segment and who was in it when: its owner does, or who manages accounts."""
    demand(actor, Right.WRITE)
    person = person_behind(actor)
    if person is None or not person.may(Right.MANAGE_ACCOUNTS):
        _demand_owner(segment, actor)
    delete_record(segment, actor=actor, expected_version=expected_version)


def take_over_segment(segment: Segment, *, actor: Actor, owner: User) -> Segment:
    """Make somebody else the owner of a segment whose owner is gone; from then on their rights compute it.

    Raises `Conflict` ("owner-there") while its owner is active, and `Invalid` when `owner` cannot ask its filter.
    """
    demand(actor, Right.MANAGE_ACCOUNTS)
    with transaction.atomic():
        if User.objects.active().filter(pk=segment.owner_id).exists():
            words = _("%(owner)s is there and keeps “%(segment)s”.") % {"owner": segment.owner, "segment": segment}
            raise Conflict("owner-there", words)
        clean_filter(segment.filter, owner)
        _refuse_doubled(segment.name, owner, segment)
        update_record(segment, {"owner": owner}, actor=actor)
        refresh_segment.enqueue(segment.pk)
    return segment


def _clean(given: Mapping[str, Any], owner: User, actor: Actor) -> dict[str, Any]:
    values = dict(given)
    if "name" in values:
        values["name"] = clean_line(values["name"], "name", 80, needed=_("A segment needs a name."))
    if "description" in values:
        values["description"] = clean_line(values["description"], "description", 300)
    if "filter" in values:
        values["filter"] = clean_filter(values["filter"], owner)
    if values.get("is_shared"):
        demand(actor, Right.SHARE_VIEWS)
    return values


def _refuse_doubled(name: str, owner: User, but: Segment | None) -> None:
    others = Segment.objects.filter(owner=owner, name=name)
    if (others if but is None else others.exclude(pk=but.pk)).exists():
        raise wrong("name", _("You have a segment of this name already."), "name-taken")


def _demand_owner(segment: Segment, actor: Actor) -> None:
    person = person_behind(actor)
    if actor.kind == "user" and (person is None or person.pk != segment.owner_id):
        raise NotAllowed("not-yours", _("Only its owner can change this segment."))
