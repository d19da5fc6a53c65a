"""Status reports of a project: their history, the draft, sending it, and each one as it was sent."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import Right, demand, requires
from milepost.lib.errors import DomainError
from milepost.projects.actions.projects import change_project
from milepost.projects.actions.reports import begin_report, change_report, delete_report, refuse_sent, send_report
from milepost.projects.forms.status_reports import ReportForm, RhythmForm, SendForm
from milepost.projects.models import StatusReport
from milepost.projects.queries.report_documents import is_as_sent, shown_report
from milepost.projects.queries.report_lights import suggested_lights
from milepost.projects.queries.report_pdf import MIME, can_make_pdf, report_pdf
from milepost.projects.queries.reports import report_due_on, trend_of
from milepost.projects.views.agreements import done_by
from milepost.projects.views.frames import framed, project_seen_whole
from milepost.ui.public import REFUSED, leading_to, person, show_refusal, version_to_expect

_POSTED = ["GET", "HEAD", "POST"]


@require_safe
def reports_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the reports of a project, the newest first, with how each light went."""
    project = project_seen_whole(request, pk)
    reports = list(StatusReport.objects.filter(project=project).order_by("-number"))
    context = {
        **framed(request, project, "reports"),
        "draft": next((one for one in reports if one.is_draft), None),
        "trend": trend_of(reports),
        "due_on": report_due_on(project, reports),
        "rhythm": RhythmForm(initial={"report_rhythm": project.report_rhythm}),
        "has_pdf": can_make_pdf(),
    }
    return render(request, "projects/reports.html", context)


@require_POST
@requires(Right.WRITE)
def report_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next report, or go on with the draft that is open."""
    project, viewer = project_seen_whole(request, pk), person(request)
    report = begin_report(project, actor=viewer.as_actor(), author=viewer)
    return redirect("projects:status-report", report.pk)


@require_POST
@requires(Right.WRITE)
def report_rhythm(request: HttpRequest, pk: int) -> HttpResponse:
    """Say how often a report is due."""
    project, form = project_seen_whole(request, pk), RhythmForm(request.POST)
    if form.is_valid():
        change_project(project, form.cleaned_data, actor=person(request).as_actor())
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose one of the rhythms."))
    return redirect("projects:project-reports", pk)


@require_http_methods(_POSTED)
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a report: a sent one as it was frozen; a draft is written here by those who may."""
    report, viewer = _visible(request, pk), person(request)
    if request.method == "POST":
        demand(viewer.as_actor(), Right.WRITE)
        refuse_sent(report)
    if not report.is_draft or not viewer.may(Right.WRITE):
        return _read(request, report)
    form = ReportForm(report, request.POST if request.method == "POST" else None)
    if request.method == "POST" and _saved(request, report, form):
        then = "status-report-send" if request.POST.get("then") == "send" else "status-report"
        return redirect(f"projects:{then}", pk)
    context = {
        **framed(request, report.project, "reports"),
        "report": report,
        "form": form,
        "lights": form.lights(suggested_lights(report.project, viewer, timezone.localdate())),
        "has_pdf": can_make_pdf(),
    }
    return render(request, "projects/status-report-draft.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def report_send(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a draft as it will be, choose who gets it, and send it."""
    report, viewer = _visible(request, pk), person(request)
    if not report.is_draft:
        return redirect("projects:status-report", pk)
    form = SendForm(report, viewer, request.POST if request.method == "POST" else None)

    def act() -> StatusReport:
        version = form.cleaned_data["version"]
        return send_report(report, form.people(), actor=viewer.as_actor(), expected_version=version)

    if done_by(form, act) is not None:
        messages.success(
            request, _("The report is frozen.") if form.cleaned_data["by_hand"] else _("It is on its way.")
        )
        return leading_to(request, reverse("projects:status-report", args=[pk]))
    context = {
        **framed(request, report.project, "reports"),
        "report": report,
        "shown": shown_report(report),
        "form": form,
        "has_pdf": can_make_pdf(),
    }
    return render(request, "projects/status-report-send.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.WRITE)
def report_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away."""
    report = _visible(request, pk)
    delete_report(report, actor=person(request).as_actor())
    messages.success(request, _("The draft is deleted."))
    return redirect("projects:project-reports", report.project_id)


@require_safe
def report_as_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with a report as PDF: a sent one as it was frozen."""
    report = _visible(request, pk)
    name = f"status-report-{report.number}{'-draft' if report.is_draft else ''}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(report_pdf(shown_report(report)), content_type=MIME, headers=headers)


def _read(request: HttpRequest, report: StatusReport) -> HttpResponse:
    context = {
        **framed(request, report.project, "reports"),
        "report": report,
        "shown": shown_report(report),
        "recipients": report.recipients.select_related("user", "contact").order_by("pk"),
        "is_as_sent": report.is_draft or is_as_sent(report),
        "has_pdf": can_make_pdf(),
    }
    return render(request, "projects/status-report.html", context)


def _saved(request: HttpRequest, report: StatusReport, form: ReportForm) -> bool:
    """Write what was changed on the page; what others wrote into the same fields meanwhile is shown first."""
    if not form.is_valid():
        return False
    changes = form.changes()
    if not changes:
        return True
    try:
        version = version_to_expect(report, form.cleaned_data["version"], changes)
        change_report(report, changes, actor=person(request).as_actor(), expected_version=version)
    except DomainError as error:
        show_refusal(form, error)
        return False
    messages.success(request, _("Saved."))
    return True


def _visible(request: HttpRequest, pk: int) -> StatusReport:
    rows = StatusReport.objects.visible_to(person(request)).select_related("project__account", "author")
    return get_object_or_404(rows, pk=pk)
