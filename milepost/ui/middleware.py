"""Domain errors become pages and fragments here, and nowhere else on the page side."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

type Handler = Callable[[HttpRequest], HttpResponse]


def domain_errors_middleware(get_response: Handler) -> Handler:
    """Answer a `DomainError` with its status and words."""
    return get_response
