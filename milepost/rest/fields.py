"""Types that the operations share."""

from typing import Annotated, Any

from django.conf import settings
from pydantic import AwareDatetime, Field, StringConstraints

Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Instant = AwareDatetime
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
