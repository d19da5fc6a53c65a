"""Pairs of records that may be one, and those of which somebody said that they are two."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.accounts.records import RecordKind
from milepost.audit.public import Record


class DuplicatePair(models.Model):
    """Two records that look alike: `low_key` < `high_key`; `reasons` are keys of `DuplicateReason`, the best first."""

    AUDIT_EXEMPT = "computed from names and addresses that are logged themselves"

    id: int
    record_kind = models.CharField(_("of"), max_length=10, choices=RecordKind.choices)
    low_key = models.PositiveBigIntegerField(_("one"))
    high_key = models.PositiveBigIntegerField(_("the other"))
    score = models.PositiveSmallIntegerField(_("likeness, to 100"))
    reasons: models.JSONField[list[str]] = models.JSONField(_("why"), default=list)

    class Meta:
        verbose_name = _("pair that may be one")
        verbose_name_plural = _("pairs that may be one")
        constraints = [
            models.UniqueConstraint(fields=["record_kind", "low_key", "high_key"], name="duplicate_pair_once")
        ]
        indexes = [models.Index(fields=["record_kind", "-score", "id"], name="duplicate_pair_likeliest")]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.low_key} = {self.high_key}?"


class NotTheSame(Record):
    """Somebody looked at two records and said that they are two."""

    id: int
    record_kind = models.CharField(_("of"), max_length=10, choices=RecordKind.choices)
    low_key = models.PositiveBigIntegerField(_("one"))
    high_key = models.PositiveBigIntegerField(_("the other"))

    class Meta:
        verbose_name = _("pair that is two")
        verbose_name_plural = _("pairs that are two")
        constraints = [models.UniqueConstraint(fields=["record_kind", "low_key", "high_key"], name="not_the_same_once")]

    def __str__(self) -> str:
        return f"{self.record_kind} {self.low_key} ≠ {self.high_key}"
