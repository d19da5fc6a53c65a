"""What the pages' views share: the signed-in person, and a refusal shown beside its fields."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from milepost.identity.public import User
from milepost.lib.errors import Conflict, DomainError, Invalid
from milepost.ui.toasts import toast, trigger

REFUSED = 422  # htmx swaps it in; a browser shows it like any page


def person(request: HttpRequest) -> User:
    """Return who is signed in; every page but the few open ones is behind the sign-in."""
    return cast("User", request.user)


def show_refusal(form: BaseForm, error: DomainError) -> None:
    """Put an action's refusal where the person can mend it: beside the field, else above the form.

    What no input can mend (a right that is missing, a thing that is gone) is raised on.
    """
    if not isinstance(error, Invalid | Conflict):
        raise error
    fields: dict[str, Any] = getattr(error, "fields", {})
    known = {name: words for name, words in fields.items() if name in form.fields}
    for name, words in known.items():
        form.add_error(name, words)
    if not known:
        form.add_error(None, error.message)


def in_drawer(request: HttpRequest) -> bool:
    """Say whether the answer goes into the drawer instead of becoming a page."""
    return request.headers.get("HX-Target") == "drawer-body"


def done(request: HttpRequest, words: str, url: str, show: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a write that was made: in the drawer by showing the record anew, else by leading to `url`."""
    if not in_drawer(request):
        messages.success(request, words)
        return redirect(url)
    return trigger(toast(show(), words), "drawer:changed")
