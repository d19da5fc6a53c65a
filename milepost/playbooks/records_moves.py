"""What moving a project to a newer version of its playbook would do, line by line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from django.db import models
from django.utils.translation import gettext_lazy as _

from milepost.playbooks.records import Question, Step
from milepost.projects.public import PlanEdit


class MoveKind(models.TextChoices):
    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    REMOVED = "removed", _("Taken away")
    STAYS = "stays", _("Stays as it is")


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveChoices:
    """What somebody chose: `taken` are keys of lines that would overwrite people's own, `without` optional steps."""

    taken: frozenset[str] = frozenset()
    takes_all: bool = False
    without: frozenset[str] = frozenset()
    answers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def takes(self, key: str) -> bool:
        return self.takes_all or key in self.taken


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveLine:
    """One thing that the newer version says otherwise: of which step, what of it, what it is and would be.

    `is_asked`: people made it their own, so that it is overwritten only by choice. `add` and `remove` are texts of the
    step's checklist, which is no part of the plan's edits.
    """

    key: str
    kind: MoveKind
    title: str
    of: str = ""
    before: str = ""
    after: str = ""
    why: str = ""
    is_asked: bool = False
    is_taken: bool = True
    step: str = ""
    edits: tuple[PlanEdit, ...] = ()
    add: tuple[str, ...] = ()
    remove: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionMove:
    """A move, made ready. While something is `missing` (by field, with words) there are no lines."""

    lines: tuple[MoveLine, ...]
    edits: tuple[PlanEdit, ...]
    added: tuple[str, ...]
    optional: tuple[Step, ...]
    questions: tuple[Question, ...]
    answers: Mapping[str, str]
    revision: int
    missing: Mapping[str, str]
    is_scope_other: bool = False

    def of(self, kind: str) -> tuple[MoveLine, ...]:
        return tuple(line for line in self.lines if line.kind == kind)

    @property
    def asked(self) -> tuple[MoveLine, ...]:
        return tuple(line for line in self.lines if line.is_asked)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """Return how many lines there are of each kind, without those that are asked."""
        plain = [line for line in self.lines if not line.is_asked]
        found = ((str(kind.label), sum(line.kind == kind for line in plain)) for kind in MoveKind)
        return tuple((label, count) for label, count in found if count)
