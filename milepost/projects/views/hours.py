"""The hours of a project: sold, used, what is left to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milepost.projects.queries.hours import project_hours, project_outlook
from milepost.projects.queries.steering import may_steer
from milepost.projects.views.frames import framed
from milepost.projects.views.plans import visible_project
from milepost.ui.public import person


@require_safe
def project_time(request: HttpRequest, pk: int) -> HttpResponse:
    """Show time and money of a project; those who do not see the whole of it see their own hours alone."""
    project, viewer = visible_project(request, pk), person(request)
    hours = project_hours(project, viewer)
    is_whole = may_steer(viewer, project)
    context = {
        "hours": hours,
        "is_whole": is_whole,
        "outlook": project_outlook(project, hours) if is_whole else None,
        "own_minutes": sum(one.minutes for one in hours.people),
    }
    return render(request, "projects/project-time.html", {**framed(request, project, "time"), **context})
