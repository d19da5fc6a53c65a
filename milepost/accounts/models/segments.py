"""Segments: saved filters of accounts that the whole product can use, and who was in them when."""

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from milepost.accounts.models.accounts import Account, OfAccountQuerySet
from milepost.audit.public import Record
from milepost.identity.public import Right, User


class SegmentQuerySet(models.QuerySet["Segment"]):
    def visible_to(self, user: User) -> Self:
        """One's own; shared ones to those who read all; those of people who left to whoever may take them over."""
        seen = Q(owner=user)
        if user.may(Right.READ_ALL):
            seen |= Q(is_shared=True)
        if user.may(Right.MANAGE_ACCOUNTS):
            seen |= Q(owner__is_active=False)
        return self.filter(seen)


class Segment(Record):
    """A filter of accounts by name. It is asked with its owner's rights; who looks sees only what is theirs."""

    id: int
    name = models.CharField(_("name"), max_length=80)
    description = models.CharField(_("what for"), max_length=300, blank=True)
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("owner"))
    is_shared = models.BooleanField(_("for everyone"), default=False)
    filter: models.JSONField[dict[str, Any]] = models.JSONField(_("filter"), default=dict)
    refreshed_at = models.DateTimeField(_("last computed"), null=True, blank=True)
    fault = models.CharField(_("why it cannot be computed"), max_length=300, blank=True)

    AUDIT_IGNORED = frozenset({"refreshed_at", "fault"})

    objects = SegmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="segment_name_once")]

    def __str__(self) -> str:
        return self.name


class SegmentMember(models.Model):
    """An account that was in a segment from `entered_at` until `left_at`."""

    AUDIT_EXEMPT = "computed from the segment's filter"

    id: int
    segment = models.ForeignKey(Segment, models.CASCADE, related_name="members")
    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    entered_at = models.DateTimeField(_("entered"))
    left_at = models.DateTimeField(_("left"), null=True)

    objects = OfAccountQuerySet["SegmentMember"].as_manager()

    class Meta:
        verbose_name = _("member of a segment")
        verbose_name_plural = _("members of segments")
        indexes = [models.Index(fields=["account", "segment"], name="segment_of_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "account"], condition=Q(left_at=None), name="segment_member_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} in {self.segment}"
