"""Domain errors become pages and fragments here, and nowhere else on the page side."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from milepost.lib.errors import DomainError
from milepost.ui.errors import REFUSALS, answer, answer_domain_error
from milepost.ui.requests import in_drawer, leading_to

type Handler = Callable[[HttpRequest], HttpResponse]

_SHOWN, _FOUND, _WRONG_METHOD = 200, 302, 405
_PAGE = b"<!doctype html>"


class DomainErrors:
    """Answers refusals in words, and takes a person whose session ended during an htmx request to the sign-in page.

    A page that was asked for by the drawer but knows only how to be a page is opened as one.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == _WRONG_METHOD and not response.content:
            page = answer(request, REFUSALS[_WRONG_METHOD])
            page.headers["Allow"] = response.headers["Allow"]
            return page
        if request.headers.get("HX-Request") == "true" and _is_to_sign_in(response):
            return _whole_page_to_sign_in(request)
        if in_drawer(request) and _is_whole_page(request, response):
            return leading_to(request, request.get_full_path())
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a `DomainError` with its status and words; leave every other exception alone."""
        return answer_domain_error(request, exception) if isinstance(exception, DomainError) else None


def domain_errors_middleware(get_response: Handler) -> DomainErrors:
    """Answer a `DomainError` with its status and words."""
    return DomainErrors(get_response)


def _is_to_sign_in(response: HttpResponse) -> bool:
    target = urlsplit(response.headers.get("Location", "")).path
    return response.status_code == _FOUND and target == resolve_url(settings.LOGIN_URL)


def _is_whole_page(request: HttpRequest, response: HttpResponse) -> bool:
    is_shown = request.method == "GET" and response.status_code == _SHOWN and not response.streaming
    return is_shown and response.content.lstrip()[: len(_PAGE)].lower() == _PAGE


def _whole_page_to_sign_in(request: HttpRequest) -> HttpResponse:
    """Otherwise htmx would follow the redirect and put the sign-in page into a corner of this one."""
    try:
        here = urlsplit(request.headers.get("HX-Current-URL", "/"))
    except ValueError:  # a header that no htmx wrote
        here = urlsplit("/")
    target = redirect_to_login(here.path + (f"?{here.query}" if here.query else ""))
    return HttpResponse(status=200, headers={"HX-Redirect": target["Location"]})
