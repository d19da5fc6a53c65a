"""What every page of a project shows around its content."""

from typing import Any

from django.http import HttpRequest

from milepost.identity.public import Right
from milepost.projects.models import Project
from milepost.projects.queries.project_head import project_head
from milepost.projects.queries.steering import may_steer, refuse_steering
from milepost.ui.public import person


def framed(request: HttpRequest, project: Project, tab: str) -> dict[str, Any]:
    """Return the inputs of projects/project-frame.html."""
    viewer = person(request)
    return {
        "head": project_head(project, viewer),
        "project": project,
        "tab": tab,
        "may_write": viewer.may(Right.WRITE) and may_steer(viewer, project),
    }


def demand_steering(request: HttpRequest, project: Project) -> None:
    """Raise `NotAllowed` for those who see only their own tasks of the project."""
    refuse_steering(person(request), project)
