"""What a person reads when something was refused or broke: a page, or a toast where htmx asked."""

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from milepost.lib.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, TooMany, Unavailable
from milepost.ui.records import Words
from milepost.ui.toasts import Tone, toast

STATUS_OF: dict[type[DomainError], int] = {
    NotAllowed: 403,
    NotFound: 404,
    Conflict: 409,
    Invalid: 422,
    TooMany: 429,
    Unavailable: 503,
}
_BROKEN = 500


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer in words: `title` says what happened, `text` what to do; `fields` what is wrong with which."""

    status: int
    title: Words
    text: Words
    fields: dict[str, str] = field(default_factory=dict)


REFUSALS = {
    refusal.status: refusal
    for refusal in (
        Refusal(
            400, _("We could not read that"), _("Something in the request was not as expected. Go back and try again.")
        ),
        Refusal(403, _("You may not do this"), _("Ask an admin if you think that you should.")),
        Refusal(404, _("There is nothing here"), _("It was removed, or it is not yours to see.")),
        Refusal(405, _("That is not how this works"), _("Go back and use the button on the page.")),
        Refusal(
            409, _("Somebody was quicker"), _("It has changed meanwhile. Load it again and look before you write.")
        ),
        Refusal(422, _("That is not quite right"), _("Go back and correct what is marked.")),
        Refusal(429, _("Too many tries"), _("Wait a while before you try again.")),
        Refusal(500, _("Something broke"), _("It is in the log. Try again; if it happens again, tell an admin.")),
        Refusal(503, _("No answer"), _("Something that this needs does not answer. Try again in a moment.")),
    )
}


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Return the refusal as a page, or for htmx as a toast that leaves the page as it is."""
    if request.headers.get("HX-Request") == "true":
        response = HttpResponse(status=refusal.status, headers={"HX-Reswap": "none"})
        return toast(response, f"{refusal.title}. {refusal.text}", Tone.DANGER)
    # After a crash nothing is asked of the session or the database again.
    context_of = None if refusal.status == _BROKEN else request
    body = render_to_string("ui/error.html", {"refusal": refusal, "theme": "auto"}, context_of)
    return HttpResponse(body, status=refusal.status)


def answer_domain_error(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return a domain error with its status and its own words."""
    status = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
    fields = error.fields if isinstance(error, Invalid) else {}
    response = answer(request, Refusal(status, REFUSALS[status].title, error.message, fields))
    if isinstance(error, TooMany):
        response.headers["Retry-After"] = str(error.retry_after_seconds)
    return response


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, REFUSALS[400])


def not_allowed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, REFUSALS[403])


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return answer(request, REFUSALS[404])


def broken(request: HttpRequest) -> HttpResponse:
    return answer(request, REFUSALS[500])


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is missing or old: cookies are blocked, or the person signed in again elsewhere."""
    text = _("The page was open for too long, or cookies are blocked. Go back, load it again and retry.")
    return answer(request, Refusal(403, _("This form has expired"), text))
