"""The folded forms of a task's page: each is drawn when somebody opens it, and needs no script for that."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.forms import Form
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.projects.forms.task_parts import BlockForm, RepeatForm, TimeForm
from milepost.projects.forms.tasks import LinkForm, PartyForm, TaskForm
from milepost.projects.models import Task
from milepost.projects.queries.steering import may_steer, refuse_steering
from milepost.projects.queries.task_parts import repeats_of

type _Make = Callable[[Task, User, Mapping[str, Any] | None], Form]


@dataclass(frozen=True, slots=True)
class Fold:
    """A form that stands folded: where it is sent and with which `act`, and what its button says.

    `is_part`: it answers with its part of the page, not with the whole. `steers`: only for those who steer the plan.
    """

    make: _Make
    url_name: str
    act: str
    button: str | Promise
    icon: str = ""
    is_part: bool = False
    steers: bool = False
    needs_plan: bool = False


@dataclass(frozen=True, slots=True)
class OpenFold:
    """A fold that is open, with its form."""

    fold: Fold
    form: Form


def _edit(task: Task, viewer: User, data: Mapping[str, Any] | None) -> Form:
    return TaskForm(task, data, may_steer=task.project is not None and may_steer(viewer, task.project))


def _repeat(task: Task, viewer: User, data: Mapping[str, Any] | None) -> Form:
    return RepeatForm(task, "" if data is not None else repeats_of(task, viewer).rule, data)


_CHANGE = "projects:task-change"
FOLDS = {
    "edit": Fold(_edit, _CHANGE, "edit", gettext_lazy("Save"), needs_plan=True),
    "link": Fold(LinkForm, _CHANGE, "link", gettext_lazy("Add"), "link", steers=True, needs_plan=True),
    "party": Fold(PartyForm, _CHANGE, "party", gettext_lazy("Add"), "user-plus", steers=True, needs_plan=True),
    "block": Fold(
        lambda task, _viewer, data: BlockForm(task, data),
        *("projects:task-block", "begin", gettext_lazy("Write it down"), "hourglass"),
        is_part=True,
    ),
    "time": Fold(
        lambda task, _viewer, data: TimeForm(task, data),
        *("projects:task-time", "log", gettext_lazy("Note it"), "clock"),
        is_part=True,
        needs_plan=True,
    ),
    "repeat": Fold(
        *(_repeat, "projects:task-repeat", "begin", gettext_lazy("Save"), "refresh"), is_part=True, steers=True
    ),
}


def opened(key: str, form: Form) -> dict[str, OpenFold]:
    """Return the folds of a page on which one is open."""
    return {key: OpenFold(FOLDS[key], form)}


def open_fold(key: str, task: Task, viewer: User) -> dict[str, OpenFold]:
    """Return the folds of a page on which somebody opens one. Raises what stands against it."""
    fold = FOLDS.get(key)
    if fold is None:
        raise Invalid("wrong-value", _("This choice does not exist."))
    if task.project is None and fold.needs_plan:
        raise Invalid("no-plan", _("This task has no plan."))
    if task.project is not None and fold.steers:
        refuse_steering(viewer, task.project)
    return opened(key, fold.make(task, viewer, None))
