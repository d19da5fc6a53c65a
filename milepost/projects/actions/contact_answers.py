"""What somebody of the customer answers themselves: to a proposed scope, a deliverable, a change request."""

from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Contact
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, NotAllowed
from milepost.projects.actions.change_decisions import decide_change
from milepost.projects.actions.deciding import decide
from milepost.projects.actions.deliveries import decide_delivery
from milepost.projects.actions.telling import Notice, tell_of_project
from milepost.projects.models import ChangeRequest, Delivery, Project, Proposal
from milepost.projects.queries.contact_sight import refuse_contact
from milepost.projects.queries.deciders import may_decide
from milepost.projects.records_scope import ChangeState, DeliveryState, SignerState

_AGREES = gettext_lazy("%(who)s agrees to “%(what)s” of “%(project)s”")
_DECLINES = gettext_lazy("%(who)s declines “%(what)s” of “%(project)s”")
_ACCEPTS = gettext_lazy("%(who)s accepts “%(what)s” of “%(project)s”")
_WANTS_CHANGES = gettext_lazy("%(who)s wants “%(what)s” of “%(project)s” changed")
_WORDS: dict[str, Any] = {
    SignerState.AGREED: _AGREES,
    SignerState.DECLINED: _DECLINES,
    DeliveryState.ACCEPTED: _ACCEPTS,
    DeliveryState.CHANGES: _WANTS_CHANGES,
    ChangeState.APPROVED: _AGREES,
}


def answer_scope(
    proposal: Proposal, decision: str, *, by: Contact, actor: Actor, sha256: str, reason: str = ""
) -> Proposal:
    """Agree to a proposed scope or decline it, as `decide` does; who leads the project is told."""
    refuse_contact(proposal, proposal.project.account, by, actor)
    with transaction.atomic():
        decided = decide(proposal, by, decision, sha256=sha256, actor=actor, reason=reason)
        url = reverse("projects:proposal", args=[proposal.pk])
        notice = _notice(decision, actor, f"scope:{proposal.pk}:{by.pk}")
        tell_of_project(proposal.project, notice, url=url, what=proposal.scope)
    return decided


def answer_delivery(
    delivery: Delivery,
    decision: str,
    *,
    by: Contact,
    actor: Actor,
    answer: str = "",
    expected_version: int | None = None,
) -> Delivery:
    """Accept a version of a deliverable, or say what is to be changed; who leads the project is told.

    Raises `NotAllowed` for who does not decide for the customer, else as `decide_delivery` does.
    """
    project = delivery.deliverable.project
    refuse_contact(delivery, project.account, by, actor)
    _refuse_undeciding(by, project)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        _refuse_stale(Delivery.objects.select_related("deliverable").get(pk=delivery.pk), expected_version)
        decided = decide_delivery(delivery, decision, actor=actor, decider=by, answer=answer)
        url = reverse("projects:deliverable", args=[delivery.deliverable_id])
        tell_of_project(project, _notice(decision, actor, f"delivery:{delivery.pk}"), url=url, what=decided)
    return decided


def answer_change(
    change: ChangeRequest,
    decision: str,
    *,
    by: Contact,
    actor: Actor,
    reason: str = "",
    expected_version: int | None = None,
) -> ChangeRequest:
    """Approve a change request or decline it, as `decide_change` does; who leads the project is told."""
    project = change.project
    refuse_contact(change, project.account, by, actor)
    _refuse_undeciding(by, project)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        _refuse_stale(ChangeRequest.objects.get(pk=change.pk), expected_version)
        decided = decide_change(change, decision, actor=actor, decider=by, reason=reason)
        url = reverse("projects:change-request", args=[change.pk])
        tell_of_project(project, _notice(decision, actor, f"change:{change.pk}"), url=url, what=decided)
    return decided


def _refuse_undeciding(by: Contact, project: Project) -> None:
    if not may_decide(by, project):
        raise NotAllowed("not-asked", _("Your answer is not asked for here."))


def _refuse_stale(stored: Delivery | ChangeRequest, expected_version: int | None) -> None:
    if expected_version is not None and stored.version != expected_version:
        words = _("“%(what)s” was changed meanwhile. Read it again, then answer.")
        raise Conflict("other-version", words % {"what": stored})


def _notice(decision: str, actor: Actor, key: str) -> Notice:
    return Notice("contact-answer", _WORDS[decision], actor, f"{key}:{decision}")
