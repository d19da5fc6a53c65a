"""Text as people compare it, without case and accents; numbers of rows as forms and addresses send them."""

import unicodedata

# Of the largest number that a database keeps, less one, so that none is too large.
_KEY_DIGITS = 18
_LETTERS = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ł": "l", "ı": "i"})


def fold(text: str) -> str:
    """Return `text` in lower case without accents, for comparing and searching.

    >>> fold("Ångström & Groß")
    'angstrom & gross'
    """
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def key_of(text: str | None) -> int:
    """Return the number of a row that a form or an address says; 0, which no row has, for what can be none.

    >>> key_of("17"), key_of("-1"), key_of("9" * 40)
    (17, 0, 0)
    """
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= _KEY_DIGITS else 0
