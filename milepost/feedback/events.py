"""What happened in the room, for the others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RequestFiled:
    request_id: int
    account_id: int | None


@dataclass(frozen=True, slots=True)
class RequestClosed:
    """It was done or declined."""

    request_id: int
    account_id: int | None
