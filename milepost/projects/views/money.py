"""The budget of a project: its page, what was agreed, billing milestones, fixed costs. Contributors see none of it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.projects.actions.money import (
    add_billing,
    add_cost,
    change_billing,
    change_cost,
    remove_money,
    set_budget,
)
from milepost.projects.forms.money import BillingForm, BudgetForm, CostForm, MoneyForm
from milepost.projects.models import BillingMilestone, Budget, FixedCost, Project
from milepost.projects.queries.budget_page import budget_page
from milepost.projects.queries.earned_value import earned_of
from milepost.projects.queries.earned_words import chart_of, sentences_of
from milepost.projects.queries.money import currency_of, may_see_money
from milepost.projects.views.frames import framed, project_seen_whole
from milepost.ui.public import REFUSED, leading_to, person, saved

_POSTED = ["GET", "HEAD", "POST"]


@require_safe
def project_budget(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was agreed, what it costs, what is billed."""
    project = project_with_money(request, pk)
    context = {
        **framed(request, project, "time"),
        "page": budget_page(project, person(request), timezone.localdate()),
        "today": timezone.localdate(),
    }
    return render(request, "projects/budget.html", context)


@require_safe
def project_earned(request: HttpRequest, pk: int) -> HttpResponse:
    """Show earned value, its chart, what it means in words, and the rows behind it."""
    project = project_seen_whole(request, pk)
    earned = earned_of(project, person(request), timezone.localdate())
    context = {
        **framed(request, project, "time"),
        "earned": earned,
        "chart": chart_of(earned),
        "sentences": sentences_of(earned),
    }
    return render(request, "projects/earned-value.html", context)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def budget_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what price was agreed, and how tasks earn."""
    project = project_with_money(request, pk)
    known = Budget.objects.filter(project=project).first()
    row = known or Budget(project=project, currency=currency_of(project))

    def write(values: dict[str, Any], version: int | None) -> Budget:
        expected = version if known else None
        return set_budget(project, values, actor=person(request).as_actor(), expected_version=expected)

    return edited(request, BudgetForm(sent(request), instance=row), write, project, title=_("Agreed price"))


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def billing_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a part of the price to be billed."""
    project = project_with_money(request, pk)
    row = BillingMilestone(project=project, currency=currency_of(project))
    return _new(request, BillingForm(sent(request), instance=row), add_billing, project, _("New billing milestone"))


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def billing_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a part of the price: also that it was invoiced or paid."""
    return _changed(request, BillingMilestone, pk, BillingForm, change=change_billing, delete="projects:billing-delete")


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def cost_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a fixed cost."""
    project = project_with_money(request, pk)
    row = FixedCost(project=project, currency=currency_of(project))
    return _new(request, CostForm(sent(request), instance=row), add_cost, project, _("New fixed cost"))


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def cost_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a fixed cost: also that it was spent."""
    return _changed(request, FixedCost, pk, CostForm, change=change_cost, delete="projects:cost-delete")


@require_POST
@requires(Right.WRITE)
def billing_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a billing milestone that was not invoiced."""
    return _removed(request, BillingMilestone, pk)


@require_POST
@requires(Right.WRITE)
def cost_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a fixed cost."""
    return _removed(request, FixedCost, pk)


def project_with_money(request: HttpRequest, pk: int) -> Project:
    """Return a project whose money the viewer may see; `Http404` for contributors, also where they lead."""
    project = project_seen_whole(request, pk)
    if not may_see_money(person(request)):
        raise Http404
    return project


def sent(request: HttpRequest) -> Any:
    """Return what was posted; None: nothing was."""
    return request.POST if request.method == "POST" else None


def edited(
    request: HttpRequest,
    form: MoneyForm,
    write: Callable[[dict[str, Any], int | None], Any],
    project: Project,
    *,
    title: str,
    delete_url: str = "",
) -> HttpResponse:
    """Write what a form says and go to the budget; else show the form, with what is wrong."""
    if form.is_bound and saved(form, write):
        messages.success(request, _("Saved."))
        return to_budget(request, project)
    context = {"project": project, "form": form, "title": title, "delete_url": delete_url}
    return render(request, "projects/money-edit.html", context, status=REFUSED if form.errors else 200)


def to_budget(request: HttpRequest, project: Project) -> HttpResponse:
    """Lead to the budget of a project."""
    return leading_to(request, reverse("projects:project-budget", args=[project.pk]))


def _new(
    request: HttpRequest, form: MoneyForm, add: Callable[..., Any], project: Project, title: str
) -> HttpResponse:  # fmt: skip
    def write(values: dict[str, Any], _version: int | None) -> Any:
        return add(project, values, actor=person(request).as_actor())

    return edited(request, form, write, project, title=title)


def _visible(request: HttpRequest, model: Any, pk: int) -> Any:
    rows = model.objects.visible_to(person(request)).select_related("project__account")
    return get_object_or_404(rows, pk=pk)


def _changed(
    request: HttpRequest, model: Any, pk: int, form_of: type[MoneyForm], *, change: Callable[..., Any], delete: str
) -> HttpResponse:
    row = _visible(request, model, pk)
    form = form_of(sent(request), instance=row)

    def write(changes: dict[str, Any], version: int | None) -> Any:
        fresh = _visible(request, model, pk)
        return change(fresh, changes, actor=person(request).as_actor(), expected_version=version)

    return edited(request, form, write, row.project, title=str(row), delete_url=reverse(delete, args=[pk]))


def _removed(request: HttpRequest, model: Any, pk: int) -> HttpResponse:
    row = _visible(request, model, pk)
    remove_money(row, actor=person(request).as_actor())
    messages.success(request, _("Deleted."))
    return to_budget(request, row.project)
