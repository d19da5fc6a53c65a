"""The tables beside those of `django_tasks_db`: leases, failures, workers, occurrences, deliveries, receipts, work."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks_db.models import DBTaskResult

from milepost.audit.public import Record
from milepost.jobs.records import WorkState
from milepost.lib.actor import Actor


class LeaseQuerySet(models.QuerySet["Lease"]):
    def expired(self) -> Self:
        """Return the leases whose worker has not renewed them in time."""
        return self.filter(expires_at__lt=timezone.now())

    def held(self, job_id: Any, worker_id: str, attempt: int) -> Self:
        """Return the lease if that attempt of that worker still holds it: the guard of every ending."""
        return self.filter(job_id=job_id, worker_id=worker_id, attempts=attempt)


class Lease(models.Model):
    """A worker's right to run a job until `expires_at`. Without a worker: the job waits for its next attempt."""

    AUDIT_EXEMPT = "machinery of the worker; no person writes it"

    job: "models.OneToOneField[Any, Any]" = models.OneToOneField(
        DBTaskResult, models.CASCADE, primary_key=True, related_name="+"
    )
    worker_id = models.CharField(max_length=64, blank=True)
    expires_at = models.DateTimeField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    deaths = models.PositiveIntegerField(default=0)

    objects = LeaseQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["expires_at"], name="lease_running", condition=models.Q(expires_at__isnull=False))
        ]

    def __str__(self) -> str:
        return f"{self.job_id} by {self.worker_id or 'nobody'}"


class FailureState(models.TextChoices):
    OPEN = "open", _("Failed")
    RETRIED = "retried", _("Retried")
    DISCARDED = "discarded", _("Discarded")


class FailedJobQuerySet(models.QuerySet["FailedJob"]):
    def open(self) -> Self:
        """Return the failures that nobody has dealt with."""
        return self.filter(state=FailureState.OPEN)


class FailedJob(Record):
    """A job that failed for good, and what an operator did about it. The traceback stays with the job."""

    id: int
    job: "models.OneToOneField[Any, Any]" = models.OneToOneField(DBTaskResult, models.PROTECT, related_name="+")
    task_path = models.CharField(_("task"), max_length=200)
    error = models.CharField(_("error"), max_length=500)
    attempts = models.PositiveIntegerField(_("attempts"))
    failed_at = models.DateTimeField(_("failed"))
    state = models.CharField(_("state"), max_length=10, choices=FailureState.choices, default=FailureState.OPEN)

    objects = FailedJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("failed job")
        verbose_name_plural = _("failed jobs")
        indexes = [
            models.Index(fields=["-failed_at", "-id"], name="failure_open", condition=models.Q(state="open")),
        ]

    def __str__(self) -> str:
        return self.task_path.rsplit(".", 1)[-1].replace("_", " ").capitalize()


class WorkerRow(models.Model):
    """A worker process and its last sign of life."""

    AUDIT_EXEMPT = "a worker's sign of life"

    id: str = models.CharField(max_length=64, primary_key=True)  # type: ignore[assignment] # the stubs see a field
    host = models.CharField(max_length=120)
    process = models.PositiveIntegerField()
    threads = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.id


class Occurrence(models.Model):
    """One moment at which a schedule was due. A row without a job marks where a new schedule begins."""

    AUDIT_EXEMPT = "written by the clock"

    id: int
    key = models.CharField(max_length=80)
    at = models.DateTimeField()
    job_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "at"], name="occurrence_once")]

    def __str__(self) -> str:
        return f"{self.key} at {self.at:%Y-%m-%d %H:%M}"


class Delivery(models.Model):
    """One event on its way to one subscriber: a row of the outbox."""

    AUDIT_EXEMPT = "the outbox; what an event led to is logged where it is written"

    id: int
    event_id = models.UUIDField()
    subscriber = models.CharField(max_length=80)
    event = models.CharField(max_length=200)
    payload: models.JSONField[dict[str, Any]] = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event_id", "subscriber"], name="delivery_once")]
        indexes = [models.Index(fields=["created_at"], name="delivery_by_age")]

    def __str__(self) -> str:
        return f"{self.event} to {self.subscriber}"


class Receipt(models.Model):
    """Proof that an effect has happened; commits together with it."""

    AUDIT_EXEMPT = "proof that an effect happened; the effect itself is logged"

    key = models.CharField(max_length=200, primary_key=True)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return self.key


class WorkQuerySet(models.QuerySet["Work"]):
    def of(self, actor: Actor) -> Self:
        """Return the work that this actor started, newest first."""
        return self.filter(actor_kind=actor.kind, actor_id=actor.id).order_by("-id")

    def unfinished(self) -> Self:
        return self.filter(state__in=[WorkState.QUEUED, WorkState.RUNNING])


class Work(models.Model):
    """Long work that a person waits for. Not audited: it reports, what it writes is audited by itself."""

    AUDIT_EXEMPT = "progress of work whose writes are logged as one batch"

    id: int
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=WorkState.choices, default=WorkState.QUEUED)
    done = models.PositiveIntegerField(_("done"), default=0)
    total = models.PositiveIntegerField(_("of"), null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    summary = models.CharField(_("result"), max_length=500, blank=True)
    result_url = models.CharField(max_length=300, blank=True)
    job_id = models.UUIDField(null=True, unique=True)
    cancel_requested = models.BooleanField(default=False)
    # The person and their request: the task writes in their name, language and time zone.
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(max_length=200)
    address = models.CharField(max_length=64, blank=True)
    batch = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=10, blank=True)
    timezone = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)
    finished_at = models.DateTimeField(null=True)

    objects = WorkQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["actor_kind", "actor_id", "-id"], name="work_of_actor")]

    def __str__(self) -> str:
        return self.title

    @property
    def actor(self) -> Actor:
        """Return who started the work, for the writes that the task makes."""
        return Actor(self.actor_kind, self.actor_id, self.actor_label)

    @property
    def is_finished(self) -> bool:
        return self.state in {WorkState.DONE, WorkState.FAILED, WorkState.CANCELLED}

    @property
    def share_done(self) -> float | None:
        """Return the share that is done, 0 to 1; None while the total is unknown."""
        return min(self.done / self.total, 1.0) if self.total else None

    @property
    def duration(self) -> dt.timedelta:
        return (self.finished_at or timezone.now()) - self.created_at
