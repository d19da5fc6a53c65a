"""Rows that several operations on projects look up."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from milepost.apikit.public import ApiRequest, Problem
from milepost.projects.public import Project, Task


def project_of(request: ApiRequest, project_id: int) -> Project:
    """Return a project that the caller may see, archived or not."""
    return get_object_or_404(Project.objects.visible_to(request.caller.user), pk=project_id)


def task_of(request: ApiRequest, task_id: int) -> Task:
    """Return a task that the caller may see."""
    rows = Task.objects.visible_to(request.caller.user).select_related("project", "author")
    return get_object_or_404(rows, pk=task_id)


def plan_of(request: ApiRequest, project_id: int) -> Project:
    """Return a project whose whole plan the caller sees: who sees a part of it cannot judge what a change does."""
    return seen_whole(request, project_of(request, project_id))


def task_to_steer(request: ApiRequest, task_id: int) -> Task:
    """Return a task that the caller may see, of a plan that they see as a whole, or of none."""
    task = task_of(request, task_id)
    if task.project is not None:
        seen_whole(request, task.project)
    return task


def seen_whole(request: ApiRequest, project: Project) -> Project:
    """Return the project; raise 403 for those who see only their own tasks of it."""
    if not Project.objects.filter(pk=project.pk).seen_whole_by(request.caller.user).exists():
        words = _("You see a part of this plan; whoever leads the project can change it as a whole.")
        raise Problem(403, "not-the-whole-plan", words)
    return project


def plan_etag(project: Project) -> str:
    return f'"r{project.revision}"'


def expected_revision(request: HttpRequest, project: Project, current: Callable[[], dict[str, Any]]) -> int | None:
    """Return the revision that a change of the plan may build on, None for any; raises 412 for another one."""
    candidates = parse_etags(request.headers.get("If-Match", ""))
    if "*" in candidates:
        return None
    if plan_etag(project) in candidates:
        return project.revision
    words = _("The plan was changed meanwhile. Look at what your change does now, then send the new ETag in If-Match.")
    raise Problem(412, "stale", words, headers={"ETag": plan_etag(project)}, current=current())
