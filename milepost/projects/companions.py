"""Records of upper rooms that are written with a plan in one act, and are taken back with it."""

from collections.abc import Callable
from dataclasses import dataclass

from milepost.lib.registry import Registry
from milepost.projects.models import Project


@dataclass(frozen=True, slots=True)
class PlanCompanion:
    """A kind of record, and whether the one with a number belongs to a project.

    An act that wrote one may have changed checklists of the plan's tasks, too.
    """

    kind: str
    is_of: Callable[[int, Project], bool]


plan_companions: Registry[PlanCompanion] = Registry(
    "projects.companions", "records of other rooms that are taken back with a plan", key=lambda one: one.kind
)
