"""Checks that several actions make of what they are given."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.translation import gettext as _

from milepost.accounts.models import Option
from milepost.lib.errors import Invalid


def wrong(field: str, words: str, code: str = "wrong-value") -> Invalid:
    """Return the refusal of one field's value."""
    return Invalid(code, words, {field: words})


def clean_line(value: Any, field: str, longest: int, *, needed: str = "") -> str:
    """Return a text of one line, trimmed; `needed` are the words of the refusal when it must not be empty."""
    text = " ".join(str(value or "").split())
    if "\x00" in text or len(text) > longest:
        raise wrong(field, _("Write at most %(most)s characters.") % {"most": longest})
    if needed and not text:
        raise wrong(field, needed, "missing")
    return text


def clean_text(value: Any, field: str, longest: int) -> str:
    """Return a text of several lines, trimmed at its ends."""
    text = str(value or "").strip()
    if "\x00" in text or len(text) > longest:
        raise wrong(field, _("Write at most %(most)s characters.") % {"most": longest})
    return text


def known_fields(given: Mapping[str, Any], possible: Collection[str]) -> None:
    """Raise `Invalid` naming what is no field."""
    if unknown := set(given) - set(possible):
        raise Invalid("unknown-field", _("There is no such field: %(names)s.") % {"names": ", ".join(sorted(unknown))})


def option_of(value: Any, kind: str) -> Option | None:
    """Return the value of a list that `value` (a row, its key, or nothing) stands for."""
    if value in {None, ""}:
        return None
    found = value if isinstance(value, Option) else Option.objects.filter(pk=value).first()
    if found is None or found.kind != kind:
        raise wrong(kind, _("This choice does not exist."))
    return found
