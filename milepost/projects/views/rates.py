"""What an hour costs by role: of one project on its budget, of all others under Settings."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.projects.actions.rates import add_rate, change_rate, delete_rate, put_in_role
from milepost.projects.forms.money import RateForm, RoleForm
from milepost.projects.models import PersonRole, Project, Rate
from milepost.projects.queries.money import USUAL_CURRENCY, currency_of
from milepost.projects.views.agreements import done_by
from milepost.projects.views.money import project_with_money, sent
from milepost.ui.public import REFUSED, leading_to, person, saved

_POSTED = ["GET", "HEAD", "POST"]


@require_safe
@requires(Right.MANAGE_ACCOUNTS)
def rate_list(request: HttpRequest) -> HttpResponse:
    """Show what hours cost everywhere, and who works in which role."""
    context = {
        "rates": Rate.objects.filter(project=None).order_by("role", "currency", "-valid_from"),
        "roles": PersonRole.objects.filter(project=None).select_related("user").order_by("user__name_folded", "pk"),
    }
    return render(request, "projects/rates.html", context)


@require_http_methods(_POSTED)
@requires(Right.MANAGE_ACCOUNTS)
def rate_new(request: HttpRequest) -> HttpResponse:
    """Say what an hour in a role costs everywhere from a day on."""
    return _new(request, None)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def project_rate_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what an hour in a role costs in this project from a day on."""
    return _new(request, project_with_money(request, pk))


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def rate_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a rate."""
    rate = _visible(request, pk)
    form = RateForm(sent(request), instance=rate)

    def write(changes: dict[str, Any], version: int | None) -> Rate:
        return change_rate(_visible(request, pk), changes, actor=person(request).as_actor(), expected_version=version)

    return _answer(request, form, write, rate, reverse("projects:rate-delete", args=[pk]))


@require_POST
@requires(Right.WRITE)
def rate_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a rate back."""
    rate = _visible(request, pk)
    delete_rate(rate, actor=person(request).as_actor())
    return _to(request, rate.project)


@require_http_methods(_POSTED)
@requires(Right.MANAGE_ACCOUNTS)
def role_put(request: HttpRequest) -> HttpResponse:
    """Say in which role somebody works everywhere."""
    return _role(request, None)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def project_role_put(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in which role somebody works in this project."""
    return _role(request, project_with_money(request, pk))


def _new(request: HttpRequest, project: Project | None) -> HttpResponse:
    currency = currency_of(project) if project else USUAL_CURRENCY
    rate = Rate(project=project, currency=currency, valid_from=timezone.localdate())

    def write(values: dict[str, Any], _version: int | None) -> Rate:
        return add_rate(values, actor=person(request).as_actor(), project=project)

    return _answer(request, RateForm(sent(request), instance=rate), write, rate)


def _answer(request: HttpRequest, form: RateForm, write: Any, rate: Rate, delete_url: str = "") -> HttpResponse:
    if form.is_bound and saved(form, write):
        messages.success(request, _("Saved."))
        return _to(request, rate.project)
    title = _("Rate") if delete_url else _("New rate")
    context = {"project": rate.project, "form": form, "title": title, "delete_url": delete_url}
    return render(request, "projects/money-edit.html", context, status=REFUSED if form.errors else 200)


def _role(request: HttpRequest, project: Project | None) -> HttpResponse:
    viewer = person(request)
    form = RoleForm(viewer, sent(request))

    def act() -> bool:
        given = form.cleaned_data
        put_in_role(given["user"], given["role"], actor=viewer.as_actor(), project=project)
        return True

    if done_by(form, act):
        messages.success(request, _("Saved."))
        return _to(request, project)
    context = {"project": project, "form": form, "title": _("Role of a person")}
    return render(request, "projects/money-edit.html", context, status=REFUSED if form.errors else 200)


def _visible(request: HttpRequest, pk: int) -> Rate:
    rows = Rate.objects.visible_to(person(request)).select_related("project__account")
    return get_object_or_404(rows, pk=pk)


def _to(request: HttpRequest, project: Project | None) -> HttpResponse:
    if project is not None:
        return leading_to(request, reverse("projects:project-budget", args=[project.pk]))
    return leading_to(request, reverse("projects:rate-list"))
