"""Asking a customer for a task that is late: the text to copy, and that it was sent."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.identity.public import Right, requires
from milepost.projects.actions.nudging import note_nudge
from milepost.projects.models import Task
from milepost.projects.queries.due import due_on, running_tasks
from milepost.projects.queries.nudges import last_nudge, nudge_text
from milepost.projects.views.task_parts import visible_task
from milepost.ui.public import done, person


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def task_nudge(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the text that asks for a task; a POST writes down that it was sent."""
    task = visible_task(request, pk)
    if request.method == "POST":
        note_nudge(task, actor=person(request).as_actor())
        url = reverse("projects:task-nudge", args=[pk])
        return done(request, _("Written down."), url, lambda: _show(request, task))
    return _show(request, task)


def _show(request: HttpRequest, task: Task) -> HttpResponse:
    viewer = person(request)
    running = running_tasks(viewer).filter(pk=task.pk).first()
    text = nudge_text(task, due_on(running) if running else task.finish_on, viewer, timezone.localdate())
    return render(request, "projects/nudge.html", {"task": task, "text": text, "last": last_nudge(task)})
