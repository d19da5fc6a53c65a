"""Moments that an address or a body says: with their zone, written out, within years that people mean."""

import datetime as dt
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BeforeValidator

FIRST_YEAR, LAST_YEAR = 1900, 2199


def _written_out(value: Any) -> Any:
    """Refuse what pydantic would read as seconds since 1970: a number, or a text that is one."""
    if not isinstance(value, str) or "T" not in value.upper():
        raise ValueError("write the moment as 2026-12-31T18:00:00Z")
    return value


def _in_reach(value: dt.datetime) -> dt.datetime:
    """Refuse what lies at the ends of the calendar: seen from another time zone, it would not exist."""
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"write a moment of the years {FIRST_YEAR} to {LAST_YEAR}")
    return value


Instant = Annotated[AwareDatetime, BeforeValidator(_written_out), AfterValidator(_in_reach)]
