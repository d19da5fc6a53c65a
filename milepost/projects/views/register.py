"""The tab Risks & decisions, and the pages of one risk, issue or decision."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import Right, User, demand, requires
from milepost.lib.actor import Actor
from milepost.projects.actions.decisions import add_decision, change_decision
from milepost.projects.actions.issues import (
    add_issue,
    change_issue,
    end_escalation,
    escalate_issue,
    reopen_issue,
    resolve_issue,
)
from milepost.projects.actions.risks import add_risk, change_risk, let_happen, put_against_risk, take_from_risk
from milepost.projects.forms.register import (
    DecisionForm,
    EntryForm,
    EscalationForm,
    IssueForm,
    MeasureForm,
    ResolutionForm,
    RiskForm,
)
from milepost.projects.models import Decision, Issue, Project, Risk, RiskTask
from milepost.projects.queries.register import register_of, risk_with_measures
from milepost.projects.records_register import Impact
from milepost.projects.views.agreements import done_by
from milepost.projects.views.frames import framed, project_seen_whole
from milepost.ui.public import REFUSED, leading_to, person, saved

_POSTED = ["GET", "HEAD", "POST"]


@require_safe
def register_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the risks that are watched with their matrix, the open issues, and the decisions that stand."""
    project = project_seen_whole(request, pk)
    context = {**framed(request, project, "register"), "register": register_of(project), "impacts": Impact}
    return render(request, "projects/register.html", context)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def risk_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a risk."""
    project = project_seen_whole(request, pk)
    return _new(request, RiskForm, Risk(project=project), add_risk, _("New risk"))


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def issue_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down an issue."""
    project = project_seen_whole(request, pk)
    return _new(request, IssueForm, Issue(project=project), add_issue, _("New issue"))


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def decision_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a decision."""
    project = project_seen_whole(request, pk)
    return _new(request, DecisionForm, Decision(project=project), add_decision, _("New decision"))


@require_http_methods(_POSTED)
def risk_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a risk with the tasks against it; those who may change it."""
    risk, viewer = risk_with_measures(_visible(request, Risk, pk)), person(request)
    form = RiskForm(viewer, _sent(request), instance=risk)
    if _is_written(request, form, Risk, risk.pk, change_risk):
        return _to(request, risk.project)
    more = {"risk": risk, "measure_form": MeasureForm(risk, risk.project, viewer)}
    return _show(request, "projects/risk.html", form, more)


@require_POST
@requires(Right.WRITE)
def risk_happened(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a risk happened: it is an issue from now on."""
    issue = let_happen(_visible(request, Risk, pk), actor=person(request).as_actor())
    messages.success(request, _("It is an issue now."))
    return leading_to(request, reverse("projects:issue-detail", args=[issue.pk]))


@require_POST
@requires(Right.WRITE)
def risk_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a task of the plan against a risk, or take it from there (`off`)."""
    risk, viewer = _visible(request, Risk, pk), person(request)
    actor = viewer.as_actor()
    if "off" in request.POST:
        key = request.POST["off"]
        measure = get_object_or_404(RiskTask.objects.filter(risk=risk), pk=key if key.isdecimal() else 0)
        take_from_risk(measure, actor=actor)
        return leading_to(request, reverse("projects:risk-detail", args=[risk.pk]))
    form = MeasureForm(risk, risk.project, viewer, request.POST)
    if done_by(form, lambda: put_against_risk(risk, form.cleaned_data["task"], actor=actor)) is not None:
        return leading_to(request, reverse("projects:risk-detail", args=[risk.pk]))
    shown = risk_with_measures(risk)
    own = RiskForm(viewer, instance=shown)
    return _show(request, "projects/risk.html", own, {"risk": shown, "measure_form": form}, status=REFUSED)


@require_http_methods(_POSTED)
def issue_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an issue; those who may change it, hand it up, resolve it."""
    issue, viewer = _visible(request, Issue, pk), person(request)
    form = IssueForm(viewer, _sent(request), instance=issue)
    if _is_written(request, form, Issue, issue.pk, change_issue):
        return _to(request, issue.project)
    return _show_issue(request, issue, form=form)


@require_POST
@requires(Right.WRITE)
def issue_step(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand an issue up (`escalate`), take that back (`calm`), resolve it (`resolve`) or open it again (`reopen`)."""
    issue, viewer = _visible(request, Issue, pk), person(request)
    actor, step = viewer.as_actor(), request.POST.get("step", "")
    if step in {"calm", "reopen"}:
        (end_escalation if step == "calm" else reopen_issue)(issue, actor=actor)
        return leading_to(request, reverse("projects:issue-detail", args=[issue.pk]))
    if step == "escalate":
        form: Any = EscalationForm(issue, viewer, request.POST)
        made = done_by(form, lambda: escalate_issue(issue, **_handed_up(form), actor=actor))
    else:
        step, form = "resolve", ResolutionForm(issue, request.POST)
        made = done_by(form, lambda: resolve_issue(issue, form.cleaned_data["resolution"], actor=actor))
    if made is not None:
        return leading_to(request, reverse("projects:issue-detail", args=[issue.pk]))
    return _show_issue(request, issue, **{step: form})


@require_http_methods(_POSTED)
def decision_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a decision; those who may change what it says."""
    decision = _visible(request, Decision, pk)
    form = DecisionForm(person(request), _sent(request), instance=decision)
    if _is_written(request, form, Decision, decision.pk, change_decision):
        return _to(request, decision.project)
    later = Decision.objects.filter(replaces=decision).first()
    return _show(request, "projects/decision.html", form, {"decision": decision, "later": later})


def _handed_up(form: EscalationForm) -> dict[str, Any]:
    return {"to": form.cleaned_data["to"], "escalation": form.cleaned_data.get("escalation")}


def _show_issue(request: HttpRequest, issue: Issue, **forms: Any) -> HttpResponse:
    viewer = person(request)
    own = forms.get("form") or IssueForm(viewer, instance=issue)
    context = {
        "issue": issue,
        "escalate_form": forms.get("escalate") or EscalationForm(issue, viewer),
        "resolve_form": forms.get("resolve") or ResolutionForm(issue),
    }
    is_refused = any(form.errors for form in forms.values())
    return _show(request, "projects/issue.html", own, context, status=REFUSED if is_refused else 200)


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _visible(request: HttpRequest, model: Any, pk: int) -> Any:
    also = {
        Risk: ("owner",),
        Issue: ("owner", "escalated_to", "escalation", "risk"),
        Decision: ("user", "contact", "replaces"),
    }
    rows = model.objects.visible_to(person(request)).select_related("project__account", *also[model])
    return get_object_or_404(rows, pk=pk)


def _is_written(request: HttpRequest, form: EntryForm, model: Any, pk: int, change: Callable[..., Any]) -> bool:
    """Write what a form says, if it was sent; False: it was not, or was refused and says why."""
    if request.method != "POST":
        return False
    actor = _writer(request)

    def write(changes: dict[str, Any], version: int | None) -> Any:
        return change(_visible(request, model, pk), changes, actor=actor, expected_version=version)

    if saved(form, write) is None:
        return False
    messages.success(request, _("Saved."))
    return True


def _writer(request: HttpRequest) -> Actor:
    viewer: User = person(request)
    demand(viewer.as_actor(), Right.WRITE)
    return viewer.as_actor()


def _new(
    request: HttpRequest, form_of: type[EntryForm], entry: Any, add: Callable[..., Any], title: str
) -> HttpResponse:
    viewer = person(request)
    form = form_of(viewer, _sent(request), instance=entry)
    if form.is_bound:

        def write(values: dict[str, Any], _version: int | None) -> Any:
            return add(entry.project, values, actor=viewer.as_actor())

        if saved(form, write):
            messages.success(request, _("Written down."))
            return _to(request, entry.project)
    context = {"project": entry.project, "form": form, "title": title}
    return render(request, "projects/register-new.html", context, status=REFUSED if form.errors else 200)


def _show(
    request: HttpRequest, template: str, form: EntryForm, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    may_write = person(request).may(Right.WRITE)
    given = {**context, "form": form, "may_write": may_write}
    return render(request, template, given, status=REFUSED if form.errors else status)


def _to(request: HttpRequest, project: Project) -> HttpResponse:
    return leading_to(request, reverse("projects:project-register", args=[project.pk]))
