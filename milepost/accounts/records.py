"""Choices of the room, and what crosses its door: fields of facts, kinds of the timeline, handlers of merges."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.identity.public import Right, User
from milepost.lib.actor import Actor
from milepost.lib.registry import Registry

type Words = str | Promise


class StageKind(models.TextChoices):
    """Where a lifecycle stage lies; what the program needs to know of a stage that people name as they like."""

    BEFORE = "before", _("Before the contract")
    STARTING = "starting", _("Getting started")
    LIVE = "live", _("Live")
    LEAVING = "leaving", _("Leaving")
    GONE = "gone", _("Gone")


class TeamRole(models.TextChoices):
    """What somebody of the vendor is to an account."""

    CSM = "csm", _("Customer success manager")
    AM = "am", _("Account manager")
    PM = "pm", _("Project manager")
    AE = "ae", _("Account executive")
    SPONSOR = "sponsor", _("Executive sponsor")
    SUPPORT = "support", _("Support")


class Stance(models.TextChoices):
    """What a contact is to us at one account."""

    CHAMPION = "champion", _("Champion")
    DECISION_MAKER = "decision-maker", _("Decision maker")
    SPONSOR = "sponsor", _("Executive sponsor")
    DETRACTOR = "detractor", _("Detractor")
    USER = "user", _("User")


class OptionKind(models.TextChoices):
    """The lists of values that each installation names itself."""

    SEGMENT = "segment", _("Segment")
    TIER = "tier", _("Tier")
    INDUSTRY = "industry", _("Industry")
    REGION = "region", _("Region")


class CustomType(models.TextChoices):
    TEXT = "text", _("Text")
    NUMBER = "number", _("Number")
    DATE = "date", _("Date")
    CHOICE = "choice", _("Choice")
    PERSON = "person", _("Person")
    YES_NO = "yes-no", _("Yes or no")


class RecordKind(models.TextChoices):
    """What custom fields and merges are about."""

    ACCOUNT = "account", _("Account")
    CONTACT = "contact", _("Contact")


class DuplicateReason(models.TextChoices):
    """Why two records look like one."""

    NAME = "name", _("Same name")
    SIMILAR_NAME = "similar-name", _("Similar name")
    DOMAIN = "domain", _("Same domain")
    MAIL_DOMAIN = "mail-domain", _("People with the other's domain")
    ADDRESS = "address", _("Same mail address")


class TouchpointKind(models.TextChoices):
    CALL = "call", _("Call")
    MEETING = "meeting", _("Meeting")
    EMAIL = "email", _("E-mail")
    TRAINING = "training", _("Training")
    CHECK_IN = "check-in", _("Check-in")
    NOTE = "note", _("Note")


JOINT_KINDS = (TouchpointKind.CALL, TouchpointKind.MEETING, TouchpointKind.TRAINING)


class TouchpointState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    HELD = "held", _("Held")
    CANCELLED = "cancelled", _("Cancelled")


class Direction(models.TextChoices):
    """Who spoke. Only `two-way` counts as contact with a person."""

    TWO_WAY = "two-way", _("Both spoke")
    OUT = "out", _("We wrote")
    IN = "in", _("They wrote")


class Sentiment(models.TextChoices):
    GOOD = "good", _("Good")
    NEUTRAL = "neutral", _("Neutral")
    BAD = "bad", _("Bad")


class Severity(models.TextChoices):
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")
    CRITICAL = "critical", _("Critical")


class TicketState(models.TextChoices):
    OPEN = "open", _("Open")
    WAITING = "waiting", _("Waiting for the customer")
    SOLVED = "solved", _("Solved")


class FactState(models.TextChoices):
    """`unknown` says that somebody looked and could not tell; it is not zero and not healthy."""

    KNOWN = "known", _("Known")
    UNKNOWN = "unknown", _("Unknown")


class FactType(StrEnum):
    """The type of a fact's value: float, text, date, bool."""

    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    YES_NO = "yes-no"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSpec:
    """One named figure of accounts that a room computes and pushes by `record_facts`.

    `unit` stands behind the number ("%", "days", "seats"); `definition` is the sentence that explains it on the screen;
    who lacks `right` sees nothing of it, filters included. `decimals` are the places shown. With `is_told`, a change of
    it is a line in the account's timeline: for figures that change seldom and mean something when they do.
    """

    key: str
    label: Words
    type: FactType
    definition: Words
    unit: Words = ""
    decimals: int = 0
    right: Right | None = None
    is_told: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAction:
    """An action to be agreed: by one of us (`owner`), by one of theirs (`contact`), or by nobody yet."""

    text: str
    owner: User | None = None
    contact: Any = None
    due: dt.date | None = None


fact_fields: Registry[FieldSpec] = Registry(
    "accounts.facts", "figures of accounts that rooms compute", key=lambda spec: spec.key
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineKind:
    """One kind of entry in the timeline of an account.

    `load(viewer, keys)` returns the visible records by key, all at once; an entry whose record is not among them is
    not shown. `template` draws one (`entry`, `record`).
    """

    key: str
    label: Words
    icon: str
    template: str
    load: Callable[[User, Sequence[str]], dict[str, Any]]


timeline_kinds: Registry[TimelineKind] = Registry(
    "accounts.timeline", "kinds of entries in an account's timeline", key=lambda kind: kind.key
)


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did to one table: rows deleted or blanked, and rows kept with the reason."""

    count: int = 0
    kept: int = 0
    why: Words = ""


type MovedRows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordHandler:
    """What one table does when an account or a contact is merged or exported, or a contact erased.

    `model` and `field` name the foreign key ("accounts.Touchpoint", "account"), `of` what it points to. `rows(record)`
    are the rows that hang on a record; `note` says in the preview of a merge what becomes of them besides moving.

    `merge(loser, winner, actor)` moves them. Audited rows are put back from the log; of others it returns what
    `undo(moved, actor)` needs. `erase(contact, actor)` removes the person from the rows; of those that are
    `is_personal` the log loses names and values too. `is_exported` is false where
    an export would only repeat other tables. A test proves that every foreign key to an account or a contact has a
    handler; `row_handlers` of the public module makes the usual one.
    """

    model: str
    field: str
    of: str
    label: Words
    rows: Callable[[Any], models.QuerySet[Any]]
    merge: Callable[[Any, Any, Actor], MovedRows]
    undo: Callable[[MovedRows, Actor], None]
    erase: Callable[[Any, Actor], Erased] | None = None
    note: Words = ""
    stays: bool = False
    is_personal: bool = False
    is_exported: bool = True

    @property
    def key(self) -> str:
        return f"{self.model}.{self.field}"


record_handlers: Registry[RecordHandler] = Registry(
    "accounts.records", "tables that follow a merge, an erasure or an export", key=lambda one: one.key
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FactInput:
    """One figure as a room pushes it. None as value stands for unknown."""

    value: float | str | dt.date | bool | None
    as_of: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """One clause of the sentence that says how an account stands. The first ones win, by `weight`.

    A rule takes the account and the viewer.
    """

    text: Words
    url: str = ""
    weight: int = 0


summary_clauses: Registry[Callable[[Any, User], Sequence[Clause]]] = Registry(
    "accounts.summary", "rules that write an account's one sentence", key=lambda rule: rule.__name__
)
