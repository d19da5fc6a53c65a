"""What people may write into the records of the timeline: lengths, moments and days, refused with words."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid

SUBJECT_MAX = 300
BODY_MAX = 100_000
MINUTES_MAX = 7 * 24 * 60
FIRST_YEAR = 1990
YEARS_AHEAD = 10
# The clocks of two machines, and time zones that somebody mixed up, should not stop a note.
_SLACK = dt.timedelta(days=1)


def refuse(field: str, code: str, words: str) -> Invalid:
    """Return the refusal of one field."""
    return Invalid(code, words, {field: words})


def one_line(field: str, text: str, longest: int = SUBJECT_MAX) -> str:
    """Return `text` on one line, trimmed; refused when nothing or too much is left."""
    line = " ".join(plain_text(field, text).split())
    if not line:
        raise refuse(field, "missing", _("Say in a few words what it is."))
    if len(line) > longest:
        raise refuse(field, "too-long", _("At most %(most)s characters fit here.") % {"most": longest})
    return line


def long_text(field: str, text: str) -> str:
    """Return a Markdown text trimmed at its end; refused when it is too long."""
    body = plain_text(field, text).rstrip()
    if len(body) > BODY_MAX:
        words = _("This text has %(count)s characters; at most %(most)s fit. Attach the rest as a file.")
        raise refuse(field, "too-long", words % {"count": len(body), "most": BODY_MAX})
    return body


def plain_text(field: str, text: str) -> str:
    """Refuse the one character that PostgreSQL cannot keep; line ends become one kind."""
    if "\x00" in text:
        raise refuse(field, "null-character", _("This text holds a character that no text has (NUL)."))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def choice(field: str, value: str, choices: Mapping[str, Any] | list[str], *, blank: bool = False) -> str:
    """Return `value` when it is one of `choices`."""
    if value in choices or (blank and not value):
        return str(value)
    raise refuse(field, "no-such-choice", _("“%(value)s” is none of the values here.") % {"value": value})


def past_moment(field: str, at: dt.datetime) -> dt.datetime:
    """Return a moment at which something can have happened."""
    if at > timezone.now() + _SLACK:
        raise refuse(field, "in-the-future", _("This lies ahead. Plan a meeting instead."))
    return _in_reach(field, at)


def coming_moment(field: str, at: dt.datetime) -> dt.datetime:
    """Return a moment for which something can be planned; one that has just passed is fine."""
    if at < timezone.now() - _SLACK:
        raise refuse(field, "in-the-past", _("This has passed. Log it instead."))
    return _in_reach(field, at)


def day(field: str, value: dt.date | None) -> dt.date | None:
    """Return a day that people can mean, also one that has passed."""
    if value is not None and not FIRST_YEAR <= value.year <= timezone.now().year + YEARS_AHEAD:
        raise _out_of_reach(field)
    return value


def minutes(field: str, value: int | None) -> int | None:
    if value is not None and not 0 <= value <= MINUTES_MAX:
        raise refuse(field, "out-of-reach", _("Between 0 and %(most)s minutes.") % {"most": MINUTES_MAX})
    return value


def _in_reach(field: str, at: dt.datetime) -> dt.datetime:
    if not FIRST_YEAR <= at.year <= timezone.now().year + YEARS_AHEAD:
        raise _out_of_reach(field)
    return at


def _out_of_reach(field: str) -> Invalid:
    years = {"first": FIRST_YEAR, "last": timezone.now().year + YEARS_AHEAD}
    return refuse(field, "out-of-reach", _("The year should lie between %(first)s and %(last)s.") % years)
