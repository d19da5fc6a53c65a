"""Pages that make a task or a project of a request."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.feedback.public import Request
from milepost.flows.actions.requests import make_task, start_project, tie_to_project
from milepost.flows.forms.requests import ProjectForm, TaskForm
from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict, Invalid
from milepost.playbooks.public import published_version
from milepost.ui.public import REFUSED, leading_to, person, show_refusal

_POSTED = ["GET", "HEAD", "POST"]


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def request_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a task of a request."""
    shown, viewer = _visible(request, pk), person(request)
    form = TaskForm(shown, viewer, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            make_task(shown, actor=viewer.as_actor(), author=viewer, **form.said())
        except (Invalid, Conflict) as error:
            show_refusal(form, error)
        else:
            return _back(request, shown, _("It is a task now."))
    context = {"shown": shown, "form": form}
    return render(request, "flows/request-task.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def request_project(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a project of a request: by a playbook, or one that is there."""
    shown, viewer = _visible(request, pk), person(request)
    form = ProjectForm(shown, viewer, request.POST if request.method == "POST" else None)
    asks = None
    if form.is_valid():
        playbook, project, actor = form.cleaned_data.get("playbook"), form.cleaned_data["project"], viewer.as_actor()
        try:
            if playbook is not None:
                start_project(shown, published_version(playbook), actor=actor, viewer=viewer)
            else:
                tie_to_project(shown, project, actor=actor)
        except (Invalid, Conflict) as error:
            show_refusal(form, error)
            asks = playbook
        else:
            return _back(request, shown, _("It is a project now."))
    context = {"shown": shown, "form": form, "asks": asks}
    return render(request, "flows/request-project.html", context, status=REFUSED if form.errors else 200)


def _visible(request: HttpRequest, pk: int) -> Request:
    rows = Request.objects.visible_to(person(request)).select_related("account", "owner")
    return get_object_or_404(rows, pk=pk)


def _back(request: HttpRequest, shown: Request, words: str) -> HttpResponse:
    messages.success(request, words)
    return leading_to(request, reverse("feedback:request-detail", args=[shown.pk]))
