"""The checklist of a task: ticked where it stands, so that two people who tick at once lose nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict, Invalid
from milepost.projects.actions.checklists import add_step, change_step, move_step, remove_step
from milepost.projects.forms.task_parts import StepForm
from milepost.projects.models import ChecklistItem, Task
from milepost.projects.queries.task_parts import steps_of
from milepost.projects.views.task_parts import answer_part, refuse_part, visible_task
from milepost.ui.public import person, show_refusal

_PART = "projects/parts/task-steps.html"
_LIST = f"{_PART}#list"
_WAYS = {"up": -1, "down": 1}


@require_POST
@requires(Right.WRITE)
def step_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a step as the last."""
    task = visible_task(request, pk)
    try:
        add_step(task, request.POST.get("text", ""), actor=person(request).as_actor())
    except Invalid as error:
        return refuse_part(request, task, _PART, {"steps": steps_of(task)}, error)
    return answer_part(request, task, _PART, {"steps": steps_of(task)})


@require_POST
@requires(Right.WRITE)
def step_change(request: HttpRequest, pk: int, step_pk: int) -> HttpResponse:
    """Do what `act` names: tick a step or take that back, rename, move or remove it."""
    task = visible_task(request, pk)
    step = get_object_or_404(ChecklistItem, task=task, pk=step_pk)
    act = request.POST.get("act", "")
    if act == "rename":
        return _rename(request, task, step)
    try:
        _do(request, step, act)
    except Conflict as error:
        return refuse_part(request, task, _LIST, {"steps": steps_of(task)}, error)
    return answer_part(request, task, _LIST, {"steps": steps_of(task)})


def _rename(request: HttpRequest, task: Task, step: ChecklistItem) -> HttpResponse:
    form = StepForm(step, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            change_step(step, text=given["text"], actor=person(request).as_actor(), expected_version=given["version"])
        except (Invalid, Conflict) as error:
            show_refusal(form, error)
        else:
            return answer_part(request, task, _LIST, {"steps": steps_of(task)})
    return refuse_part(request, task, _LIST, {"steps": steps_of(task), "renaming": step.pk, "form": form})


def _do(request: HttpRequest, step: ChecklistItem, act: str) -> None:
    actor = person(request).as_actor()
    if act == "tick":
        change_step(step, is_done=request.POST.get("is_done") == "yes", actor=actor)
    elif act in _WAYS:
        before = sum((one.position, one.pk) < (step.position, step.pk) for one in steps_of(step.task).rows)
        move_step(step, before + _WAYS[act], actor=actor)
    elif act == "remove":
        remove_step(step, actor=actor)
    else:
        raise Invalid("wrong-value", _("This choice does not exist."))
