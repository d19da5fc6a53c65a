"""Sprints of a project: what is planned when, and how those that were started went."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.lib.errors import DomainError
from milepost.projects.actions.sprints import change_sprint, create_sprint, delete_sprint, finish_sprint, start_sprint
from milepost.projects.forms.sprints import FinishForm, SprintForm, StartForm, next_sprint
from milepost.projects.models import Project, Sprint, Task
from milepost.projects.queries.burn_chart import chart_of
from milepost.projects.queries.burndown import burndown_of
from milepost.projects.queries.sprint_lanes import lanes_of
from milepost.projects.queries.sprint_velocity import velocity_of
from milepost.projects.records import OPEN_TASK_STATES, Method, SprintState
from milepost.projects.views.frames import demand_steering, framed, plan_filter, show_plan
from milepost.projects.views.plans import visible_project
from milepost.ui.public import REFUSED, leading_to, person, show_refusal


@require_safe
def sprints_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what is planned when; in a project that is not steered by scrum, how it comes to be."""
    project = visible_project(request, pk)
    context = {"shown": "sprints", "is_scrum": project.method == Method.SCRUM, **_lanes(request, project)}
    return show_plan(request, project, "projects/sprints.html", context)


@require_safe
def sprint_lanes(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the lanes alone, after the plan was changed."""
    project = visible_project(request, pk)
    context = {**framed(request, project, "plan"), **_lanes(request, project)}
    return render(request, "projects/parts/sprint-lanes.html", context)


@require_safe
def sprint_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how a sprint went, or what is planned into it."""
    sprint, viewer = _visible_sprint(request, pk), person(request)
    burn = burndown_of(sprint, viewer)
    tasks = Task.objects.visible_to(viewer).filter(sprint=sprint, is_summary=False).order_by("outline_order", "pk")
    context = {"sprint": sprint, "burn": burn, "chart": chart_of(burn) if burn else None, "tasks": tasks}
    return render(request, "projects/sprint.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def sprint_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a sprint."""
    project = visible_project(request, pk)
    demand_steering(request, project)
    form = SprintForm(next_sprint(project), request.POST or None)
    actor = person(request).as_actor()
    return _answer(request, form, lambda: create_sprint(project, form.values(), actor=actor), project=project)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def sprint_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a sprint."""
    sprint = _steered_sprint(request, pk)
    form = SprintForm(sprint, request.POST or None)
    actor = person(request).as_actor()

    def change() -> Sprint:
        return change_sprint(sprint, form.values(), actor=actor, expected_version=form.cleaned_data["version"])

    return _answer(request, form, change, sprint=sprint, project=sprint.project)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def sprint_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a sprint."""
    sprint = _steered_sprint(request, pk)
    form = StartForm(sprint, request.POST or None)
    actor = person(request).as_actor()
    context = {"lane": next((one for one in _lanes_of(request, sprint) if one.sprint == sprint), None)}
    return _answer(
        request, form, lambda: start_sprint(sprint, values=form.values(), actor=actor),
        act="start", sprint=sprint, project=sprint.project, **context,
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def sprint_finish(request: HttpRequest, pk: int) -> HttpResponse:
    """Finish a sprint, saying where goes what is not done."""
    sprint = _steered_sprint(request, pk)
    undone = Task.objects.filter(sprint=sprint, is_summary=False, state__in=OPEN_TASK_STATES).count()
    has_next = Sprint.objects.filter(project=sprint.project_id, state=SprintState.PLANNED).exists()
    form = FinishForm(undone=undone, has_next=has_next, data=request.POST if request.method == "POST" else None)
    actor = person(request).as_actor()
    return _answer(
        request, form, lambda: finish_sprint(sprint, rest=form.cleaned_data.get("rest", ""), actor=actor),
        act="finish", sprint=sprint, project=sprint.project, undone=undone,
    )  # fmt: skip


@require_POST
@requires(Right.WRITE)
def sprint_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a sprint that was not started."""
    sprint = _steered_sprint(request, pk)
    delete_sprint(sprint, actor=person(request).as_actor())
    return _to_sprints(request, sprint.project)


def _answer(request: HttpRequest, form: Any, do: Any, **context: Any) -> HttpResponse:
    """Do it if the form is right, and go to the sprints; else show the form with what is wrong."""
    if form.is_bound and form.is_valid():
        try:
            do()
        except DomainError as error:
            show_refusal(form, error)
        else:
            return _to_sprints(request, context["project"])
    status = REFUSED if form.errors else 200
    return render(request, "projects/sprint-form.html", {"act": "edit", **context, "form": form}, status=status)


def _lanes(request: HttpRequest, project: Project) -> dict[str, Any]:
    """Return the inputs of projects/parts/sprint-lanes.html."""
    viewer = person(request)
    if project.method != Method.SCRUM:
        return {}
    bar = plan_filter(request)
    only = set(bar.rows().filter(project=project).values_list("pk", flat=True)) if bar.is_filtered else None
    lanes = lanes_of(project, viewer, only=only, is_whole="all" in request.GET)
    burn = burndown_of(lanes.running, viewer) if lanes.running else None
    return {
        "lanes": lanes,
        "burn": burn,
        "chart": chart_of(burn) if burn else None,
        "velocity": velocity_of(project, viewer),
    }


def _lanes_of(request: HttpRequest, sprint: Sprint) -> Any:
    return lanes_of(sprint.project, person(request)).sprints


def _visible_sprint(request: HttpRequest, pk: int) -> Sprint:
    return get_object_or_404(Sprint.objects.visible_to(person(request)).select_related("project"), pk=pk)


def _steered_sprint(request: HttpRequest, pk: int) -> Sprint:
    sprint = _visible_sprint(request, pk)
    demand_steering(request, sprint.project)
    return sprint


def _to_sprints(request: HttpRequest, project: Project) -> HttpResponse:
    return leading_to(request, reverse("projects:project-sprints", args=[project.pk]))
