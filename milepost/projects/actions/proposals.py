"""A version of a scope is proposed to people, talked about, withdrawn, overtaken; who cannot answer is replaced."""

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.tasks import task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from milepost.accounts.public import Contact
from milepost.audit.public import create_record, create_records, update_record
from milepost.identity.public import Right, User, demand, notify
from milepost.jobs.public import retrying
from milepost.lib.actor import SYSTEM, Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.projects.actions.projects import refuse_strangers
from milepost.projects.models import Project, Proposal, ProposalComment, ScopeVersion, Signer
from milepost.projects.queries.agreements import agreed_version
from milepost.projects.queries.clean_values import refuse_beyond_bounds
from milepost.projects.queries.scope_documents import is_empty_document
from milepost.projects.queries.steering import may_steer
from milepost.projects.records import PartySide
from milepost.projects.records_scope import Needs, ProposalState, SignerState

SIGNERS_MOST = 20
_TEXT_MOST = 5000
_ASKED = gettext_lazy("Your answer is asked for: %(version)s of “%(project)s”")
_CLOSED = gettext_lazy("%(version)s of “%(project)s”: %(state)s")
_COMMENTED = gettext_lazy("%(who)s on %(version)s of “%(project)s”")


def propose_scope(
    version: ScopeVersion,
    people: Sequence[User | Contact],
    *,
    actor: Actor,
    by: User | None = None,
    needs: str = Needs.ALL,
    expires_on: dt.date | None = None,
    message: str = "",
    at: dt.datetime | None = None,
) -> Proposal:
    """Put a version before people to be agreed; what was open until now is overtaken. Those of us are told.

    Raises `Invalid` without people, for a stranger, for somebody who left or does not see the project, for a day that
    has passed; `Conflict` (`older-version`) for a version that is older than one that was agreed.
    """
    demand(actor, Right.WRITE)
    _refuse(version, people, expires_on if at is None else None)
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=version.project_id)
        _refuse_older(version)
        for known in Proposal.objects.filter(project=project).open():
            _close(known, ProposalState.OVERTAKEN, actor, _("%(version)s was proposed.") % {"version": version})
        proposal = Proposal(
            project=project,
            scope=version,
            needs=Needs(needs),
            expires_on=expires_on,
            message=_text("message", message),
            by=by,
            by_label=actor.label[:200],
            proposed_at=at or timezone.now(),
        )
        create_record(proposal, actor=actor)
        signers = create_records([_signer(proposal, person) for person in people], actor=actor)
        tell_signers(signers)
    return proposal


def withdraw_proposal(proposal: Proposal, *, actor: Actor, why: str = "") -> Proposal:
    """Take an open proposal back. Raises `Conflict` if it is no longer open."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = open_proposal(proposal)
        return _close(locked, ProposalState.WITHDRAWN, actor, why)


def replace_signer(signer: Signer, person: User | Contact, *, actor: Actor) -> Signer:
    """Ask another person of the same side instead of one who has not answered. What was is kept as passed on."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        proposal = open_proposal(signer.proposal)
        return pass_on(proposal, signer, person, actor=actor)


def pass_on(proposal: Proposal, signer: Signer, person: User | Contact, *, actor: Actor) -> Signer:
    """Let another person answer for a signer who waits. The proposal must be locked."""
    waiting = Signer.objects.filter(proposal=proposal, pk=signer.pk, state=SignerState.WAITING).first()
    if waiting is None:
        raise Conflict("answered", _("“%(name)s” has answered already.") % {"name": signer})
    _refuse_person(proposal.project, person)
    other = _signer(proposal, person)
    if other.side != waiting.side:
        raise _wrong("person", _("Name somebody of the same side."))
    if _asked(proposal).filter(user=other.user, contact=other.contact).exists():
        raise _wrong("person", _("“%(name)s” is asked already.") % {"name": person})
    update_record(waiting, {"state": SignerState.PASSED_ON}, actor=actor)
    other.stands_for = waiting
    create_record(other, actor=actor)
    tell_signers([other])
    return other


def comment_on_proposal(proposal: Proposal, text: str, *, by: User | Contact, actor: Actor) -> ProposalComment:
    """Say something about a proposal; those of us whose answer is asked for, and who proposed it, are told."""
    if isinstance(by, User):
        demand(actor, Right.WRITE)
    clean = _text("text", text)
    if not clean:
        raise _wrong("text", _("Write a comment."))
    who = {"user": by} if isinstance(by, User) else {"contact": by}
    with transaction.atomic():
        comment = create_record(ProposalComment(proposal=proposal, text=clean, **who), actor=actor)
        told = {one.user for one in _asked(proposal).select_related("user")} | {proposal.by}
        for user in (one for one in told if one is not None and one != by):
            _tell(user, proposal, f"scope-comment:{comment.pk}", _COMMENTED, who=by)
    return comment


@task
@retrying(max_attempts=3, backoff_seconds=60)
def expire_proposals() -> int:
    """Close open proposals whose day has passed; return how many. Safe to run twice."""
    past = Proposal.objects.all().open().filter(expires_on__lt=timezone.localdate())
    count = 0
    for key in list(past.values_list("pk", flat=True)):
        with transaction.atomic():
            proposal = Proposal.objects.select_for_update(of=("self",)).get(pk=key)
            if proposal.is_open and proposal.is_past:
                _close(proposal, ProposalState.EXPIRED, SYSTEM, _("Its day passed without an answer of all."))
                count += 1
    return count


def open_proposal(proposal: Proposal) -> Proposal:
    """Return a proposal as it is stored, locked behind its project; `Conflict` unless it can be answered still."""
    Project.objects.select_for_update().get(pk=proposal.project_id)
    locked = Proposal.objects.select_related("project", "scope").get(pk=proposal.pk)
    if not locked.is_open:
        words = _("This proposal is closed: %(state)s.") % {"state": locked.get_state_display()}
        raise Conflict(locked.state, words)
    if locked.is_past:
        raise Conflict("expired", _("The day until which this could be answered has passed. Propose it anew."))
    return locked


def close_proposal(proposal: Proposal, state: ProposalState, *, actor: Actor, why: str = "") -> Proposal:
    """Write what became of a proposal, and tell who proposed it."""
    return _close(proposal, state, actor, why)


def tell_signers(signers: Sequence[Signer]) -> None:
    """Tell those of us whose answer is asked for."""
    for signer in signers:
        if signer.user is not None:
            _tell(signer.user, signer.proposal, f"scope-asked:{signer.pk}", _ASKED)


def _close(proposal: Proposal, state: ProposalState, actor: Actor, why: str) -> Proposal:
    values = {"state": state, "closed_at": timezone.now(), "closed_why": why.strip()[:500]}
    closed = update_record(proposal, values, actor=actor)
    if closed.by is not None and str(closed.by.pk) != actor.id:
        _tell(closed.by, closed, f"scope-closed:{closed.pk}", _CLOSED, state=ProposalState(state).label)
    return closed


def _refuse(version: ScopeVersion, people: Sequence[User | Contact], expires_on: dt.date | None) -> None:
    refuse_beyond_bounds("expires_on", expires_on)
    if expires_on is not None and expires_on < timezone.localdate():
        raise _wrong("expires_on", _("This day has passed."))
    if is_empty_document(version.document):
        raise Invalid("empty-scope", _("The scope says nothing yet: write what it is to achieve."))
    if not 0 < len(set(people)) <= SIGNERS_MOST or len(set(people)) != len(people):
        raise _wrong("people", _("Name 1 to %(most)s people, each once.") % {"most": SIGNERS_MOST})
    for person in people:
        _refuse_person(version.project, person)


def _refuse_person(project: Project, person: User | Contact) -> None:
    """Raise `Invalid` for somebody who cannot answer."""
    if isinstance(person, User):
        if not person.is_active:
            raise _wrong("people", _("%(name)s is not here any more.") % {"name": person})
        if not (person.may(Right.WRITE) and may_steer(person, project)):
            raise _wrong(
                "people",
                _("%(name)s may not decide here: they do not see the whole project, or read only.") % {"name": person},
            )
        return
    if person.archived_at is not None or person.left_on is not None:
        raise _wrong("people", _("%(name)s is not at the customer any more.") % {"name": person})
    refuse_strangers(project, person)


def _refuse_older(version: ScopeVersion) -> None:
    agreed = agreed_version(version.project)
    if agreed is not None and agreed.number >= version.number:
        words = _("%(version)s is agreed already. Make a new version of the draft to propose it.")
        raise Conflict("older-version", words % {"version": agreed})


def _signer(proposal: Proposal, person: User | Contact) -> Signer:
    if isinstance(person, User):
        return Signer(proposal=proposal, user=person, side=PartySide.OURS, name=str(person)[:200])
    return Signer(proposal=proposal, contact=person, side=PartySide.THEIRS, name=str(person)[:200])


def _asked(proposal: Proposal) -> QuerySet[Signer]:
    return Signer.objects.filter(proposal=proposal).exclude(state=SignerState.PASSED_ON)


def _tell(user: User, proposal: Proposal, key: str, words: object, **values: object) -> None:
    """Tell a colleague in their language, unless they do not see the project (any more)."""
    if not may_steer(user, proposal.project):
        return
    with override(user.language):
        said = {"version": proposal.scope, "project": proposal.project, **values}
        url = reverse("projects:proposal", args=[proposal.pk])
        notify(user, key.partition(":")[0], str(words) % said, url, dedupe_key=key)


def _text(name: str, text: str) -> str:
    refuse_beyond_bounds(name, text)
    if len(text) > _TEXT_MOST:
        raise _wrong(name, _("Write at most %(most)s characters.") % {"most": _TEXT_MOST})
    return text.strip()


def _wrong(name: str, words: str) -> Invalid:
    return Invalid("wrong-value", words, {name: words})
