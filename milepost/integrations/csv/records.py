"""What crosses the doors of imports: kinds and their fields, rows, plans, outcomes, and the settings of an import."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Protocol, Self

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from milepost.identity.public import User
from milepost.lib.actor import Actor
from milepost.lib.registry import Registry

type Words = str | Promise


class ValueType(StrEnum):
    """What a field takes; it decides how a cell is read."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    NUMBER = "number"
    WHOLE = "whole"
    DATE = "date"
    MOMENT = "moment"
    YES_NO = "yes-no"
    LIST = "list"


class Outcome(models.TextChoices):
    """What becomes of a row."""

    CREATED = "created", _("Created")
    UPDATED = "updated", _("Updated")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")


class ImportState(models.TextChoices):
    """How far an import has come."""

    READING = "reading", _("Being read")
    DRAFT = "draft", _("Being prepared")
    CHECKING = "checking", _("Being checked")
    CHECKED = "checked", _("Checked")
    APPLYING = "applying", _("Being applied")
    APPLIED = "applied", _("Applied")
    CANCELLED = "cancelled", _("Stopped half-way")
    REFUSED = "refused", _("Nothing applied")
    UNDOING = "undoing", _("Being taken back")
    UNDONE = "undone", _("Taken back")
    FAILED = "failed", _("Failed")


class Stage(models.TextChoices):
    """When a refusal was made."""

    CHECK = "check", _("Dry run")
    APPLY = "apply", _("Import")
    UNDO = "undo", _("Taking back")


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportField:
    """One field that a column can go into.

    `aliases` are further names of columns that mean it, folded. A row that makes a new record needs a value in every
    field that `is_needed`. With `choices` (text → value, both as people write them) the cell names one of them;
    `can_create`: a name that is missing can be made. `is_key` is a field by which records are found.
    """

    key: str
    label: Words
    type: ValueType = ValueType.TEXT
    aliases: tuple[str, ...] = ()
    is_needed: bool = False
    can_create: bool = False
    can_clear: bool = True
    group: Words = ""
    help: Words = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one cell of a row; `column` is empty when it is of the whole row."""

    column: str
    value: str
    reason: str


@dataclass(slots=True)
class Row:
    """A row whose cells are read. `values` holds fields that were mapped and not left out; None clears one."""

    number: int
    key: str
    values: dict[str, Any]
    faults: list[Fault] = field(default_factory=list)
    parent_key: str = ""


@dataclass(slots=True)
class Plan:
    """What is to become of a row, told without writing. `data` is the kind's own.

    `alike`: a record that is here already and is called as the one that the row would make.
    """

    row: Row
    outcome: Outcome
    faults: list[Fault] = field(default_factory=list)
    data: Any = None
    alike: str = ""


type Touched = list[list[Any]]  # [kind, key] of each record that a row wrote


@dataclass(slots=True)
class Written:
    """What one plan came to: its outcome, and the records that it wrote, in their order.

    Without a plan: records that were made for several rows, like a missing choice. `before` is what a kind remembers
    for taking back what the log does not hold.
    """

    plan: Plan | None
    outcome: Outcome
    touched: Touched = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    before: Any = None


@dataclass(slots=True)
class Settings:
    """How a file is to be read: kept with the import, and as a named mapping."""

    source: str = ""
    key_column: str = ""
    columns: dict[str, str] = field(default_factory=dict)  # column → key of a field
    dates: dict[str, str] = field(default_factory=dict)  # column → format; under "" the one for all
    decimals: dict[str, str] = field(default_factory=dict)  # column → point or comma; under "" the one for all
    blank: str = "leave"  # or clear
    existing: str = "update"  # or skip
    create_missing: bool = False
    all_or_nothing: bool = False
    timezone: str = "UTC"
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        return cls(**{name: value for name, value in stored.items() if name in cls.__dataclass_fields__})


@dataclass(frozen=True, slots=True)
class Run:
    """One pass over a file: who acts, how the file is read, and since when."""

    actor: Actor
    settings: Settings
    fields: dict[str, ImportField]
    column_of: dict[str, str]  # key of a field → column
    today: dt.date


class Importer(Protocol):
    """Turns rows of one kind into records. One is made for each pass."""

    def plan(self, rows: Sequence[Row]) -> list[Plan]:
        """Say what is to become of each row. Reads only; called outside of any transaction."""

    def write(self, plans: Sequence[Plan]) -> list[Written]:
        """Write the plans, in the caller's transaction; a row that is refused now leaves nothing behind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportKind:
    """One kind of record that can be imported.

    `fields(viewer)` are what columns can go into (None: the command, which sees all). `importer(run)` makes the one
    that plans and writes. `key_fields` are fields by which records are found when no column holds their key in the
    source; without such a field a key column is needed. `parent_field` names the field that holds the key of another
    row of the same file, which then comes first. `take_back(befores, actor)` undoes what the log does not hold, last
    row first. `is_whole`: rows lean on others that stand below them, so that 20,000 at once are planned, and written.
    """

    key: str
    label: Words
    one: Words
    icon: str
    purpose: Words
    fields: Callable[[User | None], Sequence[ImportField]]
    importer: Callable[[Run], Importer]
    key_fields: tuple[str, ...] = ()
    parent_field: str = ""
    list_url: str = ""
    take_back: Callable[[Sequence[Any], Actor], None] | None = None
    is_whole: bool = False


import_kinds: Registry[ImportKind] = Registry(
    "integrations.import-kinds", "kinds of records that files can bring in", key=lambda kind: kind.key
)
