"""What happened in the room, for the others."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountCreated:
    account_id: int


@dataclass(frozen=True, slots=True)
class AccountChanged:
    """A field of the account was written, or its domains, external ids, tags or team."""

    account_id: int


@dataclass(frozen=True, slots=True)
class AccountArchived:
    """The account was put away; one that is merged into another is told of by `AccountsMerged`."""

    account_id: int


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
class MeetingPlanned:
    touchpoint_id: int
    account_id: int


@dataclass(frozen=True, slots=True)
class MeetingHeld:
    """A meeting that was planned took place; `TouchpointLogged` tells of it too."""

    touchpoint_id: int
    account_id: int


@dataclass(frozen=True, slots=True)
class EscalationOpened:
    """Also of one that was closed and is open again."""

    escalation_id: int
    account_id: int


@dataclass(frozen=True, slots=True)
class EscalationClosed:
    escalation_id: int
    account_id: int


@dataclass(frozen=True, slots=True)
class TicketRecorded:
    """A ticket came in, or the copy of it that is kept here changed."""

    ticket_id: int
    account_id: int


@dataclass(frozen=True, slots=True)
class ContactCreated:
    contact_id: int


@dataclass(frozen=True, slots=True)
class ContactChanged:
    """Something said of the person was written, or their addresses, or where they are."""

    contact_id: int


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
