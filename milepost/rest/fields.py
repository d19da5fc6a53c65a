"""Types that the operations share."""

import datetime as dt
from typing import Annotated, Any

from django.conf import settings
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from milepost.apikit.public import FIRST_YEAR, LAST_YEAR
from milepost.apikit.public import Instant as Instant


def _day(value: Any) -> Any:
    """Refuse what pydantic would read as a day although it is written otherwise: a number, a moment."""
    if isinstance(value, str) and len(value) != len("2026-12-31"):
        raise ValueError("write the day as 2026-12-31")
    if not isinstance(value, str | dt.date):
        raise ValueError("write the day as 2026-12-31")  # noqa: TRY004 - pydantic takes a ValueError for a fault of the body
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError as error:
            raise ValueError("there is no such day; write it as 2026-12-31") from error
    return value


def _near(value: dt.date) -> dt.date:
    if not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValueError(f"write a day of the years {FIRST_YEAR} to {LAST_YEAR}")
    return value


Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
# In a body, where JSON has types of its own: no "5" for 5, no 1 for true.
BodyId = Annotated[int, Field(ge=1, le=2**63 - 1, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Day = Annotated[dt.date, BeforeValidator(_day), AfterValidator(_near)]
Email = Annotated[str, StringConstraints(min_length=3, max_length=254), Field(json_schema_extra={"format": "email"})]
ShortName = Annotated[str, StringConstraints(min_length=1, max_length=80)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Line = Annotated[str, StringConstraints(max_length=120)]
Sentence = Annotated[str, StringConstraints(max_length=200)]
Zone = Annotated[str, StringConstraints(min_length=1, max_length=64), Field(examples=["Europe/Zurich"])]
Locale = Annotated[str, Field(json_schema_extra={"enum": [code for code, _name in settings.LANGUAGES]})]


def left_out() -> Any:
    """Return the default of a field of a PATCH: a field that is not sent stays as it is."""
    return Field(default=None)
