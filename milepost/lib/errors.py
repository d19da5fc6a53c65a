"""The errors that rooms raise.

    DomainError(code, message)
    ├── NotAllowed    the actor may not do this
    ├── Invalid       the input is wrong; `fields` says where
    ├── Conflict      somebody else changed it meanwhile, or a rule of the data forbids it
    ├── NotFound      there is no such thing, or it is not the viewer's to see
    ├── TooMany       too many tries or requests; `retry_after_seconds` says when to come back
    └── Unavailable   something that we depend on does not answer

They become HTTP answers in two places only: `ui` for pages, `apikit` for the API.
"""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A refusal that a person can understand: `code` for programs, `message` for people."""

    def __init__(self, code: str, message: str, **details: Any) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details


class NotAllowed(DomainError):
    """The actor may not do this."""


class Invalid(DomainError):
    """The input is wrong.

    `fields` maps the name of each wrong field to what is wrong with it; empty when the fault is of the whole.
    """

    def __init__(self, code: str, message: str, fields: Mapping[str, str] | None = None, **details: Any) -> None:
        super().__init__(code, message, **details)
        self.fields: dict[str, str] = dict(fields or {})


class Conflict(DomainError):
    """The state of the data forbids the write.

    With code `stale`, `details["current"]` holds the values now stored of the fields that were to be written.
    """


class NotFound(DomainError):
    """There is no such thing, or it is not the viewer's to see: the two are never told apart."""


class TooMany(DomainError):
    """Too many tries or requests."""

    def __init__(self, code: str, message: str, retry_after_seconds: int, **details: Any) -> None:
        super().__init__(code, message, **details)
        self.retry_after_seconds = retry_after_seconds


class Unavailable(DomainError):
    """Something that we depend on does not answer."""
