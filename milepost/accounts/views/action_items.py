"""Agreed actions: the panel of those that are open, and what one does with each."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.accounts.actions.action_items import (
    add_action_item,
    change_action_item,
    delete_action_item,
    finish_action_item,
    reopen_action_item,
)
from milepost.accounts.forms.action_items import ActionItemForm
from milepost.accounts.models import ActionItem
from milepost.accounts.queries.action_items import open_actions
from milepost.accounts.views.answers import finished, stale_words
from milepost.accounts.views.timeline import visible_account
from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict, DomainError
from milepost.ui.public import REFUSED, done, is_fragment, person, show_refusal, toast, trigger


@require_safe
def account_actions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the open actions of an account, as a page or as a panel of another one."""
    account, viewer = visible_account(request, pk), person(request)
    context = {
        "account": account,
        "items": open_actions(account, viewer),
        "may_write": viewer.may(Right.WRITE),
        "today": timezone.localdate(),
    }
    return render(request, f"accounts/actions.html{'#panel' if is_fragment(request) else ''}", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def action_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Note an action that was agreed."""
    account, viewer = visible_account(request, pk), person(request)
    form = ActionItemForm(account, viewer, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            item = add_action_item(account, actor=viewer.as_actor(), **form.said())
        except DomainError as error:
            show_refusal(form, error)
        else:
            return finished(request, _("Noted."), _panel_url(item), lambda: _edit(request, item))
    context = {"form": form, "account": account}
    return render(request, "accounts/action-edit.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def action_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an agreed action."""
    item, viewer = _visible(request, pk), person(request)
    form = ActionItemForm(item.account, viewer, item, request.POST or None)
    if request.method == "POST" and form.is_valid():
        version = form.cleaned_data["version"]
        try:
            change_action_item(item, form.said(), expected_version=version, actor=viewer.as_actor())
        except Conflict as conflict:
            stale_words(form, conflict)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return finished(request, _("Saved."), _panel_url(item), lambda: _edit(request, item))
    return _edit(request, item, form)


@require_POST
@requires(Right.WRITE)
def action_done(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark an action as done, or as not done after all."""
    item = _visible(request, pk)
    is_done = request.POST.get("is_done") == "1"
    act = finish_action_item if is_done else reopen_action_item
    act(item, actor=person(request).as_actor())
    words = _("Done.") if is_done else _("Open again.")
    if not is_fragment(request):
        return done(request, words, _panel_url(item), lambda: _edit(request, item))
    context = {"item": item, "may_write": True, "today": timezone.localdate()}
    return trigger(toast(render(request, "accounts/timeline/action.html", context), words), "record-changed")


@require_POST
@requires(Right.WRITE)
def action_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete an agreed action."""
    item = _visible(request, pk)
    delete_action_item(item, actor=person(request).as_actor())
    answer = finished(request, _("Deleted."), _panel_url(item), HttpResponse)
    return trigger(answer, "drawer:close")


def _visible(request: HttpRequest, pk: int) -> ActionItem:
    rows = ActionItem.objects.visible_to(person(request)).select_related("account", "owner", "contact")
    return get_object_or_404(rows, pk=pk)


def _panel_url(item: ActionItem) -> str:
    return reverse("accounts:account-actions", args=[item.account_id])


def _edit(request: HttpRequest, item: ActionItem, form: ActionItemForm | None = None) -> HttpResponse:
    form = form or ActionItemForm(item.account, person(request), item)
    context = {"form": form, "item": item, "account": item.account}
    return render(request, "accounts/action-edit.html", context, status=REFUSED if form.errors else 200)
