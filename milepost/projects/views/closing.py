"""Closing a project, reopening it, and what was learned."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.identity.public import Right, requires
from milepost.projects.actions.closing import add_lesson, close_project, delete_lesson, reopen_project
from milepost.projects.forms.closing import ClosingForm, LessonForm, ReopenForm
from milepost.projects.models import Closing, Lesson, Project
from milepost.projects.queries.closing import measures_of, open_ends
from milepost.projects.views.agreements import done_by
from milepost.projects.views.frames import framed, project_seen_whole
from milepost.ui.public import REFUSED, person


@require_http_methods(["GET", "HEAD", "POST"])
def project_close(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a project came to and what is open, and close it; of one that ended show how it was closed."""
    project, viewer = project_seen_whole(request, pk), person(request)
    if request.method == "POST":
        return _close(request, project)
    form = ClosingForm(project, open_ends(project), viewer) if project.is_open else None
    return _show(request, project, form)


@requires(Right.WRITE)
def _close(request: HttpRequest, project: Project) -> HttpResponse:
    viewer = person(request)
    form = ClosingForm(project, open_ends(project) if project.is_open else [], viewer, request.POST)

    def act() -> Closing:
        given = form.cleaned_data
        return close_project(
            project,
            form.fates(),
            actor=viewer.as_actor(),
            viewer=viewer,
            summary=given["summary"],
            hand_over=given.get("hand_over", ""),
            keeper=given.get("keeper"),
        )

    if done_by(form, act) is None:
        return _show(request, project, form)
    messages.success(request, _("The project is closed."))
    return redirect("projects:project-close", project.pk)


@require_POST
@requires(Right.WRITE)
def project_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a project that ended run again, with the reason."""
    project = project_seen_whole(request, pk)
    form = ReopenForm(request.POST)
    if done_by(form, lambda: reopen_project(project, form.cleaned_data["why"], actor=person(request).as_actor())):
        messages.success(request, _("The project runs again."))
    else:
        messages.error(request, _("Say why it is reopened."))
    return redirect("projects:project-close", pk)


@require_POST
@requires(Right.WRITE)
def lesson_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was learned."""
    project = project_seen_whole(request, pk)
    form = LessonForm(project, request.POST)
    if done_by(form, lambda: add_lesson(project, actor=person(request).as_actor(), **form.cleaned_data)) is None:
        messages.error(request, _("Write what was learned."))
    return redirect("projects:project-close", pk)


@require_POST
@requires(Right.WRITE)
def lesson_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a lesson away."""
    lesson = get_object_or_404(Lesson.objects.visible_to(person(request)), pk=pk)
    delete_lesson(lesson, actor=person(request).as_actor())
    return redirect("projects:project-close", lesson.project_id)


def _show(request: HttpRequest, project: Project, form: ClosingForm | None) -> HttpResponse:
    closings = Closing.objects.filter(project=project).select_related("hand_over").prefetch_related("ends")
    context = {
        **framed(request, project, "reports"),
        "form": form,
        "measures": measures_of(project, person(request)) if project.is_open else (),
        "closings": list(closings.order_by("-pk")),
        "lessons": list(Lesson.objects.filter(project=project).order_by("kind", "pk")),
        "lesson_form": LessonForm(project),
        "reopen_form": ReopenForm(label_suffix=""),
    }
    is_refused = form is not None and bool(form.errors)
    return render(request, "projects/project-close.html", context, status=REFUSED if is_refused else 200)
