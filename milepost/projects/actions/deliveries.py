"""Deliverables are submitted, and accepted or given back with what is to be changed."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.public import Contact
from milepost.audit.public import create_record, update_record
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.actions.projects import refuse_strangers
from milepost.projects.models import Delivery, Project, ScopeItem
from milepost.projects.queries.clean_values import refuse_beyond_bounds
from milepost.projects.records_scope import DeliveryState, Section

_TEXT_MOST = 5000


def submit_delivery(deliverable: ScopeItem, *, actor: Actor, note: str = "", link: str = "") -> Delivery:
    """Hand a deliverable over as its next version.

    Raises `Invalid` for a line that is no deliverable, `Conflict` if a version waits for its answer, one was accepted,
    or the deliverable was taken out of the scope.
    """
    demand(actor, Right.WRITE)
    note, link = _text("note", note), _link(link)
    if deliverable.section != Section.DELIVERABLE:
        raise _wrong("deliverable", _("“%(text)s” is no deliverable.") % {"text": deliverable.text})
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=deliverable.project_id)
        if ScopeItem.objects.get(pk=deliverable.pk).removed_at is not None:
            raise Conflict("taken-out", _("“%(text)s” was taken out of the scope.") % {"text": deliverable.text})
        last = Delivery.objects.filter(deliverable=deliverable).order_by("-number").first()
        if last is not None and last.state != DeliveryState.CHANGES:
            words = _("Version %(number)s is there already: %(state)s.")
            raise Conflict("there-already", words % {"number": last.number, "state": last.get_state_display()})
        number = last.number + 1 if last else 1
        delivery = Delivery(deliverable=deliverable, number=number, note=note, link=link, by_label=actor.label[:200])
        return create_record(delivery, actor=actor)


def decide_delivery(
    delivery: Delivery,
    decision: str,
    *,
    actor: Actor,
    decider: Contact | None = None,
    answer: str = "",
    at: dt.datetime | None = None,
) -> Delivery:
    """Write what the customer said of a version: `accepted`, or `changes` with what is to be changed.

    One of us writes it down, or `decider` acts themselves as an actor of kind `contact`.
    """
    is_themselves = actor.kind == "contact"
    if not is_themselves:
        demand(actor, Right.WRITE)
    elif decider is None or actor.id != str(decider.pk):
        raise NotAllowed("not-yours", _("Everybody answers for themselves."))
    answer = _text("answer", answer)
    if decision not in {DeliveryState.ACCEPTED, DeliveryState.CHANGES}:
        raise _wrong("decision", _("Accept it, or say what is to be changed."))
    if decision == DeliveryState.CHANGES and not answer:
        raise _wrong("answer", _("Say what is to be changed."))
    if at is not None and at > timezone.now():
        raise _wrong("on", _("This day is yet to come."))
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=delivery.deliverable.project_id)
        stored = Delivery.objects.select_related("deliverable").get(pk=delivery.pk)
        if stored.state != DeliveryState.SUBMITTED:
            words = _("“%(delivery)s” is decided: %(state)s.")
            raise Conflict("decided", words % {"delivery": stored, "state": stored.get_state_display()})
        if decider is not None:
            refuse_strangers(project, decider)
        values = {
            "state": decision,
            "answer": answer,
            "decider": decider,
            "decided_at": at or timezone.now(),
            "recorded_by": "" if is_themselves else actor.label[:200],
        }
        return update_record(stored, values, actor=actor)


def _text(name: str, text: str) -> str:
    refuse_beyond_bounds(name, text)
    if len(text) > _TEXT_MOST:
        raise _wrong(name, _("Write at most %(most)s characters.") % {"most": _TEXT_MOST})
    return text.strip()


def _link(link: str) -> str:
    refuse_beyond_bounds("link", link)
    try:
        clean: str = Delivery._meta.get_field("link").clean(link.strip(), Delivery())
    except ValidationError as error:
        raise _wrong("link", error.messages[0]) from error
    return clean


def _wrong(name: str, words: str) -> Invalid:
    return Invalid("wrong-value", words, {name: words})
