"""The outbox: what one room says happened, kept in the caller's transaction until every subscriber has handled it."""

import logging
import uuid
from collections.abc import Sequence
from contextvars import ContextVar
from itertools import batched
from typing import Any

import msgspec
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from milepost.jobs import faults
from milepost.jobs.models import Delivery
from milepost.jobs.pacing import paced_batches
from milepost.jobs.records import Emitted, Subscriber, retrying, subscribers
from milepost.lib.errors import Unavailable

logger = logging.getLogger(__name__)
_current: ContextVar[Emitted] = ContextVar("current")
_ROWS = 500
_ROWS_OF_A_JOB = 100


def event_name(event: type[Any]) -> str:
    """Return the name under which events of this class are stored: its path. A changed shape is a new class."""
    return f"{event.__module__}.{event.__qualname__}"


def emit(event: Any) -> uuid.UUID:
    """Tell all subscribers of `event`, a frozen dataclass, in the caller's transaction; return the event's id.

    One row and one job for each subscriber: each is delivered at least once, retried by itself, and holds up nobody
    else. Two queries a subscriber.
    """
    event_id = uuid.uuid4()
    concerned = _concerned(type(event))
    if not concerned:
        return event_id
    with transaction.atomic():
        for subscriber in concerned:
            row = _delivery(event_id, subscriber, event)
            row.save(force_insert=True)
            deliver.enqueue(row.pk)
    return event_id


def emit_many(events: Sequence[Any]) -> None:
    """Tell all subscribers of many events of one class, as `emit` does of one, with few queries.

    A job for every 100 hands them over one by one; one that fails is tried again by itself.
    """
    if len(events) == 1:
        emit(events[0])
    if len(events) <= 1:
        return
    concerned = _concerned(type(events[0]))
    if not concerned:
        return
    named = [(uuid.uuid4(), event) for event in events]
    rows = [_delivery(event_id, subscriber, event) for event_id, event in named for subscriber in concerned]
    with transaction.atomic():
        for some in batched(Delivery.objects.bulk_create(rows, batch_size=_ROWS), _ROWS_OF_A_JOB):
            deliver_some.enqueue([row.pk for row in some])


def delivered_event() -> Emitted:
    """Return which event the handler that calls this was given; only inside a handler."""
    return _current.get()


def _concerned(event: type[Any]) -> list[Subscriber]:
    return [one for one in subscribers if one.event is event and (one.wanted is None or one.wanted())]


def _delivery(event_id: uuid.UUID, subscriber: Subscriber, event: Any) -> Delivery:
    payload = msgspec.to_builtins(event)
    return Delivery(event_id=event_id, subscriber=subscriber.key, event=event_name(type(event)), payload=payload)


@task
@retrying(max_attempts=8, backoff_seconds=5)
def deliver(delivery_id: int) -> None:
    """Hand one event to one subscriber."""
    delivery = Delivery.objects.filter(pk=delivery_id, delivered_at=None).first()
    if delivery is not None:
        _hand_over(delivery)


@task
@retrying(max_attempts=8, backoff_seconds=5)
def deliver_some(delivery_ids: list[int]) -> None:
    """Hand many events over, each in a transaction of its own."""
    for batch in paced_batches(Delivery.objects.filter(pk__in=delivery_ids, delivered_at=None).order_by("pk"), 20):
        for delivery in batch:
            try:
                _hand_over(delivery)
            except Exception:
                logger.warning("event %s was not handled; it is tried again", delivery, exc_info=True)
                deliver.enqueue(delivery.pk)


def _hand_over(delivery: Delivery) -> None:
    subscriber = _subscriber_of(delivery)
    event = msgspec.convert(delivery.payload, subscriber.event)
    token = _current.set(Emitted(delivery.event_id, delivery.created_at))
    try:
        if not subscriber.atomic:
            subscriber.handle(event)
        with transaction.atomic():
            waiting = Delivery.objects.filter(pk=delivery.pk, delivered_at=None)
            if not waiting.update(delivered_at=timezone.now()):
                return
            if subscriber.atomic:
                subscriber.handle(event)
            faults.reached("in-delivery")
    finally:
        _current.reset(token)


def _subscriber_of(delivery: Delivery) -> Subscriber:
    subscriber = subscribers.get(delivery.subscriber)
    if subscriber is None or event_name(subscriber.event) != delivery.event:
        raise Unavailable("no-such-subscriber", f"nobody called {delivery.subscriber} takes {delivery.event} any more")
    return subscriber
