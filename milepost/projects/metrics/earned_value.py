"""Earned value: what was planned, what was done of it, and what that took, all in one unit (money, or hours).

Work's budget times per cent complete by a stated rule is earned; the plan's own budgets up to a day are planned; what
was paid is actual. Source: Project Management Institute, A Guide to the Project Management Body of Knowledge, 6th
edition, 7.4.2.2 and table 7-1; the names and formulas are those of that table.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO, ONE, HALF, HUNDRED = Decimal(0), Decimal(1), Decimal("0.5"), Decimal(100)

# Counts the working days after the first day up to the second one; below 0 if that is earlier.
type CountDays = Callable[[dt.date, dt.date], int]


@dataclass(frozen=True, slots=True)
class EarnedValue:
    """A project on a day. `planned` PV, `earned` EV, `actual` AC, `budget` BAC (the budget of all of its work).

    What cannot be said is None: an index without its divisor, a forecast from work that earned nothing yet.
    """

    planned: Decimal
    earned: Decimal
    actual: Decimal
    budget: Decimal

    @property
    def cost_variance(self) -> Decimal:
        """CV = EV - AC; below 0: it took more than it is worth by the plan."""
        return self.earned - self.actual

    @property
    def schedule_variance(self) -> Decimal:
        """SV = EV - PV; below 0: less is done than planned by now."""
        return self.earned - self.planned

    @property
    def cpi(self) -> Decimal | None:
        """CPI = EV / AC: planned work got for each unit paid. None while nothing was paid."""
        return self.earned / self.actual if self.actual else None

    @property
    def spi(self) -> Decimal | None:
        """SPI = EV / PV: work done for each unit planned by now. None before the plan begins."""
        return self.earned / self.planned if self.planned else None

    @property
    def eac(self) -> Decimal | None:
        """EAC = BAC / CPI: what all comes to if the rest goes as it went so far.

        While nothing was paid the rest goes as planned: AC + (BAC - EV). None if paid work has earned nothing.
        """
        if not self.actual:
            return self.budget - self.earned
        return self.budget * self.actual / self.earned if self.earned else None

    @property
    def etc(self) -> Decimal | None:
        """ETC = EAC - AC: what is still to be paid."""
        return None if self.eac is None else self.eac - self.actual

    @property
    def vac(self) -> Decimal | None:
        """VAC = BAC - EAC; below 0: it ends above its budget."""
        return None if self.eac is None else self.budget - self.eac

    @property
    def share_done(self) -> Decimal | None:
        """EV / BAC; None without a budget."""
        return self.earned / self.budget if self.budget else None


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """A piece of work as planned and as it stands: its budget from its first to its last planned day, both included.

    `earned` is the share from 0 to 1 that it has earned by now; it began on `began_on` (None: not yet) and was done on
    `done_on` (None: not yet).
    """

    budget: Decimal
    start_on: dt.date
    finish_on: dt.date
    earned: Decimal
    began_on: dt.date | None = None
    done_on: dt.date | None = None


def planned_share(work: PlannedWork, on: dt.date, count: CountDays) -> Decimal:
    """Return the share of the work that is planned to be done at the end of a day: even over its working days.

    Work without a working day of its own (a weekend's) is done on its last day.
    """
    if on < work.start_on:
        return ZERO
    if on >= work.finish_on:
        return ONE
    before = work.start_on - dt.timedelta(days=1)
    whole = count(before, work.finish_on)
    return Decimal(count(before, on)) / whole if whole > 0 else ZERO


def earned_share(
    rule: str,
    *,
    is_done: bool,
    has_begun: bool = False,
    percent: int = 0,
    steps: tuple[int, int] = (0, 0),
    minutes: tuple[int, int] = (0, 0),
) -> Decimal:
    """Return the share of its budget that work has earned, by its rule. Done is done under each of them.

    `steps` are those done and all of them; `minutes` those noted and those left. Rules: `percent` as reported, `0/100`,
    `50/50`, `steps` (nothing without steps), `hours`. Raises `ValueError` for another rule.
    """
    if is_done:
        return ONE
    if rule == "percent":
        return Decimal(percent) / HUNDRED
    if rule == "0/100":
        return ZERO
    if rule == "50/50":
        return HALF if has_begun else ZERO
    if rule in {"steps", "hours"}:
        part, whole = steps if rule == "steps" else (minutes[0], sum(minutes))
        return Decimal(part) / whole if whole else ZERO
    raise ValueError(f"no such rule: {rule}")


def earned_value(work: Sequence[PlannedWork], actual: Decimal, on: dt.date, count: CountDays) -> EarnedValue:
    """Return the figures of a day; what is earned is as it stands now. Empty work has neither plan nor value."""
    return EarnedValue(
        planned=sum((one.budget * planned_share(one, on, count) for one in work), ZERO),
        earned=sum((one.budget * one.earned for one in work), ZERO),
        actual=actual,
        budget=sum((one.budget for one in work), ZERO),
    )


@dataclass(frozen=True, slots=True)
class ValueOnDay:
    """A point of the chart; `earned` and `actual` are None for days to come."""

    on: dt.date
    planned: Decimal
    earned: Decimal | None
    actual: Decimal | None


def values_over_time(
    work: Sequence[PlannedWork],
    paid: Iterable[tuple[dt.date, Decimal]],
    days: Sequence[dt.date],
    today: dt.date,
    count: CountDays,
) -> list[ValueOnDay]:
    """Return the curves at the end of each of `days`, which rise.

    What was done earned its whole on the day on which it was done; what is under way earned what it has by now evenly
    since it began, as nobody wrote down how it went.
    """
    payments = sorted(paid)
    points: list[ValueOnDay] = []
    spent, at = ZERO, 0
    for day in days:
        while at < len(payments) and payments[at][0] <= day:
            spent += payments[at][1]
            at += 1
        planned = sum((one.budget * planned_share(one, day, count) for one in work), ZERO)
        earned = sum((one.budget * _earned_by(one, day, today) for one in work), ZERO)
        is_known = day <= today
        points.append(ValueOnDay(day, planned, earned if is_known else None, spent if is_known else None))
    return points


def _earned_by(work: PlannedWork, day: dt.date, today: dt.date) -> Decimal:
    if work.done_on is not None:
        return work.earned if day >= work.done_on else ZERO
    if day >= today:
        return work.earned
    if work.began_on is None or day < work.began_on:
        return ZERO
    span = (today - work.began_on).days + 1
    return work.earned * ((day - work.began_on).days + 1) / span
