"""Earned value in words, and as lines of a chart."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from milepost.projects.metrics.earned_value import EarnedValue, ValueOnDay
from milepost.projects.queries.earned_value import Earned

_ONE = Decimal(1)
_NEAR = Decimal("0.02")
_DATES_MOST = 6


def sentences_of(earned: Earned) -> list[str]:
    """Return what the figures mean: what is got for what is paid, how far the work is, what it comes to."""
    value = earned.value
    if value is None:
        return []
    return [_of_cost(value, earned.currency), _of_schedule(value), _of_end(value, earned.currency)]


def _of_cost(value: EarnedValue, currency: str) -> str:
    if value.cpi is None:
        return _("Nothing was paid yet.")
    words = {"index": f"{value.cpi:.2f}", "currency": currency}
    if currency:
        got = _("You get %(index)s of planned work for each 1.00 %(currency)s paid") % words
    else:
        got = _("You get %(index)s of planned work for each hour paid") % words
    if abs(value.cpi - _ONE) < _NEAR:
        return _("%(got)s: as planned.") % {"got": got}
    if not value.cpi:
        return _("%(got)s: what was paid has earned nothing yet.") % {"got": got}
    more = round((_ONE / value.cpi - _ONE) * 100)
    if more > 0:
        return _("%(got)s: it takes %(share)s %% more than planned.") % {"got": got, "share": more}
    return _("%(got)s: it takes %(share)s %% less than planned.") % {"got": got, "share": -more}


def _of_schedule(value: EarnedValue) -> str:
    if value.spi is None:
        return _("By plan nothing was to be done yet.")
    done = round(value.spi * 100)
    if abs(value.spi - _ONE) < _NEAR:
        return _("The work is where it was planned to be by now.")
    return _("Of the work that was planned by now %(done)s %% is done.") % {"done": done}


def _of_end(value: EarnedValue, currency: str) -> str:
    if value.eac is None or value.vac is None:
        return _("What it comes to in the end cannot be said before something is earned.")
    words = {"eac": amount(value.eac, currency), "over": amount(abs(value.vac), currency)}
    if value.budget == value.earned:
        return _("All is done, for %(eac)s.") % words
    if abs(value.vac) < value.budget * _NEAR:
        return _("If the rest goes as it went so far it comes to %(eac)s, as planned.") % words
    if value.vac < 0:
        return _("If the rest goes as it went so far it comes to %(eac)s, %(over)s above the budget.") % words
    return _("If the rest goes as it went so far it comes to %(eac)s, %(over)s below the budget.") % words


def amount(value: Decimal, currency: str) -> str:
    """Return an amount as it is read: whole units of money with thousands apart, or hours."""
    if currency:
        return f"{value:,.0f} {currency}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    return f"{value:,.1f} h".replace(",", "\N{NARROW NO-BREAK SPACE}")


@dataclass(frozen=True, slots=True)
class EarnedChart:
    """Lines of planned, earned and actual as points of 100 by 100; `today` where the day lies; dates below."""

    planned: str
    earned: str
    actual: str
    today: str
    top: Decimal
    middle: Decimal
    dates: tuple[dt.date, ...]


def chart_of(earned: Earned) -> EarnedChart | None:
    """Return the curves; None without two days."""
    points = earned.points
    if len(points) < 2 or earned.value is None:  # noqa: PLR2004 - a line has two ends
        return None
    top = _top(max([earned.value.budget, *(point.planned for point in points), earned.value.actual]))
    first, span = points[0].on, (points[-1].on - points[0].on).days

    def place(point: ValueOnDay) -> str:
        return f"{(point.on - first).days * 100 / span:.2f}"

    def line(name: str) -> str:
        known = [(place(point), getattr(point, name)) for point in points]
        return " ".join(f"{x},{100 - value * 100 / top:.2f}" for x, value in known if value is not None)

    now = min(max((earned.on - first).days, 0), span) * 100 / span
    dates = tuple(first + dt.timedelta(days=round(span * at / (_DATES_MOST - 1))) for at in range(_DATES_MOST))
    return EarnedChart(line("planned"), line("earned"), line("actual"), f"{now:.2f}", top, top / 2, dates)


def _top(value: Decimal) -> Decimal:
    """Return a round number above: 2, 4, 6, 8 or 10 times a power of ten."""
    power = Decimal(10) ** (max(value, _ONE).adjusted())
    return next(step * power for step in (2, 4, 6, 8, 10) if step * power >= value)
