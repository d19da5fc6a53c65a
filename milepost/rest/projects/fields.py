"""Types that the operations on projects share."""

import datetime as dt
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

Title = Annotated[str, StringConstraints(min_length=1, max_length=300)]
ProjectName = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(max_length=20_000)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=60, pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$")]
Minutes = Annotated[int, Field(ge=0, le=10_000_000, strict=True)]
Lag = Annotated[int, Field(ge=-10_000_000, le=10_000_000, strict=True)]
LagPercent = Annotated[int, Field(ge=-1000, le=1000, strict=True)]
Percent = Annotated[int, Field(ge=0, le=100, strict=True)]
RoleName = Annotated[str, StringConstraints(min_length=1, max_length=80)]
LabelName = Annotated[
    str,
    StringConstraints(
        min_length=1, max_length=40, pattern=r"^[^,\x00-\x1f\x7f]*[^,\s\x00-\x1f\x7f][^,\x00-\x1f\x7f]*$"
    ),
]
LabelNames = Annotated[list[LabelName], Field(max_length=20, description="Names; one that no label has yet makes one.")]
Note = Annotated[str, StringConstraints(max_length=500)]
_FIRST_YEAR, _LAST_YEAR = 1900, 2199


def _on_the_wall(text: str) -> str:
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError("there is no such moment; write it as 2026-12-31T18:00") from error
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise ValueError(f"write a moment of the years {_FIRST_YEAR} to {_LAST_YEAR}")
    return text


# A plan's moments are the wall clock's and have no zone, so they are no `date-time` of JSON schema.
_PATTERN = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$"
WallClock = Annotated[
    str, StringConstraints(pattern=_PATTERN), AfterValidator(_on_the_wall), Field(examples=["2026-12-31T18:00"])
]
ShownWallClock = Annotated[str, Field(pattern=_PATTERN, examples=["2026-12-31T18:00"])]


def wall_clock(moment: dt.datetime | None) -> str | None:
    """Return a moment of a plan as the API writes it."""
    return moment.isoformat("T", "minutes") if moment else None


def at_the_wall(name: str) -> Any:
    """Return what shows a column of such moments."""
    return staticmethod(lambda record: wall_clock(getattr(record, name)))
