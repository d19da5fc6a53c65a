"""What the views of panels and pieces share."""

from django.http import Http404, HttpRequest

from milepost.lib.errors import DomainError, Invalid
from milepost.ui.public import in_drawer

_KEY_DIGITS = 18
_FIELD_OF_ARGUMENT = {"emails": "email"}


def is_part(request: HttpRequest) -> bool:
    """Say whether the answer goes into a page that is there, or into a piece of what the drawer shows."""
    is_whole = "HX-Boosted" in request.headers or "HX-History-Restore-Request" in request.headers
    return request.headers.get("HX-Request") == "true" and not in_drawer(request) and not is_whole


def row_key(text: str) -> int:
    """Return the primary key that a form sent; `Http404` for what is none."""
    if not text.isdecimal() or len(text) > _KEY_DIGITS:
        raise Http404
    return int(text)


def renamed(error: DomainError) -> DomainError:
    """Name the form's fields in a refusal of the action."""
    if isinstance(error, Invalid):
        error.fields = {_FIELD_OF_ARGUMENT.get(name, name): words for name, words in error.fields.items()}
    return error
