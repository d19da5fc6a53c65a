"""Settings: the stages that accounts go through."""

from django.contrib import messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.accounts.forms.settings import StageSettingsForm
from milepost.accounts.models import Account, Stage
from milepost.accounts.public import add_stage, edit_stage, order_stages, remove_stage, set_default_stage
from milepost.accounts.views.leading import moved
from milepost.identity.public import Right, requires
from milepost.ui.public import REFUSED, leading_to, person, saved

LIST = "accounts:stage-list"


@require_safe
@requires(Right.MANAGE_ACCOUNTS)
def stage_list(request: HttpRequest) -> HttpResponse:
    """Show the stages in their order, with how many accounts are in each."""
    counts = dict(_accounts().values("stage").annotate(number=Count("pk")).values_list("stage", "number"))
    stages = [{"stage": stage, "count": counts.get(stage.pk, 0)} for stage in Stage.objects.all()]
    return render(request, "accounts/settings/stages.html", {"stages": stages})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def stage_new(request: HttpRequest) -> HttpResponse:
    """Add a stage behind the last one."""
    form, actor = StageSettingsForm(request.POST or None), person(request).as_actor()
    if request.method == "POST" and saved(form, lambda given, _version: add_stage(**given, actor=actor)):
        return leading_to(request, reverse(LIST))
    context = {"form": form, "title": _("New stage"), "url": request.path}
    return render(request, "accounts/settings/form.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def stage_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a stage, or say otherwise where it lies."""
    stage, actor = _stage(pk), person(request).as_actor()
    form = StageSettingsForm(request.POST or None, get_object_or_404(Stage, pk=pk))
    if request.method == "POST" and saved(
        form, lambda changes, version: edit_stage(stage, changes, actor=actor, expected_version=version)
    ):
        return leading_to(request, reverse(LIST))
    context = {"form": form, "title": _("Change %(name)s") % {"name": stage}, "url": request.path}
    return render(request, "accounts/settings/form.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def stage_default(request: HttpRequest, pk: int) -> HttpResponse:
    """Let new accounts begin in this stage."""
    set_default_stage(_stage(pk), actor=person(request).as_actor())
    return redirect(LIST)


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def stage_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a stage up or down by one."""
    order_stages(
        moved(list(Stage.objects.all()), _stage(pk), request.POST.get("direction", "")),
        actor=person(request).as_actor(),
    )
    return redirect(LIST)


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def stage_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a stage that nobody ever was in."""
    stage = _stage(pk)
    remove_stage(stage, actor=person(request).as_actor())
    messages.success(request, _("“%(name)s” is removed.") % {"name": stage})
    return redirect(LIST)


def _stage(pk: int) -> Stage:
    return get_object_or_404(Stage, pk=pk)


def _accounts() -> QuerySet[Account]:
    return Account.objects.active()
