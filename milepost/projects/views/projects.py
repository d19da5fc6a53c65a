"""Projects are begun and changed. Showing one is `plans`."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.accounts.public import Account
from milepost.identity.public import Right, requires
from milepost.lib.errors import DomainError
from milepost.lib.text import key_of
from milepost.projects.actions.projects import change_project, create_project
from milepost.projects.forms.projects import NewProjectForm, ProjectChangeForm
from milepost.projects.models import Project
from milepost.projects.queries.steering import refuse_steering
from milepost.ui.public import REFUSED, leading_to, person, saved, show_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.READ_ALL)
@requires(Right.WRITE)
def project_new(request: HttpRequest) -> HttpResponse:
    """Begin a project, and go to its plan. `?account=` comes chosen."""
    viewer = person(request)
    account = Account.objects.visible_to(viewer).filter(pk=key_of(request.GET.get("account"))).first()
    usual = {"lead": viewer.pk, "start_on": timezone.localdate(), "account": account}
    form = NewProjectForm(viewer, request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            project = create_project(given.pop("name"), actor=viewer.as_actor(), **given)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return leading_to(request, reverse("projects:project-detail", args=[project.pk]))
    return render(request, "projects/project-new.html", {"form": form}, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def project_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a project is; its dates are the plan's."""
    viewer = person(request)
    project = get_object_or_404(Project.objects.visible_to(viewer), pk=pk)
    refuse_steering(viewer, project)
    is_sent = request.method == "POST"
    initial = {"version": project.version}
    form = ProjectChangeForm(request.POST if is_sent else None, instance=project, initial=initial)

    def write(changes: dict[str, Any], version: int | None) -> Project:
        return change_project(project, changes, actor=viewer.as_actor(), expected_version=version)

    if is_sent and saved(form, write):
        messages.success(request, _("Saved."))
        return leading_to(request, reverse("projects:project-detail", args=[project.pk]))
    context = {"project": project, "form": form}
    return render(request, "projects/project-change.html", context, status=REFUSED if form.errors else 200)
