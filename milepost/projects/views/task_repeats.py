"""Letting a task come again, and no more."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.identity.public import Right, requires
from milepost.lib.errors import Invalid
from milepost.projects.actions.recurrences import repeat_task, stop_repeating
from milepost.projects.forms.task_parts import RepeatForm
from milepost.projects.models import Task
from milepost.projects.queries.steering import refuse_steering
from milepost.projects.queries.task_parts import repeats_of
from milepost.projects.views.task_folds import opened
from milepost.projects.views.task_parts import answer_part, refuse_part, visible_task
from milepost.ui.public import person, show_refusal

_PART = "projects/parts/task-repeat.html"


@require_POST
@requires(Right.WRITE)
def task_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a task come again as the form says; with `act` "end", no more."""
    task, viewer = visible_task(request, pk), person(request)
    if task.project is not None:
        refuse_steering(viewer, task.project)
    if request.POST.get("act") == "end":
        stop_repeating(task, actor=viewer.as_actor())
        return _answer(request, task, _("It comes no more. What was made stays."))
    form = RepeatForm(task, data=request.POST)
    if form.is_valid():
        try:
            repeat_task(task, form.chosen(), actor=viewer.as_actor())
        except Invalid as error:
            show_refusal(form, error)
        else:
            return _answer(request, task, _("It comes again."))
    context = {"repeats": repeats_of(task, viewer), "folds": opened("repeat", form), "may_repeat": True}
    return refuse_part(request, task, _PART, context)


def _answer(request: HttpRequest, task: Task, words: str) -> HttpResponse:
    context = {"repeats": repeats_of(task, person(request)), "may_repeat": True}
    return answer_part(request, task, _PART, context, words)
