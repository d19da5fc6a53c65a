"""One task: as a page and in the drawer; changed through the plan, which says first what that moves."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.lib.errors import Invalid
from milepost.projects.forms.tasks import LinkForm, PartyForm, TaskForm
from milepost.projects.models import Task
from milepost.projects.queries.steering import may_steer
from milepost.projects.queries.task_page import task_page
from milepost.projects.records_plan import LinkRemoval, LinksOfRemoved, PartyRemoval, PlanEdit, TaskRemoval
from milepost.projects.views.plan_answers import answer_edits
from milepost.ui.public import REFUSED, person

_FORMS: dict[str, Any] = {"edit": TaskForm, "link": LinkForm, "party": PartyForm}


@require_safe
def task_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a task: where it stands and why, whose it is, what it waits for."""
    return show_task(request, visible_task(request, pk))


@require_POST
@requires(Right.WRITE)
def task_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what `act` names: change values, add or end a link or a part, delete the task."""
    task = visible_task(request, pk)
    if task.project is None:
        raise Invalid("no-plan", _("This task has no plan."))
    act = request.POST.get("act", "edit")
    if act in _FORMS:
        form = _form(request, task, act)
        if not form.is_valid():
            return show_task(request, task, **{act: form})
        edits: list[PlanEdit] = form.edits()
    else:
        edits = [_other_edit(request, task, act)]
    is_removal = act == "remove"
    show = None if is_removal else lambda: show_task(request, visible_task(request, pk))
    return answer_edits(request, task.project, edits, task=None if is_removal else task, show=show)


def visible_task(request: HttpRequest, pk: int) -> Task:
    """Return the task that an address names; `Http404` for one that the person does not see."""
    rows = Task.objects.visible_to(person(request)).select_related("project", "parent", "author")
    return get_object_or_404(rows, pk=pk)


def show_task(request: HttpRequest, task: Task, **bound: Any) -> HttpResponse:
    """Show a task; `bound` holds a form by its act that was refused."""
    viewer = person(request)
    steers = viewer.may(Right.WRITE) and task.project is not None and may_steer(viewer, task.project)
    context = {
        "task": task,
        "page": task_page(task, viewer),
        "may_write": viewer.may(Right.WRITE) and task.project is not None,
        "may_steer": steers,
        "form": bound.get("edit") or TaskForm(task, may_steer=steers),
        "link_form": bound.get("link") or LinkForm(task, viewer),
        "party_form": bound.get("party") or PartyForm(task, viewer),
    }
    return render(request, "projects/task.html", context, status=REFUSED if bound else 200)


def _form(request: HttpRequest, task: Task, act: str) -> Any:
    viewer = person(request)
    if act == "edit":
        steers = task.project is not None and may_steer(viewer, task.project)
        return TaskForm(task, request.POST, may_steer=steers)
    return _FORMS[act](task, viewer, request.POST)


def _other_edit(request: HttpRequest, task: Task, act: str) -> PlanEdit:
    sent = request.POST
    if act == "remove-link":
        return LinkRemoval(_number(sent.get("predecessor")), task.pk, sent.get("type", "FS"))
    if act == "remove-party":
        return PartyRemoval(_number(sent.get("party")))
    if act == "remove":
        links = sent.get("links", "")
        return TaskRemoval(task.pk, LinksOfRemoved(links) if links in set(LinksOfRemoved) else None)
    raise Invalid("wrong-value", _("This choice does not exist."))


def _number(text: str | None) -> int:
    if text is None or not text.isdecimal() or len(text) > 18:  # noqa: PLR2004 - digits of a number in the database
        raise Invalid("wrong-value", _("This choice does not exist."))
    return int(text)
