"""Where a request stands, as the one who asked is told: plain text, to be copied."""

import datetime as dt
from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.feedback.models import Request
from milepost.feedback.records import RequestState
from milepost.ui.public import date_words

_SHOWN_MOST = 3


def standing_text(request: Request, outcome_words: str = "") -> str:
    """Return what one may tell the requester: never what was said among us. Two queries.

    `outcome_words` is a sentence of the room that has what it became: its project or task.
    """
    return "\n".join(_lines(request, outcome_words))


def _lines(request: Request, outcome_words: str) -> Iterator[str]:
    head = request.joined_to or request
    # What another customer was told, promised or refused is not theirs to read.
    is_theirs = head.account_id == request.account_id
    yield _("“%(title)s”, received on %(day)s: %(state)s.") % {
        "title": request.title,
        "day": _day(request.received_at),
        "state": _("waits for you") if is_theirs and _waits(head) else head.get_state_display().lower(),
    }
    if request.joined_to is not None and is_theirs:
        yield _("Others asked for the same; it is done together as “%(title)s”.") % {"title": head.title}
    elif request.joined_to is not None:
        yield _("Others asked for the same; it is done together.")
    if is_theirs:
        yield from _promises(head, outcome_words)
    if head.closed_at is not None:
        yield _("Closed on %(day)s.") % {"day": _day(head.closed_at)}
    told = head if is_theirs else request
    said = told.messages.filter(is_internal=False, contact=None).order_by("-at", "-pk")[:_SHOWN_MOST]
    for message in reversed(said):
        yield f"{_day(message.at)}: {message.text}"


def _promises(request: Request, outcome_words: str) -> Iterator[str]:
    if request.is_open and request.owner is not None:
        yield _("%(name)s sees to it.") % {"name": request.owner}
    if request.is_open and request.promised_on is not None:
        yield _("Promised by %(day)s.") % {"day": date_words(request.promised_on)}
    if _waits(request):
        yield _("We need a word from you to go on.")
    if outcome_words:
        yield outcome_words
    if request.state == RequestState.DECLINED:
        yield request.reason


def _waits(request: Request) -> bool:
    return request.state == RequestState.WAITING


def _day(moment: dt.datetime) -> str:
    return date_words(timezone.localdate(moment))
