"""Numbers and yes-or-no as people write them: 1,234.5 or 1.234,5, and “ja”."""

import re

from django.utils.translation import gettext as _

POINT, COMMA = "point", "comma"
_THIN = dict.fromkeys(map(ord, "\u00a0\u202f\u2009 '’"))
_DRESS = re.compile(r"^(?:[€$£¥]|EUR|USD|GBP|CHF)?\s*|\s*(?:[€$£¥%]|EUR|USD|GBP|CHF)?$")
_POINT = re.compile(r"^[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d{1,2})?$")
_COMMA = re.compile(r"^[-+]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d+)?$")
_LONGEST = 40
_YES = frozenset(
    {"yes", "y", "true", "t", "1", "x", "ja", "j", "oui", "o", "si", "sí", "s", "sim", "wahr", "vrai", "on"}
)
_NO = frozenset({"no", "n", "false", "f", "0", "-", "nein", "non", "nao", "não", "falsch", "faux", "off"})
_YES_OR_NO = _YES | _NO


def _bare(text: str) -> str:
    return _DRESS.sub("", text.strip()).translate(_THIN)


def number_styles(text: str) -> frozenset[str]:
    """Return the ways in which a text is a number: with a decimal point, with a decimal comma, or both."""
    if len(text) > _LONGEST:
        return frozenset()
    bare = _bare(text)
    return frozenset(style for style, shape in ((POINT, _POINT), (COMMA, _COMMA)) if shape.match(bare))


def matters(text: str) -> bool:
    """Say whether it makes a difference what the comma and the point mean."""
    return "," in text or "." in text


def read_number(text: str, style: str) -> float | int:
    """Return the number that a text says; raises `ValueError` with words."""
    bare = _bare(text)
    if len(text) > _LONGEST or not (_COMMA if style == COMMA else _POINT).match(bare):
        raise ValueError(_("This is no number."))
    plain = bare.replace(".", "").replace(",", ".") if style == COMMA else bare.replace(",", "")
    number = float(plain)
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def read_flag(text: str) -> bool:
    """Return what a yes or no says, in a few languages; raises `ValueError` with words."""
    word = text.strip().lower()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError(_("This is neither yes nor no."))


def is_flag(text: str) -> bool:
    return text.strip().lower() in _YES_OR_NO
