"""Baselines: taken, and compared with each other or with the plan as it is now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from milepost.identity.public import Right, requires
from milepost.lib.errors import DomainError
from milepost.projects.actions.baselines import take_baseline
from milepost.projects.forms.baselines import NOW, BaselineForm, CompareForm
from milepost.projects.models import Baseline
from milepost.projects.queries.comparison_rows import comparison_of
from milepost.projects.views.frames import demand_steering, framed
from milepost.projects.views.plans import visible_project
from milepost.ui.public import REFUSED, leading_to, person, show_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def baseline_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the plan as it is now under a name."""
    project = visible_project(request, pk)
    demand_steering(request, project)
    form = BaselineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_baseline(project, **form.cleaned_data, actor=person(request).as_actor())
        except DomainError as error:
            show_refusal(form, error)
        else:
            return leading_to(request, reverse("projects:project-history", args=[project.pk]))
    context = {"project": project, "form": form}
    return render(request, "projects/baseline-new.html", context, status=REFUSED if form.errors else 200)


@require_safe
def baseline_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what differs between two baselines, or between one and now; usually between the oldest one and now."""
    project, viewer = visible_project(request, pk), person(request)
    baselines = list(Baseline.objects.visible_to(viewer).filter(project=project).order_by("taken_at", "pk"))
    usual = {"first": str(baselines[0].pk), "second": NOW} if baselines else {}
    form = CompareForm(baselines, {**usual, **request.GET.dict()})
    found = comparison_of(project, *form.chosen(), viewer) if form.is_valid() else None
    context = {**framed(request, project, "history"), "form": form, "comparison": found, "baselines": baselines}
    return render(request, "projects/compare.html", context)
