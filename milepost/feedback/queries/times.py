"""How long requests take: until the first answer, until they are done."""

import datetime as dt
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils import timezone

from milepost.feedback.models import Request
from milepost.feedback.records import RequestKind, RequestState
from milepost.identity.public import User

_READ_MOST = 5000
DAYS = (30, 90, 365)


@dataclass(frozen=True, slots=True)
class Times:
    """Medians in hours, each with how many requests it is made of; None while there is none."""

    first_answer: float | None
    answered: int
    done: float | None
    closed: int


@dataclass(frozen=True, slots=True)
class KindTimes:
    """How long requests of one kind took (None: of all), and the filter of the list that shows them."""

    kind: RequestKind | None
    received: int
    times: Times
    query: str


def times_by_kind(viewer: User, days: int) -> list[KindTimes]:
    """Return how long the requests took that the viewer sees and that came in the last days. Two queries a kind."""
    first = timezone.localdate() - dt.timedelta(days=days - 1)  # as the list counts “last-90-days”
    since = timezone.make_aware(dt.datetime.combine(first, dt.time.min))
    return [_kind_times(viewer, kind, since, f"last-{days}-days") for kind in (None, *RequestKind)]


def _kind_times(viewer: User, kind: RequestKind | None, since: dt.datetime, period: str) -> KindTimes:
    rows = Request.objects.visible_to(viewer).filter(received_at__gte=since, joined_to=None)
    rows = rows.filter(kind=kind) if kind else rows
    wanted = {"state": ",".join(state for state in RequestState if state != RequestState.JOINED)}
    wanted |= {"received": period} | ({"kind": kind.value} if kind else {})
    return KindTimes(kind, rows.count(), times_of(rows, since), urlencode(wanted))


def times_of(rows: QuerySet[Request], since: dt.datetime) -> Times:
    """Return how long requests took that came since a moment; joined ones count with the one they were joined with.

    One query; of more than 5,000 the newest.
    """
    came = rows.filter(received_at__gte=since, joined_to=None).order_by("-received_at")
    read = came.values_list("received_at", "answered_at", "closed_at", "state")[:_READ_MOST]
    answers, ends = [], []
    for received, answered, closed, state in read:
        if answered is not None:
            answers.append(_hours(answered - received))
        if closed is not None and state == RequestState.DONE:
            ends.append(_hours(closed - received))
    return Times(_middle(answers), len(answers), _middle(ends), len(ends))


def _hours(span: dt.timedelta) -> float:
    return span.total_seconds() / 3600


def _middle(values: list[float]) -> float | None:
    return median(values) if values else None
