"""Imports, what became of their rows, and the mappings that are kept."""

import datetime as dt
from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import Record
from milepost.files.public import StoredFile
from milepost.identity.public import Right, User
from milepost.integrations.csv.records import ImportState, Outcome, Settings, Stage
from milepost.lib.actor import Actor


class MappingQuerySet(models.QuerySet["Mapping"]):
    def visible_to(self, user: User) -> Self:
        """Seen by whoever may import."""
        return self if user.may(Right.IMPORT) else self.none()


class Mapping(Record):
    """A named way to read a file of one kind; whoever imports may use it."""

    id: int
    kind = models.CharField(_("kind"), max_length=40)
    name = models.CharField(_("name"), max_length=80)
    settings: models.JSONField[dict[str, Any]] = models.JSONField(_("settings"), default=dict)

    objects = MappingQuerySet.as_manager()

    class Meta:
        app_label = "integrations"
        verbose_name = _("mapping")
        verbose_name_plural = _("mappings")
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="mapping_name_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def how(self) -> Settings:
        """Return how a file is read."""
        return Settings.from_json(self.settings)


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: User) -> Self:
        """Seen by whoever may import."""
        return self if user.may(Right.IMPORT) else self.none()


class Import(models.Model):
    """One file on its way in.

    `position` counts the rows that are dealt with in the present pass; it is written in the transaction of what became
    of them, so that a pass that was cut off goes on exactly there. Everything that it writes shares the batch `batch`.
    """

    AUDIT_EXEMPT = "tells of itself; what it writes is logged as one batch"

    id: int
    kind = models.CharField(_("kind"), max_length=40)
    source = models.CharField(_("source"), max_length=40, blank=True)
    file = models.ForeignKey(StoredFile, models.SET_NULL, null=True, related_name="+", verbose_name=_("file"))
    file_name = models.CharField(_("file"), max_length=120)
    state = models.CharField(_("state"), max_length=10, choices=ImportState.choices, default=ImportState.DRAFT)
    settings: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    profile: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)
    checked: models.JSONField[dict[str, Any]] = models.JSONField(default=dict)  # counts of the last dry run
    batch = models.CharField(max_length=64, unique=True)
    position = models.PositiveIntegerField(_("rows done"), default=0)
    total = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    undone = models.PositiveIntegerField(_("taken back"), default=0)
    left = models.PositiveIntegerField(_("left as they are"), default=0)
    words = models.CharField(_("what came of it"), max_length=500, blank=True)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_label = models.CharField(_("by"), max_length=200)
    created_at = models.DateTimeField(_("begun"), auto_now_add=True)
    applied_at = models.DateTimeField(_("applied"), null=True)
    work_id = models.PositiveBigIntegerField(null=True)
    # Since when file, journal and refusals are gone; from then on it cannot be taken back.
    swept_at = models.DateTimeField(_("swept"), null=True)

    objects = ImportQuerySet.as_manager()

    class Meta:
        app_label = "integrations"
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="import_newest"),
            models.Index(fields=["kind", "source", "-id"], name="import_of_source"),
            models.Index(fields=["created_at"], condition=models.Q(swept_at=None), name="import_to_sweep"),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def actor(self) -> Actor:
        return Actor(self.actor_kind, self.actor_id, self.actor_label)

    @property
    def how(self) -> Settings:
        """Return how the file is read."""
        return Settings.from_json(self.settings)

    @property
    def is_busy(self) -> bool:
        return self.state in {ImportState.READING, ImportState.CHECKING, ImportState.APPLYING, ImportState.UNDOING}

    @property
    def can_undo(self) -> bool:
        is_over = self.state in {ImportState.APPLIED, ImportState.CANCELLED, ImportState.FAILED}
        return is_over and self.swept_at is None and bool(self.created or self.updated)

    @property
    def can_resume(self) -> bool:
        is_cut_off = self.state in {ImportState.CANCELLED, ImportState.FAILED} and self.position < self.total
        return is_cut_off and self.file_id is not None

    @property
    def took(self) -> dt.timedelta | None:
        return self.applied_at - self.created_at if self.applied_at else None


class ImportRow(models.Model):
    """One row that an import wrote: the journal from which it is taken back. Row 0: made for several rows."""

    AUDIT_EXEMPT = "the journal of an import; the records it names are logged themselves"

    id: int
    run = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    touched: models.JSONField[list[Any]] = models.JSONField(default=list)
    before: models.JSONField[Any] = models.JSONField(null=True)

    class Meta:
        app_label = "integrations"

    def __str__(self) -> str:
        return f"row {self.number}"


class Refusal(models.Model):
    """Why a row, or one of its cells, was not taken, or not taken back."""

    AUDIT_EXEMPT = "part of an import's report"

    id: int
    run = models.ForeignKey(Import, models.CASCADE, related_name="refusals")
    stage = models.CharField(max_length=5, choices=Stage.choices)
    row = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=200, blank=True)
    value = models.CharField(_("value"), max_length=200, blank=True)
    reason = models.CharField(_("why"), max_length=500)

    class Meta:
        app_label = "integrations"
        indexes = [models.Index(fields=["run", "stage", "id"], name="refusal_of_import")]

    def __str__(self) -> str:
        return f"row {self.row}: {self.reason}"
