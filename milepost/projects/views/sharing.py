"""Sharing a project with its customer: what they would see, and the decision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.identity.public import Right
from milepost.projects.actions.sharing import share_project, stop_sharing
from milepost.projects.models import Project
from milepost.projects.queries.shown import what_is_shown
from milepost.projects.queries.steering import may_steer, refuse_steering
from milepost.projects.views.frames import project_seen_whole
from milepost.ui.public import done, person


@require_http_methods(["GET", "HEAD", "POST"])
def project_share(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the customer sees, or would see; a POST shares the project, or keeps it to ourselves again."""
    project = project_seen_whole(request, pk)
    if request.method != "POST":
        return _show(request, project)
    viewer = person(request)
    refuse_steering(viewer, project)
    stops = request.POST.get("act") == "stop"
    project = (stop_sharing if stops else share_project)(project, actor=viewer.as_actor())
    words = _("The customer sees nothing of it any more.") if stops else _("Shared with the customer.")
    url = reverse("projects:project-share", args=[pk])
    return done(request, words, url, lambda: _show(request, project))


def _show(request: HttpRequest, project: Project) -> HttpResponse:
    viewer = person(request)
    context = {
        "project": project,
        "shown": what_is_shown(project),
        "may_write": viewer.may(Right.WRITE) and may_steer(viewer, project),
    }
    return render(request, "projects/project-share.html", context)
