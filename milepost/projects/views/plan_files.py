"""Plans of Microsoft Project through the page: a file becomes a project, a plan is handed out as a file."""

import io
from typing import cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from milepost.audit.public import record_event
from milepost.files.public import XLSX
from milepost.identity.public import Right, requires
from milepost.lib.errors import DomainError, NotAllowed
from milepost.projects.actions.plan_files import ImportedPlan, export_plan, import_plan
from milepost.projects.forms.plan_files import PlanFileForm
from milepost.projects.queries.plan_table import table_labels, table_rows
from milepost.projects.queries.steering import may_steer
from milepost.projects.views.plans import visible_project
from milepost.ui.public import REFUSED, leading_to, person, show_refusal, written_file

_TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.READ_ALL)
@requires(Right.WRITE)
def plan_import(request: HttpRequest) -> HttpResponse:
    """Make a project of a file, and go to its plan."""
    viewer = person(request)
    form = PlanFileForm(viewer, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = import_plan(
                given["file"].read(), actor=viewer.as_actor(), account=given["account"], name=given["name"], lead=viewer
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            _tell(request, made)
            return leading_to(request, reverse("projects:project-detail", args=[made.project.pk]))
    return render(request, "projects/plan-import.html", {"form": form}, status=REFUSED if form.errors else 200)


@require_safe
def plan_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the whole plan out as a Microsoft Project XML file, to those who see all of it."""
    project = visible_project(request, pk)
    if not may_steer(person(request), project):
        raise NotAllowed("not-whole", _("Only those who see the whole plan take it along."))
    stream = io.BytesIO()
    export_plan(project, stream)
    answer = HttpResponse(stream.getvalue(), content_type="application/xml")
    answer.headers["Content-Disposition"] = f'attachment; filename="{slugify(project.name) or "plan"}.xml"'
    return answer


@require_safe
@requires(Right.EXPORT)
def plan_table(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Hand the plan out as a table, as far as one sees it; the log says who took it."""
    viewer, project = person(request), visible_project(request, pk)
    if kind not in {"csv", "xlsx"}:
        raise Http404
    record_event(project, "exported", actor=viewer.as_actor(), changes={"format": [None, kind]})
    name = f"{slugify(project.name) or 'plan'}.{kind}"
    file = written_file(kind, table_labels(), table_rows(project, viewer))
    return cast("HttpResponse", FileResponse(file, as_attachment=True, filename=name, content_type=_TYPES[kind]))


def _tell(request: HttpRequest, made: ImportedPlan) -> None:
    words = ngettext("%(count)s task is in.", "%(count)s tasks are in.", made.project.tasks.count())
    messages.success(request, words % {"count": made.project.tasks.count()})
    if made.moved:
        moved = ngettext(
            "%(count)s task has other dates here than in the file.",
            "%(count)s tasks have other dates here than in the file.",
            made.moved,
        )
        messages.warning(request, moved % {"count": made.moved})
    for note in made.notes[:5]:
        messages.info(request, note)
