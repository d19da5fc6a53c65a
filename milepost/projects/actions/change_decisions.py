"""What the customer decides of a change request, and what follows: the plan, the scope, a baseline, the target."""

import datetime as dt
import json
from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.public import Contact
from milepost.audit.public import update_record, update_records
from milepost.identity.public import Right, demand
from milepost.lib.actor import SYSTEM, Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.actions.change_requests import locked_change, refuse_stale_effect
from milepost.projects.actions.deciding import aim_at, baseline_of_version
from milepost.projects.actions.plan_changes import Reason, change_plan
from milepost.projects.actions.projects import refuse_strangers
from milepost.projects.actions.proposals import close_proposal
from milepost.projects.actions.scope_items import add_scope_items
from milepost.projects.actions.scope_versions import last_version, write_version
from milepost.projects.models import ChangeRequest, Proposal, ScopeItem, ScopeVersion
from milepost.projects.queries.agreements import agreed_version
from milepost.projects.queries.change_effects import edits_of_change
from milepost.projects.queries.change_words import change_data
from milepost.projects.queries.clean_values import refuse_beyond_bounds
from milepost.projects.queries.scope_documents import Document, Names, draft_document
from milepost.projects.records import MoveOrigin
from milepost.projects.records_scope import ChangeState, ProposalState

_EVIDENCE_MOST = 20_000
_REASON_MOST = 2000


def decide_change(
    change: ChangeRequest,
    decision: str,
    *,
    actor: Actor,
    decider: Contact | None = None,
    reason: str = "",
    evidence: str = "",
    at: dt.datetime | None = None,
) -> ChangeRequest:
    """Write what the customer decided of a request that was sent: `approved` or `declined`.

    One of us writes down what `decider` answered, with its evidence; or they act themselves, as an actor of kind
    `contact`. Approval makes the edits of the plan as one act that the ledger tells apart from slips, the next version
    of the scope with its baseline, and sets the target that was asked for.

    Raises `Conflict`: `wrong-state` unless it was sent, `stale-plan` if the plan was changed since the effect was
    computed; `Invalid` without evidence, or for a no without a reason.
    """
    is_themselves = actor.kind == "contact"
    if not is_themselves:
        demand(actor, Right.WRITE)
    elif decider is None or actor.id != str(decider.pk):
        raise NotAllowed("not-yours", _("Everybody answers for themselves."))
    _refuse_words(decision, reason, evidence, at, needs_evidence=not is_themselves)
    with transaction.atomic():
        locked = locked_change(change)
        if locked.state != ChangeState.SENT:
            words = _("“%(change)s” cannot be decided: %(state)s.")
            raise Conflict("wrong-state", words % {"change": locked, "state": locked.get_state_display()})
        if decision == ChangeState.APPROVED:
            refuse_stale_effect(locked)
        if decider is not None:
            refuse_strangers(locked.project, decider)
        values = {
            "state": decision,
            "decided_at": at or timezone.now(),
            "decider": decider,
            "recorded_by": "" if is_themselves else actor.label[:200],
            "reason": reason.strip(),
            "evidence": evidence.strip(),
        }
        decided = update_record(locked, values, actor=actor)
        if decision == ChangeState.DECLINED:
            return decided
        return _carry_out(decided, replace(SYSTEM, label=actor.label) if is_themselves else actor)


def _carry_out(change: ChangeRequest, actor: Actor) -> ChangeRequest:
    project, edits = change.project, edits_of_change(change)
    made: dict[str, object] = {}
    if edits:
        reason = Reason(note=change.title, is_agreed=True, title=str(change))
        applied = change_plan(
            project, edits, actor=actor, revision=change.revision, reason=reason, origin=MoveOrigin.SCOPE, as_one=True
        )
        made["batch"] = applied.batch
        project.refresh_from_db()
    version = _next_version(change, actor)
    _overtake(change, version, actor)
    made |= {"made_scope": version, "baseline": baseline_of_version(project, version, actor=actor)}
    aim_at(project, change.target_on, actor=actor)
    return update_record(change, made, actor=actor)


def _next_version(change: ChangeRequest, actor: Actor) -> ScopeVersion:
    """Make the next version of what is agreed, not of the draft, which may say what nobody has agreed to yet."""
    document, names = _agreed_document(change)
    added = _write_draft(change, actor)
    outs = {edit["item"] for edit in change.scope_edits if edit["do"] == "out"}
    for section, items in document["sections"].items():
        kept = [item for item in items if item["id"] not in outs]
        new = [{"id": item.pk, "text": item.text} for item in added if item.section == section]
        document["sections"][section] = [*kept, *new]
    document["changes"] = [*document["changes"], change_data(change)]
    last = last_version(change.project)
    document["number"] = last.number + 1 if last else 1
    if change.target_on is not None:
        document["target_on"] = change.target_on.isoformat()
    return write_version(change.project, document, names, actor=actor, note=str(change))


def _agreed_document(change: ChangeRequest) -> tuple[Document, Names]:
    agreed = agreed_version(change.project) or last_version(change.project)
    if agreed is None:
        return draft_document(change.project, number=1, target_on=change.project.target_on)
    document: Document = json.loads(agreed.document)
    return document, agreed.names


def _write_draft(change: ChangeRequest, actor: Actor) -> list[ScopeItem]:
    """Let the working draft say what was approved; return the lines that are new."""
    outs = [edit["item"] for edit in change.scope_edits if edit["do"] == "out"]
    present = ScopeItem.objects.filter(project=change.project, pk__in=outs, removed_at=None)
    update_records([(item, {"removed_at": timezone.now()}) for item in present], actor=actor)
    added: list[ScopeItem] = []
    for edit in change.scope_edits:
        if edit["do"] == "add":
            added += add_scope_items(change.project, edit["section"], [edit["text"]], actor=actor)
    return added


def _overtake(change: ChangeRequest, version: ScopeVersion, actor: Actor) -> None:
    """Close what is proposed: it does not hold what was approved now."""
    for proposal in Proposal.objects.filter(project=change.project).open().select_related("project", "scope"):
        why = _("%(version)s came of an approved change.") % {"version": version}
        close_proposal(proposal, ProposalState.OVERTAKEN, actor=actor, why=why)


def _refuse_words(decision: str, reason: str, evidence: str, at: dt.datetime | None, *, needs_evidence: bool) -> None:
    for name, text in (("reason", reason), ("evidence", evidence)):
        refuse_beyond_bounds(name, text)
    if decision not in {ChangeState.APPROVED, ChangeState.DECLINED}:
        raise _wrong("decision", _("Answer yes or no."))
    if len(reason) > _REASON_MOST or (decision == ChangeState.DECLINED and not reason.strip()):
        raise _wrong("reason", _("Say why not, so that it can be mended."))
    if len(evidence) > _EVIDENCE_MOST or (needs_evidence and not evidence.strip()):
        raise _wrong("evidence", _("Write what they wrote or said, or the name of the file that you attach."))
    if at is not None and at > timezone.now():
        raise _wrong("on", _("This day is yet to come."))


def _wrong(name: str, words: str) -> Invalid:
    return Invalid("wrong-value", words, {name: words})
