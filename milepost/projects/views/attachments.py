"""The files of tasks and projects: who sees the record reads them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.files.public import StoredFile, uploaded_file
from milepost.identity.public import Right, requires
from milepost.lib.errors import Invalid
from milepost.projects.actions.attachments import attach_file, detach_file, owner_of_files
from milepost.projects.models import Project, Task
from milepost.projects.queries.steering import may_steer
from milepost.projects.queries.task_parts import files_of
from milepost.projects.views.frames import demand_steering
from milepost.projects.views.task_parts import answer_part, refuse_part, visible_task
from milepost.ui.public import REFUSED, done, person

_PART = "projects/parts/task-files.html"


@require_POST
@requires(Right.WRITE)
def task_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a file on a task."""
    task = visible_task(request, pk)
    try:
        stored = attach_file(task, uploaded_file(request), actor=person(request).as_actor())
    except Invalid as error:
        return refuse_part(request, task, _PART, {"files": files_of(task)}, error)
    return answer_part(request, task, _PART, {"files": files_of(task)}, _stored(stored))


@require_POST
@requires(Right.WRITE)
def task_detach(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Delete a file of a task."""
    task = visible_task(request, pk)
    words = _detached(request, task, file_pk)
    return answer_part(request, task, _PART, {"files": files_of(task)}, words)


@require_safe
def project_files(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the files of a project."""
    return _show(request, _project(request, pk))


@require_POST
@requires(Right.WRITE)
def project_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a file on a project."""
    project = _project(request, pk)
    demand_steering(request, project)
    try:
        stored = attach_file(project, uploaded_file(request), actor=person(request).as_actor())
    except Invalid as error:
        return _show(request, project, error)
    return done(request, _stored(stored), _files_url(project), lambda: _show(request, project))


@require_POST
@requires(Right.WRITE)
def project_detach(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Delete a file of a project."""
    project = _project(request, pk)
    demand_steering(request, project)
    words = _detached(request, project, file_pk)
    return done(request, words, _files_url(project), lambda: _show(request, project))


def _detached(request: HttpRequest, record: Task | Project, file_pk: int) -> str:
    stored = get_object_or_404(StoredFile.objects.of(owner_of_files(record)), pk=file_pk)
    detach_file(stored, actor=person(request).as_actor())
    return _("“%(name)s” is deleted.") % {"name": stored.name}


def _stored(stored: StoredFile) -> str:
    return _("“%(name)s” is stored.") % {"name": stored.name}


def _project(request: HttpRequest, pk: int) -> Project:
    return get_object_or_404(Project.objects.visible_to(person(request)), pk=pk)


def _files_url(project: Project) -> str:
    return reverse("projects:project-files", args=[project.pk])


def _show(request: HttpRequest, project: Project, refusal: Invalid | None = None) -> HttpResponse:
    viewer = person(request)
    context = {
        "project": project,
        "files": files_of(project),
        "may_write": viewer.may(Right.WRITE) and may_steer(viewer, project),
        "refusal": refusal,
    }
    return render(request, "projects/project-files.html", context, status=REFUSED if refusal else 200)
