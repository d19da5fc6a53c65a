"""The work of the fault run. Every effect is a row without any uniqueness: a duplicate would stay visible."""

import time
from dataclasses import dataclass

from django.db import connection
from django.tasks import task

from milepost.jobs.public import Schedule, Subscriber, emit, once, retrying, schedules, subscribers

TABLE = "fault_effect"
EFFECTS_OF_A_TASK = ("task", "follow-up", "subscriber", "guarded-subscriber")
patient = retrying(max_attempts=1000, backoff_seconds=0.05, longest_pause_seconds=0.2)


@dataclass(frozen=True, slots=True)
class Affected:
    key: str


def affect(kind: str, key: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {TABLE} (kind, key) VALUES (%s, %s)", [kind, key])


@task
@patient
def work(key: str) -> None:
    """An effect, an event and another task, all in one transaction."""
    with once(f"work:{key}") as is_first:
        if is_first:
            affect("task", key)
            emit(Affected(key))
            follow_up.enqueue(key)
    time.sleep(0.02)


@task
@patient
def follow_up(key: str) -> None:
    with once(f"follow-up:{key}") as is_first:
        if is_first:
            affect("follow-up", key)


@task
@patient
def tick() -> None:
    """The clock's task leaves nothing but itself."""


@task
def nothing() -> None:
    pass


@task
def nap(seconds: float) -> None:
    time.sleep(seconds)


def handle(event: Affected) -> None:
    affect("subscriber", event.key)


def handle_guarded(event: Affected) -> None:
    with once(f"guarded:{event.key}") as is_first:
        if is_first:
            affect("guarded-subscriber", event.key)


def register() -> None:
    subscribers.register(Subscriber("fault.atomic", Affected, handle))
    subscribers.register(Subscriber("fault.guarded", Affected, handle_guarded, atomic=False))
    # The rooms' own would fall due in the midst of it: some are not tried again when their worker dies, and so fail.
    for schedule in list(schedules):
        schedules.unregister(schedule.key)
    schedules.register(Schedule("fault.clock", "* * * * * *", tick, "ticks every second"))
