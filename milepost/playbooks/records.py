"""What a playbook says, as frozen records; and the anchors that its offsets count from.

A text is empty where nothing is said. Answers, and the values that conditions compare with, are texts as people write
them ("yes", "500", "2026-03-01"); the type of the question or field says how they are read.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.lib.registry import Registry

START = "start"
GO_LIVE = "go-live"


class QuestionType(models.TextChoices):
    """How an answer is asked for and read."""

    YES_NO = "yes-no", _("Yes or no")
    CHOICE = "choice", _("Choice")
    NUMBER = "number", _("Number")
    TEXT = "text", _("Text")
    DATE = "date", _("Date")


class DayKind(models.TextChoices):
    """By which days an offset is counted."""

    WORKING = "working", _("working days")
    CALENDAR = "calendar", _("calendar days")


class Asks(StrEnum):
    """What a condition looks at."""

    ANSWER = "answer"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Offset:
    """Days after an anchor, before it if negative. Without an anchor: the one that the playbook counts from."""

    days: int
    kind: str = DayKind.WORKING
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step that comes before; `lag_minutes` are working time, negative for a lead."""

    key: str
    type: str = "FS"
    lag_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must hold for a step to be made: each bound that is given. Unknown values hold nowhere."""

    asks: str
    key: str
    equals: str | None = None
    at_least: str | None = None
    at_most: str | None = None
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One task or milestone. `does`, `answers`, `asked` and `told` are keys of roles: the letters R, A, C and I."""

    key: str
    title: str
    description: str = ""
    does: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    lasts_minutes: int = 0
    is_milestone: bool = False
    effort_minutes: int | None = None
    starts: Offset | None = None
    due: Offset | None = None
    after: tuple[StepLink, ...] = ()
    checklist: tuple[str, ...] = ()
    accepted_when: tuple[str, ...] = ()
    seen_by: str = "internal"
    is_meeting: bool = False
    is_optional: bool = False
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    key: str
    title: str
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """A slot for somebody of either side. `source` is the role of the account team, or the stance, that fills it."""

    key: str
    name: str
    side: str
    source: str = ""
    part: str = "contributes"
    expected: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    key: str
    ask: str
    type: str
    default: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliverable:
    title: str
    accepted_when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    goals: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    out: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaybookDocument:
    """All that a playbook says. `project_name` is the name that its projects are given, the playbook's if empty."""

    key: str
    name: str
    purpose: str
    kind: str
    method: str = "waterfall"
    anchor: str = START
    go_live: str = ""
    outcome: str = ""
    project_name: str = ""
    roles: tuple[Role, ...] = ()
    questions: tuple[Question, ...] = ()
    scope: Scope = Scope()
    phases: tuple[Phase, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for phase in self.phases for step in phase.steps)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorSource:
    """A date of an account from which playbooks count. `date_of(account)` is None where it is not known."""

    key: str
    label: str | Promise
    date_of: Callable[[Any], dt.date | None]


anchor_sources: Registry[AnchorSource] = Registry(
    "playbooks.anchors", "dates of accounts that playbooks count from", key=lambda source: source.key
)
