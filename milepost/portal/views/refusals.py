"""What a customer reads when something was refused: a page of the portal, or a line where htmx asked."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from milepost.lib.errors import DomainError, Invalid, TooMany
from milepost.ui.public import STATUS_OF


def refused(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """Return a page, or for htmx a fragment that `portal.js` shows as a notice and that replaces nothing."""
    is_fragment = request.headers.get("HX-Request") == "true"
    template = "portal/refused.html#notice" if is_fragment else "portal/refused.html"
    answer = render(request, template, {"title": title, "text": text}, status=status)
    if is_fragment:
        answer.headers["HX-Retarget"] = "#notice"
        answer.headers["HX-Reswap"] = "innerHTML"
    return answer


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer for what is not there and for what is not theirs to see, which are never told apart."""
    return refused(request, 404, _("There is nothing here"), _("It was removed, or it is not shared with you."))


def in_words(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return a domain error with its status and its own words."""
    status = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
    words = [error.message, *(error.fields.values() if isinstance(error, Invalid) else ())]
    answer = refused(request, status, _("That did not work"), " ".join(dict.fromkeys(words)))
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(error.retry_after_seconds)
    return answer
