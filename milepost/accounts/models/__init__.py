"""The tables of the room, by noun."""

from milepost.accounts.models.accounts import (
    Account,
    AccountDomain,
    AccountTag,
    AccountTeamMember,
    ExternalId,
    Stage,
    StageChange,
    Tag,
)
from milepost.accounts.models.capture import CaptureAddress, CapturedMail
from milepost.accounts.models.contacts import AccountContact, Contact, ContactEmail, ContactKey
from milepost.accounts.models.duplicates import DuplicatePair, NotTheSame
from milepost.accounts.models.facts import Fact
from milepost.accounts.models.fields import CustomField, Option
from milepost.accounts.models.history import Merge, Tombstone
from milepost.accounts.models.segments import Segment, SegmentMember
from milepost.accounts.models.timeline import (
    KEY_MAX,
    SYSTEM_MAX,
    ActionItem,
    Attendee,
    Escalation,
    FactChange,
    Ticket,
    TimelineEntry,
    Touchpoint,
)

__all__ = [
    "KEY_MAX",
    "SYSTEM_MAX",
    "Account",
    "AccountContact",
    "AccountDomain",
    "AccountTag",
    "AccountTeamMember",
    "ActionItem",
    "Attendee",
    "CaptureAddress",
    "CapturedMail",
    "Contact",
    "ContactEmail",
    "ContactKey",
    "CustomField",
    "DuplicatePair",
    "Escalation",
    "ExternalId",
    "Fact",
    "FactChange",
    "Merge",
    "NotTheSame",
    "Option",
    "Segment",
    "SegmentMember",
    "Stage",
    "StageChange",
    "Tag",
    "Ticket",
    "TimelineEntry",
    "Tombstone",
    "Touchpoint",
]
