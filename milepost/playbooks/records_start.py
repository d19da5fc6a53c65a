"""What is said when a playbook is started, and what a preview of it says."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, Contact
from milepost.identity.public import User
from milepost.playbooks.records import Question, Role, Step

type Person = User | Contact


class Late(models.TextChoices):
    """What becomes of a playbook whose first steps should have begun before today."""

    TODAY = "today", _("Begin today; nothing is shortened")
    COMPRESS = "compress", _("Begin today and shorten what lies ahead, so that the end stays")
    SKIP = "skip", _("Leave out the steps that should be done by now")
    WRITTEN = "written", _("Keep the dates, also those in the past")


class LeftOut(models.TextChoices):
    """Why a step is not made."""

    CONDITION = "condition", _("its condition does not hold")
    CHOSEN = "chosen", _("left out by choice")
    PAST = "past", _("should be done by now")


@dataclass(frozen=True, slots=True, kw_only=True)
class StartRequest:
    """A playbook to be started for an account. What is not given is taken from defaults and from the account.

    `roles` holds the number of a colleague or contact by key of role; None leaves it open. `without` are the keys of
    optional steps that are not wanted. `reason` says why once more, where it runs for the same anchor already.
    """

    account: Account
    anchors: Mapping[str, dt.date] = field(default_factory=lambda: MappingProxyType({}))
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    roles: Mapping[str, int | None] = field(default_factory=lambda: MappingProxyType({}))
    without: frozenset[str] = frozenset()
    late: str = Late.TODAY
    name: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """Who fills a role: `person` is None while nobody does."""

    role: Role
    person: Person | None

    @property
    def words(self) -> str:
        return self.person.name if isinstance(self.person, Contact) else str(self.person or self.role.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorDate:
    """A date that a playbook counts from. `is_needed`: some step or text of this start does."""

    key: str
    label: str
    on: dt.date | None
    is_needed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """A step as it would be made. `who` are the names of those who do it."""

    step: Step
    title: str
    phase: str
    start_on: dt.date
    finish_on: dt.date
    is_past: bool
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caution:
    """Something to know before the start. `url` leads to what it speaks of."""

    code: str
    text: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a start would make. While something is `missing` (by field, with words) there are no dates."""

    name: str
    anchors: tuple[AnchorDate, ...]
    answers: Mapping[str, str]
    questions: tuple[Question, ...]
    fillings: tuple[Filling, ...]
    optional: tuple[Step, ...]
    left_out: tuple[tuple[Step, LeftOut], ...]
    missing: Mapping[str, str]
    steps: tuple[PlannedStep, ...] = ()
    starts_on: dt.date | None = None
    ends_on: dt.date | None = None
    go_live_on: dt.date | None = None
    is_late: bool = False
    cautions: tuple[Caution, ...] = ()

    @property
    def unfilled(self) -> tuple[Filling, ...]:
        return tuple(filling for filling in self.fillings if filling.person is None)
