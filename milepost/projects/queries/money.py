"""The money of a project: what was agreed, what it costs, what is billed. Contributors see none of it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, Sum

from milepost.identity.public import Right, User
from milepost.projects.metrics.rates import DatedRate, cost_of, rate_on
from milepost.projects.models import (
    BillingMilestone,
    Budget,
    ChangeRequest,
    FixedCost,
    PersonRole,
    Project,
    Rate,
    TimeEntry,
)
from milepost.projects.records_scope import ChangeState, Payer

USUAL_CURRENCY = "EUR"
ZERO = Decimal(0)
# What these pay for a change is not ours to bear.
_PAYING = (Payer.THEIRS, Payer.THIRD)


def may_see_money(viewer: User) -> bool:
    """Say whether somebody sees prices, rates and margins: contributors do not, also where they lead."""
    return viewer.may(Right.READ_ALL)


def currency_of(project: Project) -> str:
    """Return the currency of a project: its budget's, else its account's, else the usual one. Up to two queries."""
    budget = Budget.objects.filter(project=project.pk).values_list("currency", flat=True).first()
    account = project.account.currency if budget is None and project.account else ""
    return budget or account or USUAL_CURRENCY


@dataclass(frozen=True, slots=True)
class PriceBook:
    """What hours cost in a project: rates in its currency, and who works in which role."""

    currency: str
    rates: tuple[DatedRate, ...]
    roles: dict[int, str] = field(default_factory=dict)

    def hour(self, user_id: int | None, on: dt.date, role: str = "") -> Decimal | None:
        """Return what an hour of somebody costs on a day, or of nobody in `role`; None: no rate is known."""
        rate = rate_on(self.rates, self.roles.get(user_id, role) if user_id else role, on)
        return rate.amount if rate else None


def price_book(project: Project, currency: str) -> PriceBook:
    """Return what hours cost in a project. Two queries."""
    everywhere = Q(project=None) | Q(project=project)
    rates = Rate.objects.filter(everywhere, currency=currency).order_by("pk")
    dated = tuple(DatedRate(row.role, row.amount, row.valid_from, row.project_id is not None) for row in rates)
    roles = PersonRole.objects.filter(everywhere).values_list("user", "role", "project")
    by_user = {user: role for user, role, _own in sorted(roles, key=lambda row: row[2] is not None)}
    return PriceBook(currency, dated, by_user)


@dataclass(frozen=True, slots=True)
class WorkedDay:
    """What somebody noted on a day for a task, or for the project alone; `cost` None: no rate is known."""

    on: dt.date
    task_id: int | None
    minutes: int
    cost: Decimal | None


def worked_days(project: Project, book: PriceBook) -> list[WorkedDay]:
    """Return the noted hours with what they cost by the rate of their day. One query."""
    entries = TimeEntry.objects.filter(project=project).values_list("on", "task", "user").order_by("on", "pk")
    rows = entries.annotate(total=Sum("minutes")).filter(total__gt=0)
    return [WorkedDay(on, task, minutes, _cost(minutes, book.hour(user, on))) for on, task, user, minutes in rows]


def _cost(minutes: int, hour: Decimal | None) -> Decimal | None:
    return None if hour is None else cost_of(minutes, hour)


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed: price and hours, with what approved changes added to them. None: nothing was agreed."""

    price: Decimal | None
    changed_price: Decimal
    minutes: int | None
    changed_minutes: int
    changes: tuple[ChangeRequest, ...]

    @property
    def whole_price(self) -> Decimal | None:
        if self.price is None:
            return self.changed_price or None
        return self.price + self.changed_price

    @property
    def whole_minutes(self) -> int | None:
        return None if self.minutes is None else self.minutes + self.changed_minutes


def agreed_of(project: Project, price: Decimal | None) -> Agreed:
    """Return what was agreed. A change that we bear ourselves costs hours and adds nothing to the price. One query."""
    approved = list(ChangeRequest.objects.filter(project=project, state=ChangeState.APPROVED).order_by("number"))
    paid = sum((one.amount or ZERO for one in approved if one.payer in _PAYING), ZERO)
    minutes = sum(one.extra_minutes for one in approved)
    return Agreed(price, paid, project.sold_minutes, minutes, tuple(approved))


@dataclass(frozen=True, slots=True)
class Billed:
    """Parts of the price: what is planned to be billed in all, was invoiced, was paid, and is due but not invoiced."""

    rows: tuple[BillingMilestone, ...]
    planned: Decimal
    invoiced: Decimal
    paid: Decimal
    due: Decimal
    elsewhere: int


def billed_of(project: Project, currency: str, today: dt.date) -> Billed:
    """Return the billing milestones and their sums, those in another currency left out and counted. One query."""
    rows = tuple(BillingMilestone.objects.filter(project=project).select_related("task").order_by("due_on", "pk"))
    own = [row for row in rows if row.currency == currency]
    return Billed(
        rows=rows,
        planned=_sum(own),
        invoiced=_sum(row for row in own if row.invoiced_on),
        paid=_sum(row for row in own if row.paid_on),
        due=_sum(row for row in own if is_due(row, today)),
        elsewhere=len(rows) - len(own),
    )


def is_due(row: BillingMilestone, today: dt.date) -> bool:
    """Say whether a part of the price is to be invoiced: its day has come or its task is done, and it was not yet."""
    if row.invoiced_on is not None:
        return False
    return (row.due_on is not None and row.due_on <= today) or (row.task is not None and row.task.state == "done")


@dataclass(frozen=True, slots=True)
class Fixed:
    """Costs that no hours make: all of them, and what of it was spent."""

    rows: tuple[FixedCost, ...]
    planned: Decimal
    spent: Decimal
    elsewhere: int


def fixed_of(project: Project, currency: str, today: dt.date) -> Fixed:
    """Return the fixed costs and their sums, those in another currency left out and counted. One query."""
    rows = tuple(FixedCost.objects.filter(project=project).order_by("planned_on", "spent_on", "pk"))
    own = [row for row in rows if row.currency == currency]
    spent = _sum(row for row in own if row.spent_on and row.spent_on <= today)
    return Fixed(rows, _sum(own), spent, len(rows) - len(own))


def _sum(rows: Iterable[BillingMilestone | FixedCost]) -> Decimal:
    return sum((row.amount for row in rows), ZERO)


def cost_of_days(days: Sequence[WorkedDay]) -> Decimal:
    """Return what hours cost; those without a rate count nothing (see `unpriced_minutes`)."""
    return sum((day.cost for day in days if day.cost is not None), ZERO)


def unpriced_minutes(days: Sequence[WorkedDay]) -> int:
    """Return the minutes for which no rate is known."""
    return sum(day.minutes for day in days if day.cost is None)
