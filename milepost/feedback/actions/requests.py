"""Requests: filed, changed, worked on, done, declined, joined with another, opened again."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.accounts.public import Account, Touchpoint, TouchpointKind
from milepost.audit.public import create_record, update_record
from milepost.feedback.actions.figures import count_requests
from milepost.feedback.events import RequestClosed, RequestFiled
from milepost.feedback.models import Request
from milepost.feedback.queries.rules import clean_request
from milepost.feedback.queries.touchpoints import source_of
from milepost.feedback.records import ENDS, OPEN_STATES, Outcome, RequestDoor, RequestState
from milepost.identity.public import Right, User, demand, notify
from milepost.jobs.public import emit
from milepost.lib.actor import Actor
from milepost.lib.bounds import past_moment, plain_text, refuse
from milepost.lib.errors import Conflict

_REASON_MOST = 2000


def file_request(
    values: Mapping[str, Any],
    *,
    actor: Actor,
    account: Account | None = None,
    filed_by: User | None = None,
    door: str = RequestDoor.PAGE,
    received_at: dt.datetime | None = None,
    source_key: str = "",
) -> Request:
    """Take a request in; its owner is told. With a `source_key` that is known, return what it was captured as.

    A contact files by an actor of kind `contact`. Raises `Invalid` with the field that is wrong.
    """
    if actor.kind != "contact":
        demand(actor, Right.WRITE)
    at = past_moment("received_at", received_at) if received_at else timezone.now()
    request = Request(account=account, filed_by=filed_by, door=RequestDoor(door), received_at=at, source_key=source_key)
    for name, value in clean_request(request, {"title": "", **values}).items():
        setattr(request, name, value)
    try:
        with transaction.atomic():
            known = _captured(source_key)
            if known is not None:
                return known
            create_record(request, actor=actor)
            _tell_owner(request, actor)
            count_requests(account)
            emit(RequestFiled(request.pk, request.account_id))
    except IntegrityError:
        known = _captured(source_key)  # by somebody at the same moment
        if known is None:
            raise
        return known
    return request


def _captured(source_key: str) -> Request | None:
    return Request.objects.filter(source_key=source_key).first() if source_key else None


def file_touchpoint(touchpoint: Touchpoint, values: Mapping[str, Any], *, actor: Actor, filed_by: User) -> Request:
    """Make a request of what was said or written, received at that moment."""
    door = RequestDoor.MAIL if touchpoint.kind == TouchpointKind.EMAIL else RequestDoor.PAGE
    return file_request(
        values,
        actor=actor,
        account=touchpoint.account,
        filed_by=filed_by,
        door=door,
        received_at=touchpoint.at,
        source_key=source_of(touchpoint),
    )


def change_request(
    request: Request, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> Request:
    """Change what is said of a request; a new owner is told."""
    demand(actor, Right.WRITE)
    clean, before = clean_request(request, changes), request.owner_id
    with transaction.atomic():
        update_record(request, clean, actor=actor, expected_version=expected_version)
        if request.owner_id != before:
            _tell_owner(request, actor)
        count_requests(request.account)
    return request


def take_up(request: Request, *, actor: Actor, owner: User | None = None) -> Request:
    """Say that somebody works on it: also again, after it waited for those who asked."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = locked_request(request, *OPEN_STATES)
        values = {"state": RequestState.WORK, "owner": owner or locked.owner}
        return _settled(update_record(locked, values, actor=actor))


def let_wait(request: Request, *, actor: Actor) -> Request:
    """Say that those who asked have to say or do something first."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = locked_request(request, *OPEN_STATES)
        return _settled(update_record(locked, {"state": RequestState.WAITING}, actor=actor))


def note_outcome(request: Request, outcome: Outcome, key: str, *, actor: Actor) -> Request:
    """Note what a request became: it is in work until that is done. Raises `Conflict` if it became something already.

    An answer is no such thing: it is said, and the request done.
    """
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = locked_request(request, *OPEN_STATES)
        if locked.outcome_key:
            raise Conflict("has-outcome", _("“%(request)s” became something already.") % {"request": locked})
        values = {"state": RequestState.WORK, "outcome": outcome, "outcome_key": key}
        return _settled(update_record(locked, values, actor=actor))


def finish_request(request: Request, *, actor: Actor, at: dt.datetime | None = None) -> Request:
    """Say that it is done, and all that was joined with it."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = locked_request(request, *OPEN_STATES)
        closed = {"state": RequestState.DONE, "closed_at": max(at or timezone.now(), locked.received_at)}
        outcome = {} if locked.outcome else {"outcome": Outcome.ANSWER}
        return _closed(update_record(locked, closed | outcome, actor=actor))


def decline_request(request: Request, reason: str, *, actor: Actor) -> Request:
    """Say no, and why."""
    demand(actor, Right.WRITE)
    words = plain_text("reason", reason).strip()
    if not words or len(words) > _REASON_MOST:
        raise refuse("reason", "missing", _("Say why not, in at most %(most)s characters.") % {"most": _REASON_MOST})
    with transaction.atomic():
        locked = locked_request(request, *OPEN_STATES)
        closed = {"state": RequestState.DECLINED, "closed_at": timezone.now(), "reason": words}
        return _closed(update_record(locked, closed, actor=actor))


def join_request(request: Request, other: Request, *, actor: Actor) -> Request:
    """Join a request with another that asks for the same: what becomes of that one becomes of it.

    Raises `Invalid` for itself and one that is closed; those joined with it follow along. Requests of several accounts
    may be joined: what one of them is told, the others never read.
    """
    demand(actor, Right.WRITE)
    with transaction.atomic():
        into = Request.objects.select_for_update(of=("self",)).get(pk=other.pk)
        locked = locked_request(request, *OPEN_STATES)
        if into.pk == locked.pk or not into.is_open:
            raise refuse("other", "wrong-value", _("Choose another request that is open."))
        values = {"state": RequestState.JOINED, "joined_to": into, "closed_at": timezone.now()}
        for follower in Request.objects.filter(joined_to=locked):
            update_record(follower, {"joined_to": into}, actor=actor)
        return _settled(update_record(locked, values, actor=actor))


def reopen_request(request: Request, *, actor: Actor) -> Request:
    """Open a closed request again; it stands for itself then, and may become something anew."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = locked_request(request, *ENDS)
        values = {"state": RequestState.WORK, "closed_at": None, "joined_to": None, "outcome": "", "outcome_key": ""}
        return _settled(update_record(locked, values, actor=actor))


def locked_request(request: Request, *states: str) -> Request:
    """Return a request as it is stored, locked. Raises `Conflict` (`wrong-state`) if it is in another state by now."""
    rows = Request.objects.select_for_update(of=("self",)).select_related("account", "owner", "contact")
    stored = rows.get(pk=request.pk)
    if states and stored.state not in states:
        words = _("“%(request)s” is not there any more: %(state)s.")
        raise Conflict("wrong-state", words % {"request": stored, "state": stored.get_state_display()})
    return stored


def _settled(request: Request) -> Request:
    count_requests(request.account)
    return request


def _closed(request: Request) -> Request:
    emit(RequestClosed(request.pk, request.account_id))
    return _settled(request)


def _tell_owner(request: Request, actor: Actor) -> None:
    owner = request.owner
    if owner is None or str(owner.pk) == actor.id:
        return
    with override(owner.language):
        asked = request.contact or request.filed_by or actor.label
        words = _("A request of %(who)s is yours: %(request)s") % {"who": asked, "request": request}
        url = reverse("feedback:request-detail", args=[request.pk])
        notify(owner, "request", words, url, dedupe_key=f"request:{request.pk}:{owner.pk}")
