"""One task: as a page and in the drawer; changed through the plan, which says first what that moves."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import Right, User, requires
from milepost.lib.errors import Invalid
from milepost.lib.text import key_of
from milepost.projects.forms.task_parts import CommentForm
from milepost.projects.models import Task
from milepost.projects.queries.labels import label_part
from milepost.projects.queries.steering import may_steer
from milepost.projects.queries.task_page import task_page
from milepost.projects.queries.task_parts import (
    block_of,
    comments_of,
    files_of,
    is_watched,
    repeats_of,
    steps_of,
    time_on,
)
from milepost.projects.records_plan import LinkRemoval, LinksOfRemoved, PartyRemoval, PlanEdit, ProjectEdit, TaskRemoval
from milepost.projects.views.plan_answers import answer_edits
from milepost.projects.views.task_folds import FOLDS, OpenFold, open_fold, opened
from milepost.projects.views.task_parts import visible_task
from milepost.ui.public import REFUSED, is_fragment, person

_ACTS_OF_FORMS = {"edit", "link", "party"}


@require_safe
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a task: where it stands and why, whose it is, what it waits for."""
    return show_task(request, visible_task(request, pk))


@require_safe
@requires(Right.WRITE)
def task_form(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Draw a form of a task's page: into its fold, where a script asks (`in`: the fold stands in the drawer)."""
    task = visible_task(request, pk)
    folds = open_fold(key, task, person(request))
    if not is_fragment(request):
        return show_task(request, task, folds)
    frame = {"frame": "ui/drawer.html"} if request.GET.get("in") == "drawer" else {}
    return render(request, "projects/parts/task-form.html", {"task": task, "fold": folds[key], **frame})


@require_POST
@requires(Right.WRITE)
def task_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what `act` names: change values, add or end a link or a part, delete the task."""
    task = visible_task(request, pk)
    if task.project is None:
        raise Invalid("no-plan", _("This task has no plan."))
    act = request.POST.get("act", "edit")
    if act in _ACTS_OF_FORMS:
        form: Any = FOLDS[act].make(task, person(request), request.POST)
        if not form.is_valid() or (act == "edit" and form.refuse_lost()):
            return show_task(request, task, opened(act, form), status=REFUSED)
        edits: list[PlanEdit] = form.edits()
    else:
        edits = [_other_edit(request, task, act)]
    is_removal = act == "remove"
    show = None if is_removal else lambda: show_task(request, visible_task(request, pk))
    return answer_edits(request, task.project, edits, task=None if is_removal else task, show=show)


def show_task(
    request: HttpRequest, task: Task, folds: Mapping[str, OpenFold] = MappingProxyType({}), *, status: int = 200
) -> HttpResponse:
    """Show a task; `folds` are those that are open."""
    viewer = person(request)
    steers = viewer.may(Right.WRITE) and task.project is not None and may_steer(viewer, task.project)
    context = {
        "task": task,
        "page": task_page(task, viewer),
        "may_write": viewer.may(Right.WRITE) and task.project is not None,
        "may_steer": steers,
        "may_repeat": steers or (task.project is None and viewer.may(Right.WRITE)),
        "folds": folds,
        **_parts(task, viewer),
    }
    return render(request, "projects/task.html", context, status=status)


def _parts(task: Task, viewer: User) -> dict[str, Any]:
    """Return what the parts of the drawer show that answer for themselves."""
    return {
        "may_report": viewer.may(Right.WRITE),
        "labels": label_part(task, may_change=viewer.may(Right.WRITE)),
        "held_up": block_of(task),
        "is_watched": is_watched(task, viewer),
        "steps": steps_of(task),
        "comments": comments_of(task),
        "comment_form": CommentForm(viewer, task),
        "files": files_of(task),
        "time": time_on(task, viewer),
        "repeats": repeats_of(task, viewer),
    }


def _other_edit(request: HttpRequest, task: Task, act: str) -> PlanEdit:
    sent = request.POST
    if act == "remove-link":
        return LinkRemoval(_number(sent.get("predecessor")), task.pk, sent.get("type", "FS"))
    if act == "go-live":
        return ProjectEdit({"go_live_id": task.pk})
    if act == "remove-party":
        return PartyRemoval(_number(sent.get("party")))
    if act == "remove":
        links = sent.get("links", "")
        return TaskRemoval(task.pk, LinksOfRemoved(links) if links in set(LinksOfRemoved) else None)
    raise Invalid("wrong-value", _("This choice does not exist."))


def _number(text: str | None) -> int:
    key = key_of(text)
    if not key:
        raise Invalid("wrong-value", _("This choice does not exist."))
    return key
