"""Settings: the values of segment, tier, industry and region."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.accounts.forms.settings import OptionForm
from milepost.accounts.models import Option
from milepost.accounts.public import add_option, order_options, remove_option, rename_option
from milepost.accounts.records import OptionKind
from milepost.accounts.views.leading import moved
from milepost.identity.public import Right, requires
from milepost.ui.public import REFUSED, leading_to, person, saved

LIST = "accounts:option-list"


@require_safe
@requires(Right.MANAGE_ACCOUNTS)
def option_list(request: HttpRequest) -> HttpResponse:
    """Show the values of each list in their order."""
    options = list(Option.objects.order_by("position", "pk"))
    groups = [{"kind": kind, "options": [one for one in options if one.kind == kind]} for kind in OptionKind]
    return render(request, "accounts/settings/options.html", {"groups": groups})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def option_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a value to a list."""
    if kind not in OptionKind.values:
        raise Http404
    form, actor = OptionForm(request.POST or None), person(request).as_actor()
    if request.method == "POST" and saved(form, lambda given, _version: add_option(kind, **given, actor=actor)):
        return leading_to(request, reverse(LIST))
    title = _("New value of %(list)s") % {"list": str(OptionKind(kind).label).lower()}
    context = {"form": form, "title": title, "url": request.path}
    return render(request, "accounts/settings/form.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_ACCOUNTS)
def option_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a value; the accounts that have it keep it."""
    option, actor = _option(pk), person(request).as_actor()
    form = OptionForm(request.POST or None, _option(pk))
    if request.method == "POST" and saved(
        form, lambda changes, version: rename_option(option, changes["name"], actor=actor, expected_version=version)
    ):
        return leading_to(request, reverse(LIST))
    context = {"form": form, "title": _("Rename %(name)s") % {"name": option}, "url": request.path}
    return render(request, "accounts/settings/form.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def option_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Move a value up or down by one in its list."""
    option = _option(pk)
    rows = list(Option.objects.filter(kind=option.kind).order_by("position", "pk"))
    order_options(moved(rows, option, request.POST.get("direction", "")), actor=person(request).as_actor())
    return redirect(LIST)


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def option_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a value that no account has."""
    option = _option(pk)
    remove_option(option, actor=person(request).as_actor())
    messages.success(request, _("“%(name)s” is removed.") % {"name": option})
    return redirect(LIST)


def _option(pk: int) -> Option:
    return get_object_or_404(Option, pk=pk)
