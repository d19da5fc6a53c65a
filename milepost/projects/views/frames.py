"""What every page of a project shows around its content."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import patch_vary_headers

from milepost.identity.public import Right
from milepost.projects.models import Project
from milepost.projects.queries.labels import label_part
from milepost.projects.queries.money import may_see_money
from milepost.projects.queries.project_head import project_head
from milepost.projects.queries.steering import may_steer, refuse_steering
from milepost.ui.public import FilterBar, filter_bar, person


def framed(request: HttpRequest, project: Project, tab: str) -> dict[str, Any]:
    """Return the inputs of projects/project-frame.html."""
    viewer = person(request)
    sees_whole = may_steer(viewer, project)
    return {
        "head": project_head(project, viewer),
        "labels": label_part(project, may_change=viewer.may(Right.WRITE) and sees_whole),
        "project": project,
        "tab": tab,
        "sees_whole": sees_whole,
        "sees_money": sees_whole and may_see_money(viewer),
        "may_write": viewer.may(Right.WRITE) and sees_whole,
    }


def plan_filter(request: HttpRequest) -> FilterBar:
    """Return the filter of the list of tasks as this page's address says it; the project is named by the page."""
    return filter_bar(request, "tasks", request.path, hidden=("project", "account"))


def show_plan(request: HttpRequest, project: Project, template: str, context: dict[str, Any]) -> HttpResponse:
    """Answer with a view of the plan (projects/plan-frame.html) or, when only its filter is another, with that."""
    bar = plan_filter(request)
    if bar.leads_to:
        return redirect(bar.leads_to)
    if request.headers.get("HX-Target") == "list":
        answer = render(request, "ui/list/filter-bar.html", bar.context())
        answer.headers["HX-Replace-Url"] = bar.url + bar.query
    else:
        more = {"view_query": bar.query, **bar.context(), **context}
        answer = render(request, template, {**framed(request, project, "plan"), **more})
    patch_vary_headers(answer, ["HX-Request", "HX-Target"])
    return answer


def demand_steering(request: HttpRequest, project: Project) -> None:
    """Raise `NotAllowed` for those who see only their own tasks of the project."""
    refuse_steering(person(request), project)


def project_seen_whole(request: HttpRequest, pk: int) -> Project:
    """Return a project for a page that only those have who see all of it; `Http404` for others."""
    viewer = person(request)
    rows = Project.objects.visible_to(viewer) & Project.objects.all().seen_whole_by(viewer)
    return get_object_or_404(rows.select_related("account"), pk=pk)
