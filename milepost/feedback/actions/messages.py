"""What is said about a request: answers to those who asked, words of theirs, notes among us."""

import datetime as dt

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.accounts.public import Contact
from milepost.audit.public import create_record, update_record
from milepost.feedback.actions.requests import finish_request, locked_request
from milepost.feedback.models import Request, RequestMessage
from milepost.feedback.queries.rules import clean_message, refuse_stranger
from milepost.feedback.records import RequestState
from milepost.identity.public import Right, User, demand, notify
from milepost.lib.actor import Actor
from milepost.lib.bounds import past_moment


def answer_request(
    request: Request, text: str, *, by: User, actor: Actor, is_end: bool = False, at: dt.datetime | None = None
) -> RequestMessage:
    """Say something to those who asked; the first time counts as the answer. With `is_end` that is all: it is done."""
    demand(actor, Right.WRITE)
    said = clean_message("text", text)
    moment = past_moment("at", at) if at else timezone.now()
    with transaction.atomic():
        locked = locked_request(request)
        message = create_record(RequestMessage(request=locked, user=by, text=said, at=moment), actor=actor)
        if locked.answered_at is None:
            update_record(locked, {"answered_at": max(moment, locked.received_at)}, actor=actor)
        if is_end and locked.is_open:
            finish_request(locked, actor=actor, at=moment)
    return message


def note_on_request(request: Request, text: str, *, by: User, actor: Actor) -> RequestMessage:
    """Say something among us."""
    demand(actor, Right.WRITE)
    message = RequestMessage(request=request, user=by, text=clean_message("text", text), is_internal=True)
    return create_record(message, actor=actor)


def hear_from_contact(request: Request, text: str, *, by: Contact, actor: Actor) -> RequestMessage:
    """Keep what somebody of the customer says; the owner is told, and what waited for them is in work again."""
    if actor.kind != "contact":
        demand(actor, Right.WRITE)
    said = clean_message("text", text)
    refuse_stranger("contact", request.account, by)
    with transaction.atomic():
        locked = locked_request(request)
        message = create_record(RequestMessage(request=locked, contact=by, text=said), actor=actor)
        if locked.state == RequestState.WAITING:
            update_record(locked, {"state": RequestState.WORK}, actor=actor)
        if locked.owner is not None:
            with override(locked.owner.language):
                words = _("%(who)s on the request “%(request)s”") % {"who": by, "request": locked}
                url = reverse("feedback:request-detail", args=[locked.pk])
                notify(locked.owner, "request-heard", words, url, dedupe_key=f"request-heard:{message.pk}")
    return message
