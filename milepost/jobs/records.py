"""What crosses the jobs room's door besides its models: policies, schedules, subscribers, the state of the workers."""

import random
import zoneinfo
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from cronsim import CronSim
from django.db.models import TextChoices
from django.tasks import Task
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.lib.registry import Registry


@dataclass(frozen=True, slots=True)
class Policy:
    """What happens when a task fails: how often it is tried, how long the pauses are, which errors end it at once."""

    max_attempts: int = 3
    backoff_seconds: float = 10.0
    longest_pause_seconds: float = 3600.0
    give_up_on: tuple[type[Exception], ...] = ()

    def pause_seconds(self, attempt: int) -> float:
        """Return the pause after the failed attempt `attempt` (1, 2, …): doubled each time, spread by ±25 %.

        The spread keeps tasks that failed together from coming back together.
        """
        doubled = self.backoff_seconds * 2.0 ** min(attempt - 1, 30)
        return min(doubled, self.longest_pause_seconds) * random.uniform(0.75, 1.25)  # noqa: S311 # not a secret


_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
DEFAULT_POLICY = Policy()
_policies: dict[str, Policy] = {}


def retrying[F: Callable[..., Any]](
    *,
    max_attempts: int = DEFAULT_POLICY.max_attempts,
    backoff_seconds: float = DEFAULT_POLICY.backoff_seconds,
    longest_pause_seconds: float = DEFAULT_POLICY.longest_pause_seconds,
    give_up_on: tuple[type[Exception], ...] = (),
) -> Callable[[F], F]:
    """Declare how a task is tried again; stands under `@task`. Without it `DEFAULT_POLICY` holds.

    A worker that died while the task ran counts by itself: after `max_attempts` deaths the task fails too.
    """
    policy = Policy(max_attempts, backoff_seconds, longest_pause_seconds, give_up_on)

    def declare(function: F) -> F:
        _policies[f"{function.__module__}.{function.__qualname__}"] = policy
        return function

    return declare


def policy_of(task_path: str) -> Policy:
    """Return the policy of the task at `task_path`, `DEFAULT_POLICY` when none was declared."""
    return _policies.get(task_path, DEFAULT_POLICY)


@dataclass(frozen=True, slots=True)
class Schedule:
    """A task without arguments that runs by the clock. `cron` has five fields and is read in `timezone`."""

    key: str
    cron: str
    task: Task[..., Any]
    purpose: str | Promise
    timezone: str = "UTC"

    def __post_init__(self) -> None:
        """Refuse a wrong expression or time zone at start rather than at three in the morning."""
        CronSim(self.cron, _EPOCH.astimezone(zoneinfo.ZoneInfo(self.timezone)))


schedules: Registry[Schedule] = Registry(
    "jobs.schedules", "tasks that run by the clock", key=lambda schedule: schedule.key
)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who acts on a domain event. `event` is the class of the events, `handle` gets one of them.

    `atomic`: the handler runs in the transaction that marks its event as delivered, so what it writes happens
    exactly once; it must be quick (≤ 50 ms, as every background write). A handler that talks to somebody outside says
    `atomic=False`, runs at least once, and guards its own writes by `once`. `wanted`: asked when something happens, in
    the transaction of the happening; when it says no, nothing is kept for this subscriber.
    """

    key: str
    event: type[Any]
    handle: Callable[[Any], None]
    atomic: bool = True
    wanted: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Emitted:
    """Which event is being handled, and when it was emitted."""

    event_id: UUID
    at: datetime


subscribers: Registry[Subscriber] = Registry(
    "jobs.subscribers", "who acts on which domain event", key=lambda subscriber: subscriber.key
)


def latest_due(schedule: Schedule, now: datetime) -> datetime:
    """Return the last moment, not after `now`, at which the schedule was due."""
    # cronsim looks strictly before its start, in whole seconds.
    after = now.astimezone(zoneinfo.ZoneInfo(schedule.timezone)).replace(microsecond=0) + timedelta(seconds=1)
    return next(CronSim(schedule.cron, after, reverse=True)).astimezone(UTC)


def next_due(schedule: Schedule, now: datetime) -> datetime:
    """Return the first moment after `now` at which the schedule is due."""
    local = now.astimezone(zoneinfo.ZoneInfo(schedule.timezone))
    return next(CronSim(schedule.cron, local)).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class ScheduleState:
    """When a schedule ran and runs next. `last_status` is a `TaskResultStatus`, empty when there is no job of it."""

    schedule: Schedule
    last_at: datetime | None
    last_status: str
    next_at: datetime

    @property
    def rhythm(self) -> str:
        """Return the expression in English words, as cron's own manual would read it."""
        return str(CronSim(self.schedule.cron, self.next_at).explain())


class WorkState(TextChoices):
    """How far a piece of long work has come."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class WorkCancelled(Exception):
    """Raised by `check_cancelled` inside a task whose person asked it to stop; it ends the task without a failure."""


class WorkerDied(Exception):
    """The error of a task whose workers died under it as often as its policy allows."""


@dataclass(frozen=True, slots=True)
class WorkerState:
    """How background work fares: `alive` says whether any worker gave a sign of life lately."""

    alive: bool
    workers: int
    queue_length: int
    running: int
    oldest_waiting_seconds: float
    failures: int
