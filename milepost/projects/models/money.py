"""The money of a project: what an hour costs by role, the agreed price and how it is billed, fixed costs."""

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import Record
from milepost.identity.public import Right, User
from milepost.projects.models.projects import Project
from milepost.projects.models.tasks import Task
from milepost.projects.records_money import EarningRule

NOTHING = Decimal(0)


def currency_column() -> models.CharField[str, str]:
    """Return the column of a currency: three capital letters of ISO 4217."""
    letters = RegexValidator(r"\A[A-Z]{3}\Z", _("Three capital letters."))
    return models.CharField(_("currency"), max_length=3, validators=[letters])


def amount_column() -> models.DecimalField[Decimal, Decimal]:
    """Return the column of an amount that is never below zero."""
    return models.DecimalField(_("amount"), max_digits=12, decimal_places=2, validators=[MinValueValidator(NOTHING)])


class MoneyQuerySet[M: models.Model](models.QuerySet[M]):
    """Money is seen by those who read all; a contributor sees none of it, also of a project that they lead."""

    def visible_to(self, user: User) -> Self:
        return self if user.may(Right.READ_ALL) else self.none()


class Budget(Record):
    """What was agreed for a project: its price, and by which rule tasks earn their budget."""

    id: int
    project = models.OneToOneField(Project, models.CASCADE, related_name="budget")
    currency = currency_column()
    price = models.DecimalField(
        _("agreed price"),
        max_digits=12,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(NOTHING)],
    )
    rule = models.CharField(
        _("tasks earn their budget"), max_length=8, choices=EarningRule.choices, default=EarningRule.PERCENT
    )

    objects = MoneyQuerySet["Budget"].as_manager()

    class Meta:
        verbose_name = _("budget")
        verbose_name_plural = _("budgets")

    def __str__(self) -> str:
        return str(self.project)


class Rate(Record):
    """What an hour in a role costs us from a day on: in one project, or everywhere. No role: everybody else."""

    id: int
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="rates")
    role = models.CharField(_("role"), max_length=80, blank=True)
    currency = currency_column()
    amount = amount_column()
    valid_from = models.DateField(_("from"))

    objects = MoneyQuerySet["Rate"].as_manager()

    class Meta:
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        constraints = [
            models.UniqueConstraint(fields=["project", "role", "currency", "valid_from"], name="rate_of_project_once"),
            models.UniqueConstraint(
                fields=["role", "currency", "valid_from"], condition=Q(project=None), name="rate_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} · {self.valid_from}" if self.role else str(self.valid_from)


class PersonRole(Record):
    """The role in which somebody's hours are counted: in one project, or everywhere."""

    id: int
    project = models.ForeignKey(Project, models.CASCADE, null=True, blank=True, related_name="person_roles")
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("who"))
    role = models.CharField(_("role"), max_length=80)

    objects = MoneyQuerySet["PersonRole"].as_manager()

    class Meta:
        verbose_name = _("role of a person")
        verbose_name_plural = _("roles of people")
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="person_role_in_project_once"),
            models.UniqueConstraint(fields=["user"], condition=Q(project=None), name="person_role_once"),
            models.CheckConstraint(condition=~Q(role=""), name="person_role_has_a_name"),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.role}"


class BillingMilestone(Record):
    """A part of the price that is billed when a task is done or on a day; invoiced, then paid."""

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="billing")
    title = models.CharField(_("what is billed"), max_length=200)
    amount = amount_column()
    currency = currency_column()
    task = models.ForeignKey(
        Task, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("due when this is done")
    )
    due_on = models.DateField(_("due on"), null=True, blank=True)
    invoiced_on = models.DateField(_("invoiced on"), null=True, blank=True)
    paid_on = models.DateField(_("paid on"), null=True, blank=True)

    objects = MoneyQuerySet["BillingMilestone"].as_manager()

    class Meta:
        verbose_name = _("billing milestone")
        verbose_name_plural = _("billing milestones")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="billing_has_a_title"),
            models.CheckConstraint(
                condition=Q(paid_on=None) | Q(invoiced_on__isnull=False, paid_on__gte=F("invoiced_on")),
                name="billing_paid_after_invoiced",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class FixedCost(Record):
    """A cost that no hours make: travel, a licence, a third party. `spent_on` unless it is only planned."""

    id: int
    project = models.ForeignKey(Project, models.CASCADE, related_name="fixed_costs")
    title = models.CharField(_("what it is for"), max_length=200)
    amount = amount_column()
    currency = currency_column()
    planned_on = models.DateField(_("planned for"), null=True, blank=True)
    spent_on = models.DateField(_("spent on"), null=True, blank=True)

    objects = MoneyQuerySet["FixedCost"].as_manager()

    class Meta:
        verbose_name = _("fixed cost")
        verbose_name_plural = _("fixed costs")
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="fixed_cost_has_a_title"),
            models.CheckConstraint(
                condition=Q(planned_on__isnull=False) | Q(spent_on__isnull=False), name="fixed_cost_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title
