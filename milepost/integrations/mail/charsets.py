"""Bytes of mails become text: by the charset that they name when that is one of texts, and never by failing."""

import codecs
import re
import unicodedata

# Codecs that are not in this list include ones that are no charsets (punycode, unicode_escape) and cost far too much.
_TEXTS = re.compile(
    r"ascii|utf-?8|utf-?16|utf-?32|iso8859|cp\d|koi8|gb|big5|shift_jis|euc_|johab|iso2022|mac|tis|hz|ptcp|kz"
)
_CONTROLS = dict.fromkeys([*range(32), *range(127, 160)], None)
_KEPT = {ord("\n"): "\n", ord("\t"): "\t"}
_DECEIVING = dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0xFEFF], None)


def decoded(data: bytes, charset: str | None) -> str:
    """Return the text of `data`; what does not fit its charset is read as UTF-8, then as Western European.

    >>> decoded("Müller".encode("latin-1"), "utf-8"), decoded("café".encode(), "no-such"), decoded(b"abc-", "punycode")
    ('Müller', 'café', 'abc-')
    """
    for name in (charset, "utf-8"):
        codec = _codec(name)
        if codec:
            try:
                return data.decode(codec)
            except (UnicodeError, LookupError, ValueError):
                continue
    return data.decode("cp1252", "replace")


def _codec(name: str | None) -> str:
    try:
        known = codecs.lookup((name or "").strip()[:40]).name
    except (LookupError, ValueError, UnicodeError):
        return ""
    return known if _TEXTS.match(known) else ""


def one_line(text: str, longest: int) -> str:
    """Return a text on one line, without controls and what turns the direction of reading, cut at `longest`."""
    flat = " ".join(text.replace("\r", " ").replace("\n", " ").replace("\t", " ").translate(_CONTROLS).split())
    return unicodedata.normalize("NFC", flat.translate(_DECEIVING))[:longest]


def lines(text: str) -> str:
    """Return a text of several lines with one kind of line ends, without NUL and other controls."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate({**_CONTROLS, **_KEPT})
