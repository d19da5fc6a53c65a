"""Answers that the pages of the timeline share."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from milepost.audit.public import plain
from milepost.lib.errors import Conflict
from milepost.ui.public import done, in_drawer

_LONGEST_SHOWN = 2000


def finished(request: HttpRequest, words: str, url: str, show: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a form that was sent; where htmx sent it from a page of its own, lead that page to `url`."""
    if in_drawer(request) or request.headers.get("HX-Request") != "true":
        return done(request, words, url, show)
    messages.success(request, words)
    return HttpResponse(headers={"HX-Redirect": url})


def stale_words(form: forms.Form, conflict: Conflict) -> None:
    """Show beside each field what somebody else wrote meanwhile; what was typed stays, and sending again keeps it."""
    form.add_error(None, conflict.message)
    typed = dict(form.cleaned_data)
    for name, value in conflict.details.get("current", {}).items():
        if name in typed and _plain(typed[name]) != value:
            form.add_error(name, _("Now stored: %(value)s") % {"value": _shown(value)})
    data: Any = form.data
    form.data = data.copy()
    form.data["version"] = str(conflict.details.get("version", ""))  # type: ignore[index] # a copy may be written


def _plain(value: Any) -> Any:
    return plain(value.astimezone(dt.UTC) if isinstance(value, dt.datetime) else value)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(value)[:_LONGEST_SHOWN] or str(_("nothing"))
