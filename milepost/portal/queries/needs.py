"""What is needed from somebody of the customer: one thing first, with what it unblocks."""

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.feedback.public import Request, RequestState
from milepost.portal.records import Visitor
from milepost.projects.public import (
    ChangeRequest,
    ChangeState,
    Delivery,
    DeliveryState,
    Dependency,
    Letter,
    PartySide,
    ProposalState,
    Signer,
    SignerState,
    Task,
)

_SOON = dt.timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Need:
    """One thing to do. `url_name` and `key` lead to it; `due` None: no day was said."""

    title: str
    due: dt.date | None
    url_name: str
    key: int
    button: str
    unblocks: tuple[str, ...] = ()
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class Needs:
    """`first` and the others for this person, in order; `overdue` counts among them, `colleagues` those of others."""

    first: Need | None
    more: tuple[Need, ...]
    overdue: int
    colleagues: int


def needs_of(visitor: Visitor, tasks: Iterable[Any], today: dt.date) -> Needs:
    """Return what is needed; `tasks` are those that the visitor sees, with `parties`. Five queries."""
    open_tasks = [task for task in tasks if task.is_open and not task.is_summary]
    mine = [task for task in open_tasks if _is_mine(task, visitor) and _is_soon(task, today)]
    theirs = [task for task in open_tasks if _is_theirs(task) and not _is_mine(task, visitor) and _is_soon(task, today)]
    found = [*_of_tasks(visitor, mine, today), *_to_decide(visitor, today)]
    found.sort(key=lambda need: (need.due or today + dt.timedelta(days=3), need.title))
    return Needs(found[0] if found else None, tuple(found[1:]), sum(need.is_overdue for need in found), len(theirs))


def _is_mine(task: Any, visitor: Visitor) -> bool:
    return any(
        party.contact_id == visitor.contact.pk and party.letter == Letter.RESPONSIBLE for party in task.shown_parties
    )


def _is_theirs(task: Any) -> bool:
    return any(party.side == PartySide.THEIRS and party.letter == Letter.RESPONSIBLE for party in task.shown_parties)


def _is_soon(task: Task, today: dt.date) -> bool:
    return task.start_on is None or task.start_on <= today + _SOON


def _of_tasks(visitor: Visitor, tasks: list[Any], today: dt.date) -> Iterator[Need]:
    waiting: dict[int, list[str]] = {}
    links = Dependency.objects.visible_to_contact(visitor.contact, visitor.account)
    links = links.filter(predecessor__in=[task.pk for task in tasks]).select_related("successor").order_by("pk")
    for link in links:
        if link.successor.is_open:
            waiting.setdefault(link.predecessor_id, []).append(link.successor.title)
    for task in tasks:
        due = min((day for day in (task.finish_on, task.deadline_on) if day), default=None)
        yield Need(
            title=task.title,
            due=due,
            url_name="portal:task",
            key=task.pk,
            button=_("Open"),
            unblocks=tuple(waiting.get(task.pk, ())),
            is_overdue=due is not None and due < today,
        )


def _to_decide(visitor: Visitor, today: dt.date) -> Iterator[Need]:
    who = visitor.contact, visitor.account
    signers = Signer.objects.visible_to_contact(*who).filter(contact=visitor.contact, state=SignerState.WAITING)
    for signer in signers.filter(proposal__state=ProposalState.OPEN).select_related("proposal__project"):
        due, project = signer.proposal.expires_on, signer.proposal.project
        if due is None or due >= today:
            yield _decision(_("Agree to the scope of %(what)s") % {"what": project}, due, "scope", signer.proposal_id)
    for change in ChangeRequest.objects.visible_to_contact(*who).filter(state=ChangeState.SENT).order_by("pk"):
        yield _decision(_("Decide on a change: %(what)s") % {"what": change.title}, None, "change", change.pk)
    deliveries = Delivery.objects.visible_to_contact(*who).filter(state=DeliveryState.SUBMITTED)
    for delivery in deliveries.select_related("deliverable").order_by("pk"):
        title = _("Look at what we delivered: %(what)s") % {"what": delivery}
        yield _decision(title, None, "delivery", delivery.pk)
    for asked in Request.objects.visible_to_contact(*who).filter(state=RequestState.WAITING).order_by("pk"):
        title = _("Answer our question on “%(what)s”") % {"what": asked.title}
        yield Need(title, None, "portal:request", asked.pk, _("Answer"))


def _decision(title: str, due: dt.date | None, page: str, key: int) -> Need:
    late = due is not None and due < timezone.localdate()
    return Need(title, due, f"portal:{page}", key, _("Review"), is_overdue=late)
