"""What happened in the room, for the others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountStageChanged:
    account_id: int
    from_stage_id: int | None
    to_stage_id: int


@dataclass(frozen=True, slots=True)
class AccountHandedOver:
    """A role on an account changed hands; either side may be nobody."""

    account_id: int
    role: str
    from_user_id: int | None
    to_user_id: int | None


@dataclass(frozen=True, slots=True)
class AccountEnteredSegment:
    account_id: int
    segment_id: int


@dataclass(frozen=True, slots=True)
class AccountLeftSegment:
    account_id: int
    segment_id: int


@dataclass(frozen=True, slots=True)
class AccountsMerged:
    winner_id: int
    loser_id: int


@dataclass(frozen=True, slots=True)
class TouchpointLogged:
    touchpoint_id: int
    account_id: int


@dataclass(frozen=True, slots=True)
class ContactsMerged:
    winner_id: int
    loser_id: int


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """Two records of a kind ("account", "contact") are two again."""

    record_kind: str
    winner_id: int
    loser_id: int


@dataclass(frozen=True, slots=True)
class ContactErased:
    contact_id: int
