"""What the views of panels and pieces share."""

from django.http import Http404

from milepost.lib.errors import DomainError, Invalid
from milepost.lib.text import key_of

_FIELD_OF_ARGUMENT = {"emails": "email"}


def row_key(text: str) -> int:
    """Return the primary key that a form sent; `Http404` for what is none."""
    key = key_of(text)
    if not key:
        raise Http404
    return key


def renamed(error: DomainError) -> DomainError:
    """Name the form's fields in a refusal of the action."""
    if isinstance(error, Invalid):
        error.fields = {_FIELD_OF_ARGUMENT.get(name, name): words for name, words in error.fields.items()}
    return error
