"""The outbox: what one room says happened, kept in the caller's transaction until every subscriber has handled it."""

import uuid
from typing import Any

import msgspec
from django.db import transaction
from django.tasks import task
from django.utils import timezone

from milepost.jobs import faults
from milepost.jobs.models import Delivery
from milepost.jobs.records import Subscriber, retrying, subscribers
from milepost.lib.errors import Unavailable


def event_name(event: type[Any]) -> str:
    """Return the name under which events of this class are stored: its path. A changed shape is a new class."""
    return f"{event.__module__}.{event.__qualname__}"


def emit(event: Any) -> uuid.UUID:
    """Tell all subscribers of `event`, a frozen dataclass, in the caller's transaction; return the event's id.

    One row and one job for each subscriber: each is delivered at least once, retried by itself, and holds up nobody
    else. Two queries a subscriber.
    """
    event_id = uuid.uuid4()
    concerned = [subscriber for subscriber in subscribers if subscriber.event is type(event)]
    payload = msgspec.to_builtins(event) if concerned else {}
    with transaction.atomic():
        for subscriber in concerned:
            delivery = Delivery.objects.create(
                event_id=event_id, subscriber=subscriber.key, event=event_name(type(event)), payload=payload
            )
            deliver.enqueue(delivery.pk)
    return event_id


@task
@retrying(max_attempts=8, backoff_seconds=5)
def deliver(delivery_id: int) -> None:
    """Hand one event to one subscriber."""
    delivery = Delivery.objects.filter(pk=delivery_id, delivered_at=None).first()
    if delivery is None:
        return
    subscriber = _subscriber_of(delivery)
    event = msgspec.convert(delivery.payload, subscriber.event)
    if not subscriber.atomic:
        subscriber.handle(event)
    with transaction.atomic():
        if not Delivery.objects.filter(pk=delivery_id, delivered_at=None).update(delivered_at=timezone.now()):
            return
        if subscriber.atomic:
            subscriber.handle(event)
        faults.reached("in-delivery")


def _subscriber_of(delivery: Delivery) -> Subscriber:
    subscriber = subscribers.get(delivery.subscriber)
    if subscriber is None or event_name(subscriber.event) != delivery.event:
        raise Unavailable("no-such-subscriber", f"nobody called {delivery.subscriber} takes {delivery.event} any more")
    return subscriber
