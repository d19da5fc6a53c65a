"""The plan of a project: its page, its data, and the changes that are made on it."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.projects.actions.undoing import undo_change
from milepost.projects.forms.plan_edits import edits_of
from milepost.projects.models import Project, Task
from milepost.projects.queries.plan_data import plan_data_of
from milepost.projects.queries.project_head import project_head
from milepost.projects.queries.steering import may_steer, refuse_beyond
from milepost.projects.records import TaskState
from milepost.projects.records_plan import ProjectEdit
from milepost.projects.views.plan_answers import answer_edits, plan_changed
from milepost.projects.views.tasks import show_task, visible_task
from milepost.ui.public import Tone, in_drawer, person, toast


@require_safe
def plan_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the plan: the outline beside its bars, drawn from `plan_data`."""
    viewer = person(request)
    project = visible_project(request, pk)
    context = {
        "head": project_head(project, viewer),
        "project": project,
        "tab": "plan",
        "may_write": viewer.may(Right.WRITE) and may_steer(viewer, project),
        "words": json.dumps(_words()),
    }
    return render(request, "projects/plan.html", context)


@require_safe
def head_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the project stands, after its plan was changed."""
    project = visible_project(request, pk)
    context = {"head": project_head(project, person(request)), "project": project}
    return render(request, "projects/parts/head.html", context)


@require_safe
def plan_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the plan as JSON, as `plan_data_of` says."""
    data = plan_data_of(visible_project(request, pk), person(request))
    return JsonResponse(data, encoder=DjangoJSONEncoder, json_dumps_params={"separators": (",", ":")})


@require_POST
@requires(Right.WRITE)
def plan_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the changes in `edits`; where they move what others do, show that first and wait for `confirmed`."""
    project = visible_project(request, pk)
    key = request.POST.get("task", "")
    seen = Task.objects.visible_to(person(request)).filter(project=project).select_related("project", "parent")
    task = seen.filter(pk=key).first() if key.isdecimal() and len(key) <= _DIGITS_MOST else None
    show = (lambda: show_task(request, visible_task(request, task.pk))) if task and in_drawer(request) else None
    return answer_edits(request, project, edits_of(request.POST.get("edits", "")), task=task, show=show)


@require_POST
@requires(Right.WRITE)
def plan_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the act whose `batch` is given."""
    project, viewer = visible_project(request, pk), person(request)
    refuse_beyond(viewer, project, [ProjectEdit()])
    applied = undo_change(project, request.POST.get("batch", "")[:64], actor=viewer.as_actor())
    return toast(plan_changed(request, applied), _("Taken back."), Tone.INFO)


def visible_project(request: HttpRequest, pk: int) -> Project:
    """Return the project that an address names; `Http404` for one that the person does not see."""
    return get_object_or_404(Project.objects.visible_to(person(request)), pk=pk)


def _words() -> dict[str, Any]:
    """Return what the page's scripts say."""
    return {
        "cannot": _("It cannot be moved further."),
        "choose": _("Choose a task first."),
        "ends": _("ends"),
        "finish": _("Set to done"),
        "fold": _("Show or hide what is below it"),
        "late": _("late"),
        "length": _("Write a length like “3 days”, “4 h” or “2 weeks”."),
        "reopen": _("Open it again"),
        "shared": _("The customer sees it"),
        "starts": _("starts"),
        "states": {str(key): str(label) for key, label in TaskState.choices},
        "unread": _("The plan could not be read. Load the page again."),
    }


_DIGITS_MOST = 18
