"""What an hour costs: by role, from a day on, in a project before everywhere."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

_HOUR_MINUTES = 60


@dataclass(frozen=True, slots=True)
class DatedRate:
    """What an hour in `role` costs from `valid_from` on; no role: everybody else's. `is_own`: of the project itself."""

    role: str
    amount: Decimal
    valid_from: dt.date
    is_own: bool = False


def rate_on(rates: Iterable[DatedRate], role: str, on: dt.date) -> DatedRate | None:
    """Return the rate that is valid on a day: the newest of the role that has begun, else that of everybody else.

    A rate of the project goes before one of everywhere, a rate of the role before one of no role; roles are told apart
    without case. None: no rate has begun.
    """
    begun = [rate for rate in rates if rate.valid_from <= on]
    wanted = role.strip().casefold()
    named = [rate for rate in begun if rate.role.strip().casefold() == wanted]
    fitting = named or [rate for rate in begun if not rate.role.strip()]
    return max(fitting, key=lambda rate: (rate.is_own, rate.valid_from), default=None)


def cost_of(minutes: int, amount: Decimal) -> Decimal:
    """Return what minutes cost at a rate by the hour, exactly."""
    return amount * minutes / _HOUR_MINUTES
