"""Accounts are made, changed, moved on, handed over and put away. Showing one is `account_page`."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.accounts.forms.accounts import AccountChangeForm, AccountForm, StageForm, TeamForm
from milepost.accounts.models import Account, AccountTeamMember, Stage
from milepost.accounts.public import (
    archive_account,
    change_account,
    change_stage,
    create_account,
    leave_team,
    put_in_role,
    restore_account,
)
from milepost.identity.public import Right, requires
from milepost.lib.errors import DomainError
from milepost.ui.public import REFUSED, done, leading_to, person, saved, show_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.READ_ALL)
@requires(Right.WRITE)
def account_new(request: HttpRequest) -> HttpResponse:
    """Make an account, and go to its page."""
    viewer = person(request)
    usual = {"csm": viewer.pk, "stage": Stage.objects.filter(is_default=True).first()}
    form = AccountForm(viewer, request.POST or None, initial=usual)
    if request.method == "POST" and form.is_valid():
        given = form.given()
        try:
            account = create_account(given.pop("name"), actor=viewer.as_actor(), **given)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("“%(name)s” is there.") % {"name": account})
            return leading_to(request, reverse("accounts:account-detail", args=[account.pk]))
    return render(request, "accounts/account-new.html", {"form": form}, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def account_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what the account's page does not change in place."""
    account = _visible(request, pk)
    is_sent = request.method == "POST"
    form = AccountChangeForm(request.POST, instance=account) if is_sent else AccountChangeForm.of(account)
    actor = person(request).as_actor()

    def write(changes: dict[str, Any], version: int | None) -> Account:
        return change_account(account, changes, actor=actor, expected_version=version)

    if is_sent and saved(form, write):
        messages.success(request, _("Saved."))
        return leading_to(request, reverse("accounts:account-detail", args=[account.pk]))
    context = {"account": account, "form": form}
    return render(request, "accounts/account-change.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def account_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an account enter another stage, and show those that it was in."""
    account = _visible(request, pk)
    form = StageForm(request.POST or None, initial={"stage": account.stage_id})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            actor = person(request).as_actor()
            change_stage(account, given["stage"], actor=actor, on=given["on"], reason=given["reason"])
        except DomainError as error:
            show_refusal(form, error)
        else:
            return _done(request, account, "accounts:account-stage", account_stage)
    context = {
        "account": account,
        "form": form,
        "changes": account.stage_changes.select_related("from_stage", "to_stage").order_by("-on", "-pk")[:50],
    }
    return render(request, "accounts/account-stage.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def team_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a role over, or put somebody beside those who have it."""
    account, viewer = _visible(request, pk), person(request)
    form = TeamForm(viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            put_in_role(account, given["user"], given["role"], actor=viewer.as_actor(), on=given["on"])
        except DomainError as error:
            show_refusal(form, error)
        else:
            return _done(request, account, "accounts:team-change", team_change)
    members = AccountTeamMember.objects.filter(account=account, until=None).select_related("user")
    context = {"account": account, "form": form, "members": members.order_by("role", "since")}
    return render(request, "accounts/team-change.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.WRITE)
def team_leave(request: HttpRequest, pk: int, member_pk: int) -> HttpResponse:
    """End somebody's part in an account today."""
    account = _visible(request, pk)
    member = get_object_or_404(
        AccountTeamMember.objects.select_related("user", "account"), pk=member_pk, account=account
    )
    leave_team(member, actor=person(request).as_actor())
    messages.success(request, _("%(name)s is out.") % {"name": member.user})
    return leading_to(request, reverse("accounts:account-detail", args=[account.pk]))


@require_POST
@requires(Right.WRITE)
def account_put_away(request: HttpRequest, pk: int) -> HttpResponse:
    """Archive an account."""
    account = _visible(request, pk)
    archive_account(account, actor=person(request).as_actor())
    messages.success(request, _("“%(name)s” is archived.") % {"name": account})
    return leading_to(request, reverse("accounts:account-list"))


@require_POST
@requires(Right.WRITE)
def account_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an account out of the archive."""
    account = _visible(request, pk)
    restore_account(account, actor=person(request).as_actor())
    messages.success(request, _("“%(name)s” is back.") % {"name": account})
    return leading_to(request, reverse("accounts:account-detail", args=[account.pk]))


def _visible(request: HttpRequest, pk: int) -> Account:
    return get_object_or_404(Account.objects.visible_to(person(request)).select_related("stage"), pk=pk)


def _done(request: HttpRequest, account: Account, url_name: str, view: Callable[..., HttpResponse]) -> HttpResponse:
    """Answer with the same page as it is now."""

    def again() -> HttpResponse:
        request.method, request.POST = "GET", QueryDict()
        return view(request, pk=account.pk)

    return done(request, _("Saved."), reverse(url_name, args=[account.pk]), again)
