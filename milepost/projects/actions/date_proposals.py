"""The customer proposes a day for a task; nothing moves until one of us accepts, seeing what it does to the plan."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Contact, Erased
from milepost.audit.public import create_record, update_record
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.actions.plan_changes import Applied, Reason, change_plan
from milepost.projects.actions.telling import Notice, tell_of_task
from milepost.projects.models import DateProposal, Project, Task
from milepost.projects.queries.clean_values import refuse_beyond_bounds
from milepost.projects.queries.contact_sight import refuse_contact
from milepost.projects.queries.contact_tasks import may_propose_day
from milepost.projects.queries.date_effects import edit_of_day, effect_of_day
from milepost.projects.queries.steering import refuse_steering
from milepost.projects.records import DateProposalState, PartySide

_TEXT_MOST = 2000
_ASKED = gettext_lazy("%(who)s proposes another day for “%(task)s”")
_TAKEN_BACK = gettext_lazy("%(who)s took back the day proposed for “%(task)s”")


def propose_date(task: Task, day: dt.date, *, by: Contact, actor: Actor, why: str = "") -> DateProposal:
    """Let somebody of the customer propose the day on which a task ends, or a meeting or milestone is held.

    Their own open proposal is replaced. Raises `Conflict` while a colleague's waits, `Invalid` for a day that has
    passed, that the plan has already, or on which it cannot be.
    """
    refuse_contact(task, task.account, by, actor)
    clean = _text("why", why)
    with transaction.atomic():
        stored = _locked_task(task)
        if not may_propose_day(stored):
            raise Conflict("not-movable", _("The day of “%(task)s” cannot be proposed.") % {"task": stored.title})
        _refuse_day(stored, day)
        effect_of_day(stored, day)  # raises for a day on which it cannot be
        _replace_own(stored, by, actor)
        proposal = DateProposal(
            task=stored, contact=by, name=by.name[:200], day=day, was_on=stored.finish_on, why=clean
        )
        create_record(proposal, actor=actor)
        url = reverse("projects:date-proposal", args=[proposal.pk])
        tell_of_task(stored, Notice("date-proposed", _ASKED, actor, proposal.pk), url)
    return proposal


def withdraw_date(proposal: DateProposal, *, by: Contact, actor: Actor) -> DateProposal:
    """Let who proposed a day take it back."""
    refuse_contact(proposal.task, proposal.task.account, by, actor)
    with transaction.atomic():
        stored = _open(proposal)
        if stored.contact_id != by.pk:
            raise NotAllowed("not-yours", _("Only who proposed a day takes it back."))
        tell_of_task(stored.task, Notice("date-withdrawn", _TAKEN_BACK, actor, stored.pk))
        return _closed(stored, DateProposalState.WITHDRAWN, actor)


def accept_date(
    proposal: DateProposal, *, by: User, actor: Actor, revision: int | None = None, answer: str = ""
) -> Applied:
    """Move the task to the day that was proposed; the ledger says whose wish it was.

    `revision` is that of the plan whose effect the person saw: `Conflict` (`stale-plan`) if it was changed since.
    """
    demand(actor, Right.WRITE)
    clean = _text("answer", answer)
    with transaction.atomic():
        stored = _open(proposal)
        project = _project_of(stored.task)
        refuse_steering(by, project)
        note = stored.why or _("A day that %(name)s proposed.") % {"name": stored.who}
        reason = Reason(note=note[:500], side=PartySide.THEIRS)
        edit = edit_of_day(stored.task, stored.day)
        applied = change_plan(project, [edit], actor=actor, revision=revision, reason=reason)
        _closed(stored, DateProposalState.ACCEPTED, actor, answer=clean, batch=applied.batch)
    return applied


def decline_date(proposal: DateProposal, *, by: User, actor: Actor, answer: str) -> DateProposal:
    """Leave the plan as it is, and say why. Raises `Invalid` without words."""
    demand(actor, Right.WRITE)
    clean = _text("answer", answer)
    if not clean:
        words = _("Say why not, or which day would do.")
        raise Invalid("no-answer", words, {"answer": words})
    with transaction.atomic():
        stored = _open(proposal)
        refuse_steering(by, _project_of(stored.task))
        return _closed(stored, DateProposalState.DECLINED, actor, answer=clean)


def unname_dates(contact: Contact, actor: Actor) -> Erased:
    """Take an erased person's name off the days that they proposed."""
    proposals = list(DateProposal.objects.filter(contact=contact))
    for proposal in proposals:
        update_record(proposal, {"contact": None, "name": ""}, actor=actor)
    return Erased(len(proposals))


def _locked_task(task: Task) -> Task:
    Project.objects.select_for_update().filter(tasks=task).first()
    return Task.objects.select_related("project", "account").get(pk=task.pk)


def _project_of(task: Task) -> Project:
    if task.project is None:
        raise Conflict("no-plan", _("“%(task)s” has no plan.") % {"task": task.title})
    return task.project


def _open(proposal: DateProposal) -> DateProposal:
    """Return a proposal as it is stored, its plan locked; `Conflict` once it is decided."""
    _locked_task(proposal.task)
    stored = DateProposal.objects.select_related("task__project", "task__account").get(pk=proposal.pk)
    if not stored.is_open:
        raise Conflict("decided", _("This is decided: %(state)s.") % {"state": stored.get_state_display()})
    return stored


def _closed(proposal: DateProposal, state: DateProposalState, actor: Actor, **values: Any) -> DateProposal:
    decider = "" if actor.kind == "contact" else actor.label[:200]  # who proposed it took it back
    decided = {"state": state, "decided_at": timezone.now(), "decided_by": decider, **values}
    return update_record(proposal, decided, actor=actor)


def _replace_own(task: Task, by: Contact, actor: Actor) -> None:
    waiting = DateProposal.objects.filter(task=task, state=DateProposalState.OPEN).first()
    if waiting is None:
        return
    if waiting.contact_id != by.pk:
        words = _("%(name)s has proposed %(day)s. It waits for an answer.")
        raise Conflict("there-already", words % {"name": waiting.who, "day": date_format(waiting.day, "j M Y")})
    _closed(waiting, DateProposalState.WITHDRAWN, actor)


def _refuse_day(task: Task, day: dt.date) -> None:
    refuse_beyond_bounds("day", day)
    if day < timezone.localdate():
        raise _wrong("day", _("This day has passed."))
    if day == task.finish_on:
        raise _wrong("day", _("This is the day that the plan has already."))


def _text(name: str, text: str) -> str:
    refuse_beyond_bounds(name, text)
    if len(text) > _TEXT_MOST:
        raise _wrong(name, _("Write at most %(most)s characters.") % {"most": _TEXT_MOST})
    return text.strip()


def _wrong(name: str, words: str) -> Invalid:
    return Invalid("wrong-value", words, {name: words})
