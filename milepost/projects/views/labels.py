"""Labels on tasks and projects, and the list of them that is kept in the settings."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict, Invalid
from milepost.lib.text import key_of
from milepost.projects.actions.labels import delete_label, merge_labels, put_label, rename_label, take_label_off
from milepost.projects.models import Label, Project, Task
from milepost.projects.queries.labels import label_named, label_part
from milepost.projects.views.frames import demand_steering
from milepost.projects.views.plans import visible_project
from milepost.projects.views.task_parts import visible_task
from milepost.ui.public import REFUSED, is_fragment, person, trigger

_PART = "projects/parts/labels.html"


@require_POST
@requires(Right.WRITE)
def task_label(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a label on a task, or take the one that `off` names off it."""
    return trigger(_answer(request, visible_task(request, pk), "projects:task-detail"), "drawer:changed")


@require_POST
@requires(Right.WRITE)
def project_label(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a label on a project, or take the one that `off` names off it."""
    project = visible_project(request, pk)
    demand_steering(request, project)
    return _answer(request, project, "projects:project-detail")


@require_safe
@requires(Right.MANAGE_ACCOUNTS)
def label_list(request: HttpRequest) -> HttpResponse:
    """Show the labels by name, with how many tasks and projects have each."""
    counted = Label.objects.annotate(tasks=Count("labellings__task"), projects=Count("labellings__project"))
    return render(request, "projects/labels.html", {"labels": counted.order_by("name_folded")})


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def label_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what `act` names: rename a label, let the one named by `into` take its place, remove it."""
    label = get_object_or_404(Label, pk=pk)
    try:
        _change(request, label)
    except (Invalid, Conflict) as error:
        messages.error(request, error.message)
    return redirect("projects:label-list")


def _change(request: HttpRequest, label: Label) -> None:
    actor, sent = person(request).as_actor(), request.POST
    act = sent.get("act")
    if act == "rename":
        rename_label(label, sent.get("name", ""), actor=actor, expected_version=key_of(sent.get("version")))
    elif act == "merge":
        merge_labels(label, _named(sent.get("into", "")), actor=actor)
    elif act == "remove":
        delete_label(label, actor=actor)
    else:
        raise Invalid("wrong-value", _("This choice does not exist."))


def _answer(request: HttpRequest, record: Task | Project, page: str) -> HttpResponse:
    """Write what was sent and answer with the labels; a page that is no fragment is led back to `page`."""
    refusal = None
    try:
        _write(request, record)
    except Invalid as error:
        if not is_fragment(request):
            raise
        refusal = error
    if not is_fragment(request):
        return redirect(page, record.pk)
    context = {"labels": label_part(record, may_change=True), "refusal": refusal}
    return render(request, _PART, context, status=REFUSED if refusal else 200)


def _write(request: HttpRequest, record: Task | Project) -> None:
    actor, off = person(request).as_actor(), request.POST.get("off")
    if off is None:
        put_label(record, request.POST.get("name", ""), actor=actor)
    elif label := Label.objects.filter(pk=key_of(off)).first():
        take_label_off(record, label, actor=actor)


def _named(name: str) -> Label:
    label = label_named(name)
    if label is None:
        raise Invalid("no-such-label", _("There is no label of this name."))
    return label
