"""Starting a playbook: one act that makes the project with all that belongs to it, and keeps what it came from."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.playbooks.actions.scoping import write_scope
from milepost.playbooks.models import PlaybookVersion, Run, RunStep
from milepost.playbooks.queries.planning import Planning
from milepost.playbooks.queries.preparing import Prepared, prepare
from milepost.playbooks.queries.previews import running
from milepost.playbooks.records import GO_LIVE, START
from milepost.playbooks.records_start import Filling, Person, StartRequest
from milepost.projects.public import NewMember, Part, begin_project

_EXPECTED_MOST = 300
_RANK = (Part.LEAD, Part.OVERSEES, Part.CONTRIBUTES, Part.INFORMED)


def start_playbook(
    version: PlaybookVersion, request: StartRequest, *, actor: Actor, viewer: User, today: dt.date | None = None
) -> Run:
    """Begin the project of a playbook for an account, wholly or not at all. `viewer` is who starts it.

    Raises `Invalid` (`missing`) with the fields that must be said, or are wrong; `Conflict` (`already-running`, with
    `project_id`) where it runs for the same anchor and no reason says why once more.
    """
    found = prepare_start(version, request, viewer, today or timezone.localdate())
    return begin_start(version, found, actor=actor, viewer=viewer)


def prepare_start(version: PlaybookVersion, request: StartRequest, viewer: User, today: dt.date) -> Prepared:
    """Return a start with all that can be computed before it is written. Raises as `start_playbook` does."""
    if version.playbook.archived_at is not None:
        raise Conflict("archived", _("This playbook is archived: it is started no more."))
    if request.account.archived_at is not None:
        raise Conflict("archived-account", _("This account is archived."))
    found = prepare(version.records, request, viewer, today)
    if found.missing or found.planning is None:
        raise _missing(found)
    _refuse_second(version, found)
    return found


def begin_start(version: PlaybookVersion, found: Prepared, *, actor: Actor, viewer: User) -> Run:
    """Write a start that was prepared."""
    demand(actor, Right.WRITE, Right.READ_ALL)
    if found.planning is None:
        raise _missing(found)
    with transaction.atomic():
        begun = begin_project(
            found.name,
            found.edits,
            actor=actor,
            members=_members(found.fillings, found.planning, viewer),
            checklists=found.planning.checklists(),
            account=found.request.account,
            kind=version.records.kind,
            method=version.records.method,
            start_on=found.dates[START],
            target_on=found.dates.get(GO_LIVE),
            description=found.planning.text(version.records.outcome),
        )
        write_scope(begun.project, found.planning, actor=actor)
        run = create_record(_run(version, found, actor, begun.project.pk), actor=actor)
        keys = [step.key for step in found.planning.document.steps]
        RunStep.objects.bulk_create(
            [RunStep(run=run, playbook=version.playbook, step=key, task=begun.tasks[key]) for key in keys]
        )
    run.project = begun.project
    return run


def _missing(found: Prepared) -> Invalid:
    message = next(iter(found.missing.values()), _("No step is left to be made."))
    return Invalid("missing", message, found.missing)


def _refuse_second(version: PlaybookVersion, found: Prepared) -> None:
    first = running(version, found).first()
    if first is not None and not found.request.reason.strip():
        message = _("“%(project)s” runs for this account already. Say why once more.")
        raise Conflict("already-running", message % {"project": first.project}, project_id=first.project_id)


def _run(version: PlaybookVersion, found: Prepared, actor: Actor, project_id: int) -> Run:
    anchor = version.records.anchor
    return Run(
        project_id=project_id,
        version_used=version,
        playbook=version.playbook,
        account=found.request.account,
        anchor=anchor,
        anchor_on=found.dates.get(anchor),
        anchors={key: day.isoformat() for key, day in found.dates.items()},
        answers=found.answers,
        started_by=actor.label[:200],
        reason=found.request.reason.strip()[:300],
    )


def _members(fillings: Iterable[Filling], planning: Planning, starter: User) -> list[NewMember]:
    """Return who is on the project, once each, in the highest of their parts. Without a lead it is who starts it."""
    people: dict[tuple[type, int], tuple[Person, list[Filling]]] = {}
    for filling in fillings:
        if filling.person is not None:
            key = (type(filling.person), filling.person.pk)
            people.setdefault(key, (filling.person, []))[1].append(filling)
    members = [_member(person, parts, planning) for person, parts in people.values()]
    if not any(member.part == Part.LEAD for member in members):
        members = [member for member in members if member.person != starter]
        members.append(NewMember(person=starter, part=Part.LEAD))
    return members


def _member(person: Person, parts: list[Filling], planning: Planning) -> NewMember:
    texts = (planning.text(filling.role.expected) for filling in parts)
    expected = " ".join(dict.fromkeys(text for text in texts if text))[:_EXPECTED_MOST]
    part = min((Part(filling.role.part) for filling in parts), key=_RANK.index)
    return NewMember(person=person, part=part, expected=expected)
