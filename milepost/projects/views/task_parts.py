"""What the parts of a task's drawer share: each is written and drawn by itself: nothing typed beside it is lost."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from milepost.identity.public import Right
from milepost.lib.errors import Conflict, Invalid
from milepost.projects.models import Task
from milepost.ui.public import REFUSED, is_fragment, person, toast


def visible_task(request: HttpRequest, pk: int) -> Task:
    """Return the task that an address names; `Http404` for one that the person does not see."""
    rows = Task.objects.visible_to(person(request)).select_related("project", "parent", "author", "sprint")
    return get_object_or_404(rows, pk=pk)


def part_of(request: HttpRequest, task: Task, **context: Any) -> dict[str, Any]:
    """Return the inputs of a part: those that all have, and its own."""
    return {"task": task, "may_report": person(request).may(Right.WRITE), **context}


def answer_part(
    request: HttpRequest, task: Task, template: str, context: dict[str, Any], words: str = ""
) -> HttpResponse:
    """Answer with a part as it is now; a page that is no fragment is led back to its task."""
    if not is_fragment(request):
        if words:
            messages.success(request, words)
        return redirect("projects:task-detail", task.pk)
    answer = render(request, template, part_of(request, task, **context))
    return toast(answer, words) if words else answer


def refuse_part(
    request: HttpRequest, task: Task, template: str, context: dict[str, Any], error: Invalid | Conflict | None = None
) -> HttpResponse:
    """Answer with a part that says what is wrong; outside of a fragment the refusal is a page of its own."""
    if error is not None and not is_fragment(request):
        raise error
    return render(request, template, part_of(request, task, **context, refusal=error), status=REFUSED)
