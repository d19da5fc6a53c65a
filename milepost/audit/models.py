"""The abstract `Record` that audited tables extend, and the log itself."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

# What the event of a whole is called when one of its parts was written, before the name of the part.
PART_CHANGED = "changed-"


class Record(models.Model):
    """A row whose every write is logged.

    `version` rises by one with each write; a write that was made from an older version is refused (`Conflict`).
    """

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("last changed"), auto_now=True)
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    # Fields whose values never reach the log: it says that they changed, not from what to what.
    AUDIT_SECRET: ClassVar[frozenset[str]] = frozenset()
    # Fields that change without a person's doing and are not worth an entry (last use, caches).
    AUDIT_IGNORED: ClassVar[frozenset[str]] = frozenset()
    # Fields whose change is for good: no undo puts them back (a revoked key stays revoked).
    AUDIT_FINAL: ClassVar[frozenset[str]] = frozenset()
    # The record that this row is part of, by the name of the key to it, and what such parts are called there: the
    # version of the whole rises with every write of a part (`{"account": "tags"}`).
    AUDIT_PART_OF: ClassVar[Mapping[str, str]] = MappingProxyType({})

    class Meta:
        abstract = True

    @classmethod
    def audit_kind(cls) -> str:
        """Return the name of this kind of record in the log, like `identity.user`."""
        return cls._meta.label_lower

    def audit_label(self) -> str:
        """Return what people call this record; kept in the log as it was at the time."""
        return str(self)


class Action(models.TextChoices):
    CREATE = "create", _("created")
    UPDATE = "update", _("changed")
    DELETE = "delete", _("deleted")
    EVENT = "event", _("noted")


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def of(self, record: models.Model) -> Self:
        """Return the entries of one record, newest first."""
        return self.filter(kind=record._meta.label_lower, key=str(record.pk)).order_by("-id")

    def of_batch(self, batch: str) -> Self:
        """Return the entries of one bulk act, in the order of writing."""
        return self.filter(batch=batch).order_by("id")


class AuditEntry(models.Model):
    """One write to one record. `changes` maps each field to `[from, to]`; entries are never changed or deleted."""

    AUDIT_EXEMPT = "it is the log"

    id: int
    at = models.DateTimeField(_("when"), auto_now_add=True)
    actor_kind = models.CharField(_("kind of actor"), max_length=20)
    actor_id = models.CharField(_("actor id"), max_length=64, blank=True)
    actor_label = models.CharField(_("who"), max_length=200)
    door = models.CharField(_("door"), max_length=20)
    address = models.CharField(_("address"), max_length=64, blank=True)
    action = models.CharField(_("what"), max_length=10, choices=Action.choices)
    event = models.CharField(_("event"), max_length=60, blank=True)
    kind = models.CharField(_("kind of record"), max_length=60)
    key = models.CharField(_("record id"), max_length=64)
    label = models.CharField(_("record"), max_length=200)
    # The version that the write made (of a deletion: the one after the last), so that it can be taken back if it is
    # still the newest.
    record_version = models.PositiveIntegerField(_("version"), default=0)
    changes: models.JSONField[dict[str, list[Any]]] = models.JSONField(_("changes"), default=dict)
    batch = models.CharField(_("batch"), max_length=64, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["kind", "key", "-id"], name="audit_of_record"),
            models.Index(fields=["actor_kind", "actor_id", "-id"], name="audit_of_actor"),
            models.Index(fields=["batch"], name="audit_of_batch", condition=~models.Q(batch="")),
            models.Index(fields=["-at", "-id"], name="audit_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_label} {self.get_action_display()} {self.label}"
