"""The budget of a project as its page shows it: agreed, planned, spent, remaining, margin, billed."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from milepost.identity.public import User
from milepost.projects.models import Budget, PersonRole, Project, Rate
from milepost.projects.queries.earned_value import Earned, earned_of
from milepost.projects.queries.money import (
    Agreed,
    Billed,
    Fixed,
    agreed_of,
    billed_of,
    cost_of_days,
    currency_of,
    fixed_of,
    price_book,
    unpriced_minutes,
    worked_days,
)


@dataclass(frozen=True, slots=True)
class BudgetPage:
    """Money of a project on a day, in `currency`.

    `hours_cost` is that of the noted hours, `spent` with the fixed costs that were spent. `planned` is what the agreed
    plan costs with all fixed costs, `expected` what it comes to if it goes on so; None: not all of it can be said (a
    rate or a baseline is missing).
    """

    budget: Budget | None
    currency: str
    agreed: Agreed
    billed: Billed
    fixed: Fixed
    earned: Earned
    hours_cost: Decimal
    unpriced: int
    rates: tuple[Rate, ...]
    roles: tuple[PersonRole, ...]

    @property
    def spent(self) -> Decimal:
        return self.hours_cost + self.fixed.spent

    @property
    def planned(self) -> Decimal | None:
        return self.earned.value.budget if self.earned.value and self.earned.currency else None

    @property
    def expected(self) -> Decimal | None:
        return self.earned.value.eac if self.earned.value and self.earned.currency else None

    @property
    def remaining(self) -> Decimal | None:
        """Return what of the planned cost is left; below 0: more was spent."""
        return None if self.planned is None else self.planned - self.spent

    @property
    def margin(self) -> Decimal | None:
        """Return the agreed price less the planned cost."""
        price = self.agreed.whole_price
        return None if price is None or self.planned is None else price - self.planned

    @property
    def expected_margin(self) -> Decimal | None:
        """Return the agreed price less the cost that it comes to."""
        price = self.agreed.whole_price
        return None if price is None or self.expected is None else price - self.expected

    @property
    def margin_share(self) -> Decimal | None:
        """Return the expected margin of each unit of the price, in per cent; without a forecast the planned one."""
        price = self.agreed.whole_price
        margin = self.margin if self.expected_margin is None else self.expected_margin
        return margin * 100 / price if price and margin is not None else None

    @property
    def unbilled(self) -> Decimal | None:
        """Return what of the agreed price no billing milestone holds; below 0: they hold more."""
        price = self.agreed.whole_price
        return None if price is None else price - self.billed.planned


def budget_page(project: Project, viewer: User, today: dt.date) -> BudgetPage:
    """Return the budget of a project for somebody who may see money. Up to 25 queries, however many rows there are."""
    budget = Budget.objects.filter(project=project).first()
    currency = budget.currency if budget else currency_of(project)
    days = worked_days(project, price_book(project, currency))
    return BudgetPage(
        budget=budget,
        currency=currency,
        agreed=agreed_of(project, budget.price if budget else None),
        billed=billed_of(project, currency, today),
        fixed=fixed_of(project, currency, today),
        earned=earned_of(project, viewer, today),
        hours_cost=cost_of_days(days),
        unpriced=unpriced_minutes(days),
        rates=tuple(Rate.objects.filter(project=project).order_by("role", "-valid_from")),
        roles=tuple(PersonRole.objects.filter(project=project).select_related("user").order_by("user__name_folded")),
    )
