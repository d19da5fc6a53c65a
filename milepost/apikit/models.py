"""Answers kept for idempotency keys."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeptAnswerQuerySet(models.QuerySet["KeptAnswer"]):
    def in_flight(self) -> Self:
        return self.filter(status=None)


class KeptAnswer(models.Model):
    """One use of an idempotency key: first a claim without an answer (in flight), then the answer.

    The answer is written in the transaction of its effect, on the condition that `claim` is still ours: either both
    are there or neither. Not audited: it records no fact about anything but the request.
    """

    AUDIT_EXEMPT = "a copy of an answer, kept for a day; the write that it answered is logged"

    id: int
    principal = models.CharField(max_length=40)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    key = models.CharField(max_length=255)
    digest = models.CharField(_("digest of the request"), max_length=64)
    claim = models.CharField(max_length=32)
    claimed_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    headers: models.JSONField[dict[str, str]] = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    is_secret = models.BooleanField(default=False)

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("kept answer")
        verbose_name_plural = _("kept answers")
        constraints = [
            models.UniqueConstraint(fields=["principal", "method", "path", "key"], name="kept_answer_once"),
        ]
        indexes = [models.Index(fields=["claimed_at"], name="kept_answer_age")]

    def __str__(self) -> str:
        return f"{self.method} {self.path}"
