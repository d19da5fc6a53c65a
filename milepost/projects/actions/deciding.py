"""What signers say to a proposal: yes or no, to exactly what they were shown; and what follows when all have."""

import datetime as dt
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.public import Contact
from milepost.audit.public import update_record
from milepost.identity.public import Right, User, demand
from milepost.lib.actor import SYSTEM, Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.actions.baselines import take_baseline
from milepost.projects.actions.projects import change_project
from milepost.projects.actions.proposals import close_proposal, open_proposal, pass_on
from milepost.projects.models import Baseline, Project, Proposal, ScopeVersion, Signer, Task
from milepost.projects.queries.clean_values import refuse_beyond_bounds
from milepost.projects.queries.scope_documents import is_untouched
from milepost.projects.records import PartySide
from milepost.projects.records_scope import Needs, ProposalState, SignerState

_REASON_MOST = 2000
_EVIDENCE_MOST = 20_000


def decide(
    proposal: Proposal, who: User | Contact, decision: str, *, sha256: str, actor: Actor, reason: str = ""
) -> Proposal:
    """Let a signer agree or decline, themselves. `sha256` is the fingerprint of what they were shown.

    A colleague acts as themselves; a contact through the door that let them in, as an actor of kind `contact`.
    Raises `NotAllowed` for another actor, `Conflict` when the proposal is closed, was overtaken or its day has passed,
    when they have answered already or were shown something else; `Invalid` for a no without a reason.
    """
    _demand_themselves(who, actor)
    with transaction.atomic():
        locked = open_proposal(proposal)
        if sha256 != locked.scope.sha256:
            raise Conflict("other-version", _("This is not the version that is proposed. Read it again, then answer."))
        key = {"user": who} if isinstance(who, User) else {"contact": who}
        signers = list(Signer.objects.filter(proposal=locked, **key).exclude(state=SignerState.PASSED_ON))
        if not signers:
            raise NotAllowed("not-asked", _("Your answer is not asked for here."))
        for signer in _waiting(signers):
            _answer(signer, locked.scope, decision, reason, actor=actor)
        return _after(locked, actor)


def delegate(proposal: Proposal, who: User | Contact, to: User | Contact, *, actor: Actor) -> Signer:
    """Let a signer pass the question on to somebody of their side."""
    _demand_themselves(who, actor)
    with transaction.atomic():
        locked = open_proposal(proposal)
        key = {"user": who} if isinstance(who, User) else {"contact": who}
        mine = Signer.objects.filter(proposal=locked, state=SignerState.WAITING, **key).first()
        if mine is None:
            raise NotAllowed("not-asked", _("Your answer is not asked for here."))
        return pass_on(locked, mine, to, actor=actor)


def record_decision(
    signer: Signer, decision: str, *, actor: Actor, evidence: str = "", reason: str = "", at: dt.datetime | None = None
) -> Proposal:
    """Write down what a customer's signer answered by mail or in person: with what it came as, and when it was said.

    Raises `Invalid` without evidence, or for a day that is to come; a colleague answers for themselves.
    """
    demand(actor, Right.WRITE)
    if signer.side != PartySide.THEIRS:
        raise NotAllowed("not-yours", _("Everybody answers for themselves."))
    refuse_beyond_bounds("evidence", evidence)
    if not evidence.strip() or len(evidence) > _EVIDENCE_MOST:
        words = _("Write what they wrote or said, or the name of the file that you attach.")
        raise Invalid("no-evidence", words, {"evidence": words})
    if at is not None and at > timezone.now():
        raise Invalid("wrong-value", _("This day is yet to come."), {"on": _("This day is yet to come.")})
    with transaction.atomic():
        locked = open_proposal(signer.proposal)
        (stored,) = _waiting([Signer.objects.get(pk=signer.pk)])
        _answer(stored, locked.scope, decision, reason, actor=actor, at=at, evidence=evidence.strip())
        return _after(locked, actor)


def _demand_themselves(who: User | Contact, actor: Actor) -> None:
    if isinstance(who, User):
        demand(actor, Right.WRITE)
    if (actor.kind, actor.id) != ("user" if isinstance(who, User) else "contact", str(who.pk)):
        raise NotAllowed("not-yours", _("Everybody answers for themselves."))


def _waiting(signers: list[Signer]) -> list[Signer]:
    waiting = [signer for signer in signers if signer.state == SignerState.WAITING]
    if not waiting:
        raise Conflict("answered", _("“%(name)s” has answered already.") % {"name": signers[0]})
    return waiting


def _answer(
    signer: Signer,
    version: ScopeVersion,
    decision: str,
    reason: str,
    *,
    actor: Actor,
    at: dt.datetime | None = None,
    evidence: str = "",
) -> None:
    if decision not in {SignerState.AGREED, SignerState.DECLINED}:
        raise Invalid("wrong-value", _("Answer yes or no."), {"decision": _("Answer yes or no.")})
    refuse_beyond_bounds("reason", reason)
    if len(reason) > _REASON_MOST or (decision == SignerState.DECLINED and not reason.strip()):
        words = _("Say why not, so that it can be mended.")
        raise Invalid("no-reason", words, {"reason": words})
    if not is_untouched(version):
        raise Conflict("touched", _("The text of this version was tampered with. It cannot be agreed."))
    values = {
        "state": decision,
        "reason": reason.strip(),
        "decided_at": at or timezone.now(),
        "sha256": version.sha256,
        "recorded_by": actor.label[:200] if evidence else "",
        "evidence": evidence,
    }
    update_record(signer, values, actor=actor)


def _after(proposal: Proposal, actor: Actor) -> Proposal:
    """Close the proposal once the answers suffice."""
    signers = list(Signer.objects.filter(proposal=proposal).exclude(state=SignerState.PASSED_ON))
    declined = next((one for one in signers if one.state == SignerState.DECLINED), None)
    if declined is not None and (proposal.needs == Needs.ALL or not _may_still_agree(signers)):
        why = _("%(name)s declined: %(reason)s") % {"name": declined, "reason": declined.reason}
        return close_proposal(proposal, ProposalState.DECLINED, actor=actor, why=why)
    if not _is_agreed(proposal, signers):
        return proposal
    closed = close_proposal(proposal, ProposalState.AGREED, actor=actor)
    return seal_agreement(closed, actor=actor)


def _is_agreed(proposal: Proposal, signers: list[Signer]) -> bool:
    agreed = [one for one in signers if one.state == SignerState.AGREED]
    if proposal.needs == Needs.ALL:
        return len(agreed) == len(signers)
    return {one.side for one in agreed} == {one.side for one in signers}


def _may_still_agree(signers: list[Signer]) -> bool:
    """Say whether each side that was asked has somebody who agreed or may agree yet."""
    left = {one.side for one in signers if one.state != SignerState.DECLINED}
    return left == {one.side for one in signers}


def seal_agreement(proposal: Proposal, *, actor: Actor) -> Proposal:
    """Take a baseline named after the version, and let the project aim at the day that it says."""
    # Whoever said the last yes may be a customer: what follows from it is the plan's, told under their name.
    doing = actor if actor.kind != "contact" else replace(SYSTEM, label=actor.label)
    baseline = baseline_of_version(proposal.project, proposal.scope, actor=doing)
    aim_at(proposal.project, proposal.scope.target_on, actor=doing)
    return update_record(proposal, {"baseline": baseline}, actor=doing) if baseline else proposal


def baseline_of_version(project: Project, version: ScopeVersion, *, actor: Actor) -> Baseline | None:
    """Take the baseline of an agreed version; None while there is no plan."""
    if not Task.objects.filter(project=project).exists():
        return None
    name, number = str(version), 1
    while Baseline.objects.filter(project=project, name=name).exists():
        number += 1
        name = f"{version} ({number})"
    return take_baseline(project, name, actor=actor, is_agreement=True)


def aim_at(project: Project, target_on: dt.date | None, *, actor: Actor) -> None:
    """Set the project's target, where one was agreed."""
    if target_on is not None and target_on != project.target_on:
        change_project(Project.objects.get(pk=project.pk), {"target_on": target_on}, actor=actor)
