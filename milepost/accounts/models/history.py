"""What merges and erasures leave behind."""

from typing import Any, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.accounts.models.accounts import Account
from milepost.accounts.models.contacts import Contact
from milepost.accounts.records import RecordKind
from milepost.audit.public import Record
from milepost.identity.public import User


class MergeQuerySet(models.QuerySet["Merge"]):
    def visible_to(self, user: User) -> Self:
        """Seen with the record that won."""
        accounts = Account.objects.visible_to(user).values("pk")
        contacts = Contact.objects.visible_to(user).values("pk")
        return self.filter(
            models.Q(record_kind=RecordKind.ACCOUNT, winner_key__in=accounts)
            | models.Q(record_kind=RecordKind.CONTACT, winner_key__in=contacts)
        )


class Merge(Record):
    """One record that was merged into another, with all that an undo needs within 30 days."""

    id: int
    record_kind = models.CharField(_("of"), max_length=10, choices=RecordKind.choices)
    winner_key = models.PositiveBigIntegerField(_("kept"))
    loser_key = models.PositiveBigIntegerField(_("merged into it"))
    label = models.CharField(_("what"), max_length=400)
    moved: models.JSONField[dict[str, Any]] = models.JSONField(_("what moved"), default=dict)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)

    AUDIT_SECRET = frozenset({"moved"})

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        indexes = [models.Index(fields=["record_kind", "winner_key"], name="merge_of_winner")]

    def __str__(self) -> str:
        return self.label


class Tombstone(models.Model):
    """The keyed hash of an erased person's address: late data must not bring them back."""

    AUDIT_EXEMPT = "the erasure itself is logged; a hash says nothing to people"

    id: int
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("tombstone")
        verbose_name_plural = _("tombstones")

    def __str__(self) -> str:
        return self.digest[:12]
