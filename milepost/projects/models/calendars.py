"""When work is possible: the organisation's calendar, a customer's, a person's."""

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account
from milepost.audit.public import Record
from milepost.identity.public import Right, User


class WorkCalendarQuerySet(models.QuerySet["WorkCalendar"]):
    def visible_to(self, user: User) -> Self:
        """Return the organisation's to all; a customer's with the account; a person's to the staff who read all."""
        if user.may(Right.READ_ALL):
            return self
        accounts = Account.objects.visible_to(user).values("pk")
        return self.filter(Q(account=None, user=None) | Q(account__in=accounts) | Q(user=user))

    def usable_at(self, account_id: int | None) -> Self:
        """Return those that a plan and its tasks may name: what all use, and the one of the plan's own customer."""
        shared = Q(account=None, user=None)
        return self.filter(shared if account_id is None else shared | Q(account=account_id))


class WorkCalendar(Record):
    """Working hours by weekday, with holidays and other exceptions.

    `week` holds seven days, Monday first, each a list of shifts `[start_minute, finish_minute]` since midnight; null
    where the base calendar decides, and the whole is null where it decides all days. `ranges` and `exceptions` are
    lists of `{first, last, week | shifts, name}`. At most one of `account` and `user` is set; neither: anyone may use
    it by name.
    """

    id: int
    name = models.CharField(_("name"), max_length=120)
    is_default = models.BooleanField(_("the organisation's"), default=False)
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("person"))
    base = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("based on")
    )
    week: models.JSONField[list[Any] | None] = models.JSONField(_("week"), null=True, blank=True)
    ranges: models.JSONField[list[Any]] = models.JSONField(_("seasons"), default=list, blank=True)
    exceptions: models.JSONField[list[Any]] = models.JSONField(_("exceptions"), default=list, blank=True)
    country = models.CharField(_("holidays of"), max_length=2, blank=True)
    subdivision = models.CharField(_("region of the holidays"), max_length=10, blank=True)

    objects = WorkCalendarQuerySet.as_manager()

    class Meta:
        verbose_name = _("working calendar")
        verbose_name_plural = _("working calendars")
        constraints = [
            models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="calendar_one_default"),
            models.UniqueConstraint(fields=["account"], name="calendar_one_of_account"),
            models.UniqueConstraint(fields=["user"], name="calendar_one_of_person"),
            models.CheckConstraint(condition=Q(account=None) | Q(user=None), name="calendar_of_one_side"),
            models.CheckConstraint(condition=Q(base=None) | ~Q(base=F("id")), name="calendar_not_its_own_base"),
            models.CheckConstraint(
                condition=Q(week__isnull=False) | Q(base__isnull=False), name="calendar_has_a_week_or_a_base"
            ),
            models.CheckConstraint(
                condition=Q(is_default=False) | Q(account=None, user=None, base=None), name="calendar_default_is_shared"
            ),
        ]

    def __str__(self) -> str:
        return self.name
