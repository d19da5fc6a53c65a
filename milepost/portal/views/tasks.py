"""A task: what is to be done, and doing it there and then."""

from typing import cast

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from milepost.files.public import file_response, uploaded_file
from milepost.portal.queries.task_page import task_page
from milepost.portal.records import VisitorRequest
from milepost.portal.views.entry import visitors_page
from milepost.portal.views.posted import posted_version
from milepost.projects.public import ChecklistItem, Task, by_contacts, files_for_contact


def seen_task(request: VisitorRequest, pk: int) -> Task:
    """Return the task that an address names; `Http404` for one that is not shown to the visitor."""
    visitor = request.visitor
    rows = Task.objects.visible_to_contact(visitor.contact, visitor.account)
    return get_object_or_404(rows.select_related("project", "account"), pk=pk)


@require_safe
@visitors_page
def task_detail(request: VisitorRequest, pk: int) -> HttpResponse:
    """Show what is to be done, what was said, and the one thing to do next."""
    return render(request, "portal/task.html", {"page": task_page(seen_task(request, pk), request.visitor)})


@require_POST
@visitors_page
def task_report(request: VisitorRequest, pk: int) -> HttpResponse:
    """Say that a task is done, or that it is not."""
    visitor, is_done = request.visitor, request.POST.get("is_done") != "no"
    version = posted_version(request)
    task = seen_task(request, pk)
    by_contacts.report_task(task, by=visitor.contact, actor=visitor.actor, is_done=is_done, expected_version=version)
    return redirect("portal:task", pk)


@require_POST
@visitors_page
def step_tick(request: VisitorRequest, pk: int) -> HttpResponse:
    """Tick off a step, or take that back."""
    visitor = request.visitor
    rows = ChecklistItem.objects.visible_to_contact(visitor.contact, visitor.account)
    step = get_object_or_404(rows.select_related("task__project", "task__account"), pk=pk)
    by_contacts.tick_step(
        step,
        by=visitor.contact,
        actor=visitor.actor,
        is_done=request.POST.get("is_done") != "no",
        expected_version=posted_version(request),
    )
    return redirect("portal:task", step.task_id)


@require_POST
@visitors_page
def task_say(request: VisitorRequest, pk: int) -> HttpResponse:
    """Say something about a task."""
    visitor, task = request.visitor, seen_task(request, pk)
    by_contacts.say_as_contact(task, request.POST.get("text", ""), by=visitor.contact, actor=visitor.actor)
    return redirect("portal:task", pk)


@require_POST
@visitors_page
def task_file(request: VisitorRequest, pk: int) -> HttpResponse:
    """Add a file to a task."""
    visitor, task = request.visitor, seen_task(request, pk)
    by_contacts.attach_as_contact(task, uploaded_file(request), by=visitor.contact, actor=visitor.actor)
    return redirect("portal:task", pk)


@require_safe
@visitors_page
def file_download(request: VisitorRequest, pk: int) -> HttpResponse:
    """Return a file that is shown to the visitor, as a download."""
    visitor = request.visitor
    stored = get_object_or_404(files_for_contact(visitor.contact, visitor.account), pk=pk)
    return cast("HttpResponse", file_response(stored))  # a download is streamed
