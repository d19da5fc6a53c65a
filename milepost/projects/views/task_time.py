"""Time on a task: one's timer, minutes noted for a day, and one's own entries."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.identity.public import Right, requires
from milepost.lib.errors import Invalid
from milepost.lib.text import key_of
from milepost.projects.actions.time_entries import change_time, delete_time, log_time, start_timer, stop_timer
from milepost.projects.forms.task_parts import TimeForm
from milepost.projects.models import Task, TimeEntry
from milepost.projects.queries.task_parts import time_on
from milepost.projects.views.task_folds import opened
from milepost.projects.views.task_parts import answer_part, refuse_part, visible_task
from milepost.ui.public import person, show_refusal

_PART = "projects/parts/task-time.html"


@require_POST
@requires(Right.WRITE)
def task_time(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what `act` names: start or stop one's timer, note minutes, change or delete an entry of one's own."""
    task, act = visible_task(request, pk), request.POST.get("act", "log")
    if act == "log":
        return _log(request, task)
    try:
        words = _do(request, task, act)
    except Invalid as error:
        return refuse_part(request, task, _PART, _context(request, task), error)
    return answer_part(request, task, _PART, _context(request, task), words)


def _log(request: HttpRequest, task: Task) -> HttpResponse:
    form, user = TimeForm(task, request.POST), person(request)
    if form.is_valid():
        given = form.cleaned_data
        try:
            log_time(task, given["minutes"], user=user, actor=user.as_actor(), on=given["on"], note=given["note"])
        except Invalid as error:
            show_refusal(form, error)
        else:
            return answer_part(request, task, _PART, _context(request, task), _("Noted."))
    return refuse_part(request, task, _PART, {**_context(request, task), "folds": opened("time", form)})


def _do(request: HttpRequest, task: Task, act: str) -> str:
    user = person(request)
    if act == "start":
        start_timer(task, user=user, actor=user.as_actor())
        return _("The timer runs.")
    if act == "stop":
        stop_timer(user, actor=user.as_actor())
        return _("Noted.")
    entry = get_object_or_404(TimeEntry, task=task, user=user, pk=key_of(request.POST.get("entry")))
    if act == "delete":
        delete_time(entry, user=user, actor=user.as_actor())
        return _("Deleted.")
    if act != "change":
        raise Invalid("wrong-value", _("This choice does not exist."))
    minutes = key_of(request.POST.get("minutes"))
    change_time(entry, user=user, actor=user.as_actor(), minutes=minutes, note=request.POST.get("note", ""))
    return _("Noted.")


def _context(request: HttpRequest, task: Task) -> dict[str, object]:
    return {"time": time_on(task, person(request))}
