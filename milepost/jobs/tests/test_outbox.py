import datetime as dt
import decimal
from dataclasses import dataclass

import pytest
from django.db import transaction

from milepost.jobs.models import Delivery, Receipt
from milepost.jobs.outbox import deliver
from milepost.jobs.public import Subscriber, emit, failures, once, subscribers
from milepost.jobs.testing import hurry_retries, run_all_jobs

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class ThingMade:
    name: str
    on: dt.date
    price: decimal.Decimal = decimal.Decimal("1.50")


@dataclass(frozen=True, slots=True)
class OtherThing:
    name: str


EVENT = ThingMade("a", dt.date(2026, 3, 1))


@pytest.fixture
def subscribe():
    keys = []

    def register(key, handle, event=ThingMade, atomic=True):
        keys.append(key)
        subscribers.register(Subscriber(key, event, handle, atomic))

    yield register
    for key in keys:
        subscribers.unregister(key)


def test_it_reaches_every_subscriber_of_the_event_as_it_was(subscribe):
    one, two, other = [], [], []
    subscribe("one", one.append)
    subscribe("two", two.append)
    subscribe("other", other.append, event=OtherThing)
    emit(EVENT)
    run_all_jobs()
    assert (one, two, other) == ([EVENT], [EVENT], [])


def test_it_is_taken_back_with_the_transaction_of_the_caller(subscribe):
    subscribe("one", lambda _event: None)
    with transaction.atomic():
        emit(EVENT)
        transaction.set_rollback(True)
    assert not Delivery.objects.exists()
    assert run_all_jobs() == 0


def test_it_writes_nothing_when_nobody_cares():
    emit(EVENT)
    assert not Delivery.objects.exists()


def test_a_failing_subscriber_holds_up_nobody_and_is_retried(subscribe):
    reached = []

    def fail_twice(event):
        reached.append("tried")
        if len(reached) < 3:
            raise RuntimeError("away")

    fine = []
    subscribe("failing", fail_twice)
    subscribe("fine", fine.append)
    emit(EVENT)
    for _round in range(3):
        run_all_jobs(raise_errors=False)
        hurry_retries()
    assert len(fine) == 1
    assert len(reached) == 3
    assert not Delivery.objects.filter(delivered_at=None).exists()


def test_it_is_handled_once_however_often_it_is_delivered(subscribe):
    handled = []
    subscribe("one", handled.append)
    emit(EVENT)
    delivery = Delivery.objects.get()
    run_all_jobs()
    deliver.call(delivery.pk)
    assert len(handled) == 1


def test_it_takes_the_writes_of_a_failed_handler_back(subscribe):
    def write_then_fail(event):
        Receipt.objects.create(key="written")
        raise RuntimeError("away")

    subscribe("one", write_then_fail)
    emit(EVENT)
    run_all_jobs(raise_errors=False)
    assert not Receipt.objects.exists()
    assert Delivery.objects.get().delivered_at is None


def test_a_handler_may_run_outside_of_a_transaction(subscribe, django_db_blocker):
    effects = []

    def handle(event):
        with once(f"sent:{event.name}") as is_first:
            effects.append(is_first)

    subscribe("outside", handle, atomic=False)
    emit(EVENT)
    emit(EVENT)
    run_all_jobs()
    assert effects == [True, False]


def test_it_fails_in_words_when_its_subscriber_is_gone(subscribe):
    subscribe("gone", lambda _event: None)
    emit(EVENT)
    subscribers.unregister("gone")
    for _attempt in range(8):
        run_all_jobs(raise_errors=False)
        hurry_retries()
    assert "nobody called gone takes" in failures().get().error
