"""Feeds, their runs, and the files seen in watched folders."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import Record
from milepost.identity.public import Right, User
from milepost.integrations.csv.models import Import, Mapping
from milepost.integrations.feeds.records import Rhythm, RunState, SeenState, Way, Weekday


class FeedQuerySet(models.QuerySet["Feed"]):
    def visible_to(self, user: User) -> Self:
        """Seen by whoever may import."""
        return self if user.may(Right.IMPORT) else self.none()


class Feed(Record):
    """A file that is imported again and again as `mapping` says, in the name of `owner` and with their rights.

    `place` is a folder below the one that the operator allows, or an address. `fingerprint`, `etag` and
    `last_modified` are of the content that was imported last, as `read_with` (the mapping and its version) said.
    """

    id: int
    name = models.CharField(_("name"), max_length=80, unique=True)
    mapping = models.ForeignKey(Mapping, models.PROTECT, related_name="+", verbose_name=_("mapping"))
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("in the name of"))
    way = models.CharField(_("where from"), max_length=10, choices=Way.choices, default=Way.ADDRESS)
    place = models.CharField(_("place"), max_length=1000, blank=True)
    pattern = models.CharField(_("names of files"), max_length=80, default="*.csv", blank=True)
    secret = models.CharField(_("secret"), max_length=1000, blank=True)
    rhythm = models.CharField(_("how often"), max_length=10, choices=Rhythm.choices, default=Rhythm.DAILY)
    hour = models.PositiveSmallIntegerField(_("at"), default=5)
    weekday = models.PositiveSmallIntegerField(_("on"), choices=Weekday.choices, default=Weekday.MONDAY)
    timezone = models.CharField(_("time zone"), max_length=64, default="UTC")
    tells_success = models.BooleanField(_("tell of every import"), default=False)
    is_active = models.BooleanField(_("runs"), default=True)
    # Why it pauses by itself; empty when a person paused it, or nobody.
    fault = models.CharField(_("pauses because"), max_length=500, blank=True)
    failures = models.PositiveSmallIntegerField(_("failed in a row"), default=0)
    next_at = models.DateTimeField(_("next"), null=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=80, blank=True)
    read_with = models.CharField(max_length=40, blank=True)

    AUDIT_SECRET = frozenset({"secret"})
    AUDIT_IGNORED = frozenset({"failures", "next_at", "fingerprint", "etag", "last_modified", "read_with"})

    objects = FeedQuerySet.as_manager()

    class Meta:
        app_label = "integrations"
        verbose_name = _("repeated import")
        verbose_name_plural = _("repeated imports")
        indexes = [models.Index(fields=["next_at"], condition=Q(is_active=True), name="feed_due")]

    def __str__(self) -> str:
        return self.name

    @property
    def reading(self) -> str:
        """Name the mapping and its version: another one reads the same content anew."""
        return f"{self.mapping_id} {self.mapping.version}"


class FeedRunQuerySet(models.QuerySet["FeedRun"]):
    def open(self) -> Self:
        return self.filter(ended_at=None)


class FeedRun(models.Model):
    """One look at a feed's file, and what became of it. A feed has one open run at most."""

    AUDIT_EXEMPT = "tells of itself; what its import writes is logged"

    id: int
    feed = models.ForeignKey(Feed, models.CASCADE, related_name="runs")
    state = models.CharField(_("state"), max_length=10, choices=RunState.choices, default=RunState.RUNNING)
    # Who asked for it; empty when the clock did.
    asked_by = models.CharField(_("asked for by"), max_length=200, blank=True)
    file_name = models.CharField(_("file"), max_length=255, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=80, blank=True)
    read_with = models.CharField(max_length=40, blank=True)
    made = models.ForeignKey(Import, models.SET_NULL, null=True, related_name="+", verbose_name=_("import"))
    words = models.CharField(_("what came of it"), max_length=500, blank=True)
    # What must be said before the file can be read: column, kind, options, example, words.
    questions: models.JSONField[list[dict[str, Any]]] = models.JSONField(default=list)
    job_id = models.UUIDField(null=True)
    began_at = models.DateTimeField(_("begun"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = FeedRunQuerySet.as_manager()

    class Meta:
        app_label = "integrations"
        verbose_name = _("run of a repeated import")
        verbose_name_plural = _("runs of repeated imports")
        constraints = [
            models.UniqueConstraint(fields=["feed"], condition=Q(ended_at=None), name="feed_run_one_at_a_time")
        ]
        indexes = [
            models.Index(fields=["feed", "-id"], name="feed_run_newest"),
            models.Index(fields=["feed", "fingerprint"], name="feed_run_of_content"),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.state}"


class SeenFile(models.Model):
    """A file in a watched folder as it was seen last; it is taken once it looks the same twice."""

    AUDIT_EXEMPT = "what was seen in a folder; what is imported from it is logged"

    id: int
    feed = models.ForeignKey(Feed, models.CASCADE, related_name="seen")
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    modified_ns = models.BigIntegerField()
    seen_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in SeenState], default="waiting")

    class Meta:
        app_label = "integrations"
        constraints = [models.UniqueConstraint(fields=["feed", "name"], name="seen_file_once")]

    def __str__(self) -> str:
        return self.name
