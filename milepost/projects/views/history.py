"""The history of a plan: why go-live moved, act by act, and what moved with each of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.identity.public import Right, requires
from milepost.lib.errors import DomainError
from milepost.projects.actions.explaining import explain_changes
from milepost.projects.forms.reasons import ExplainForm
from milepost.projects.models import Baseline, PlanChange, Task, TaskMove
from milepost.projects.queries.forecast import project_forecast
from milepost.projects.queries.slip_story import headline, runs_of
from milepost.projects.queries.slips import slip_ledger
from milepost.projects.queries.steering import may_steer
from milepost.projects.queries.waterfall import waterfall_of
from milepost.projects.views.frames import demand_steering, framed
from milepost.projects.views.plans import visible_project
from milepost.ui.public import REFUSED, done, in_drawer, person, show_refusal

RUNS_MOST = 60
MOVES_MOST = 200


@require_safe
def history_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why go-live moved: since the first agreement, else the baseline that `?since=` names. `?all`: every act."""
    project, viewer = visible_project(request, pk), person(request)
    baselines = list(Baseline.objects.visible_to(viewer).filter(project=project).order_by("-taken_at", "-pk"))
    key = request.GET.get("since", "")
    since = next((one for one in baselines if str(one.pk) == key), None)
    ledger = slip_ledger(project, since, viewer=viewer)
    context: dict[str, Any] = {**framed(request, project, "history"), "ledger": ledger, "baselines": baselines}
    if ledger is not None:
        runs = runs_of(ledger)
        shown = runs[::-1] if "all" in request.GET else runs[::-1][:RUNS_MOST]
        context |= {
            "headline": headline(ledger),
            "fall": waterfall_of(ledger, runs),
            "runs": shown,
            "more": len(runs) - len(shown),
            "unexplained": len(ledger.unexplained),
        }
    return render(request, "projects/history.html", context)


@require_safe
def forecast_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Show by when go-live is likely. A part of the history, loaded by itself: it simulates the plan."""
    project = visible_project(request, pk)
    context = {"project": project, "forecast": project_forecast(project, person(request))}
    part = "#part" if request.headers.get("HX-Request") == "true" and not in_drawer(request) else ""
    return render(request, f"projects/forecast.html{part}", context)


@require_safe
def change_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one act: who did it and why, and every task that it moved."""
    return _show(request, _visible_change(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def change_explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down why an act moved dates."""
    change, actor = _visible_change(request, pk), person(request).as_actor()
    demand_steering(request, change.project)
    others = _unexplained_like(change)
    form = ExplainForm(change, len(others), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            explain_changes(
                [change, *(others if form.cleaned_data.get("is_for_all") else ())], form.reason(), actor=actor
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            url = reverse("projects:project-history", args=[change.project_id])
            return done(request, _("Written down."), url, lambda: _show(request, _visible_change(request, pk)))
    context = {"change": change, "form": form}
    return render(request, "projects/change-explain.html", context, status=REFUSED if form.errors else 200)


def _visible_change(request: HttpRequest, pk: int) -> PlanChange:
    rows = PlanChange.objects.visible_to(person(request)).select_related("project", "task", "cause")
    return get_object_or_404(rows, pk=pk)


def _unexplained_like(change: PlanChange) -> list[PlanChange]:
    """Return the other acts at the same task for which nobody has said why, the newest ones."""
    if change.task_id is None:
        return []
    rows = PlanChange.objects.filter(project=change.project_id, task=change.task_id, origin=change.origin)
    return list(rows.filter(is_cause_given=False).exclude(pk=change.pk).order_by("-pk")[:MOVES_MOST])


def _show(request: HttpRequest, change: PlanChange) -> HttpResponse:
    viewer = person(request)
    moves = TaskMove.objects.visible_to(viewer).filter(change=change).select_related("because_of")
    shown = list(moves.order_by("pk")[:MOVES_MOST])
    seen = set(Task.objects.visible_to(viewer).filter(pk__in={move.because_of_id for move in shown}).values_list("pk"))
    context = {
        "change": change,
        "moves": [(move, (move.because_of_id,) in seen) for move in shown],
        "may_write": viewer.may(Right.WRITE) and may_steer(viewer, change.project),
    }
    return render(request, "projects/change.html", context)
