"""The simulated company's money: what an hour costs by role, and what paid projects were sold and are billed for."""

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal

from milepost.audit.public import create_records
from milepost.demo.project_register import Told
from milepost.identity.public import User
from milepost.lib.actor import Actor
from milepost.projects.public import BillingMilestone, Budget, FixedCost, PersonRole, ProjectState, Rate

_HOURLY = {
    "Project manager": 88,
    "Integrations engineer": 96,
    "Support engineer": 62,
    "Customer success manager": 74,
    "VP customer success": 130,
    "": 70,
}
_CURRENCIES = {"EUR": Decimal(1), "USD": Decimal("1.1"), "GBP": Decimal("0.85"), "CHF": Decimal("0.95")}
_SOLD_DAY = 1240
_FAR_YEARS = 4


def write_rates(users: dict[str, User], today: dt.date, actor: Actor) -> None:
    """Write what hours cost everywhere, dearer since the turn of the year, and who works in which role."""
    years = (dt.date(today.year - _FAR_YEARS, 1, 1), Decimal(1)), (dt.date(today.year, 1, 1), Decimal("1.04"))
    create_records(
        [
            Rate(role=role, currency=currency, amount=round(amount * factor * rise, 2), valid_from=day)
            for role, amount in _HOURLY.items()
            for currency, factor in _CURRENCIES.items()
            for day, rise in years
        ],
        actor=actor,
    )
    create_records([PersonRole(user=user, role=user.title) for user in users.values() if user.title], actor=actor)


def write_budgets(told: Sequence[Told], today: dt.date, actor: Actor) -> None:
    """Write price, billing and travel of the projects that were sold by days."""
    sold = [one for one in told if one.simulated.sold_days and one.simulated.contract != "included"]
    create_records([_budget(one) for one in sold], actor=actor)
    create_records([part for one in sold for part in _billing(one, today)], actor=actor)
    create_records([_travel(one, today) for one in sold], actor=actor)


def _currency(one: Told) -> str:
    account = one.project.account
    return (account.currency if account else "") or "EUR"


def _price(one: Told) -> Decimal:
    factor = _CURRENCIES.get(_currency(one), Decimal(1))
    return round(Decimal(str(one.simulated.sold_days)) * _SOLD_DAY * factor, -2)


def _budget(one: Told) -> Budget:
    return Budget(project=one.project, currency=_currency(one), price=_price(one))


def _billing(one: Told, today: dt.date) -> Iterator[BillingMilestone]:
    price, simulated = _price(one), one.simulated
    plan = (("At the start", Decimal("0.3"), simulated.start_on), ("At go-live", Decimal("0.7"), simulated.target_on))
    for title, share, due in plan:
        is_reached = due <= today and (simulated.state == ProjectState.DONE or title == "At the start")
        paid = due + dt.timedelta(days=24)
        yield BillingMilestone(
            project=one.project,
            title=title,
            amount=round(price * share, 2),
            currency=_currency(one),
            due_on=due,
            invoiced_on=due if is_reached else None,
            paid_on=paid if is_reached and paid <= today else None,
        )


def _travel(one: Told, today: dt.date) -> FixedCost:
    on = one.simulated.start_on + dt.timedelta(days=12)
    return FixedCost(
        project=one.project,
        title="Two days on site",
        amount=Decimal(840),
        currency=_currency(one),
        planned_on=on,
        spent_on=on if on <= today else None,
    )
