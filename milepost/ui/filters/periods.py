"""Days and spans of days as people name them: `today`, `last-30-days`, `this-quarter`, `2026-01-01..2026-03-31`.

A span counted in days counts today: `last-7-days` is today and the six days before, `next-7-days` today and the six
after. Weeks begin on Monday.
"""

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_COUNTED = re.compile(r"^(?:(last|next)-(\d{1,4})-days|(\d{1,4})-days-ago|in-(\d{1,4})-days)$")
_CALENDAR = re.compile(r"^(last|this|next)-(week|month|quarter|year)$")
_STEPS = {"last": -1, "this": 0, "next": 1}


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `first` to `last`, both included; None is open on that side."""

    first: dt.date | None
    last: dt.date | None


_NAMES = {
    "today": gettext_lazy("today"),
    "yesterday": gettext_lazy("yesterday"),
    "tomorrow": gettext_lazy("tomorrow"),
    "last-week": gettext_lazy("last week"),
    "this-week": gettext_lazy("this week"),
    "next-week": gettext_lazy("next week"),
    "last-month": gettext_lazy("last month"),
    "this-month": gettext_lazy("this month"),
    "next-month": gettext_lazy("next month"),
    "last-quarter": gettext_lazy("last quarter"),
    "this-quarter": gettext_lazy("this quarter"),
    "next-quarter": gettext_lazy("next quarter"),
    "last-year": gettext_lazy("last year"),
    "this-year": gettext_lazy("this year"),
    "next-year": gettext_lazy("next year"),
}
COMMON_PERIODS = [
    *("today", "yesterday", "last-7-days", "last-30-days", "last-90-days", "next-7-days", "next-30-days"),
    *("this-week", "this-month", "this-quarter", "this-year", "last-month", "last-quarter", "next-quarter"),
]


def period(text: str, today: dt.date) -> Period:
    """Return the days that `text` names, seen from `today`; a text that names none is a ValueError."""
    if text in {"today", "yesterday", "tomorrow"}:
        return _shifted(today, {"yesterday": -1, "today": 0, "tomorrow": 1}[text])
    if counted := _COUNTED.match(text):
        return _counted(counted, today)
    if calendar := _CALENDAR.match(text):
        return _STARTS[calendar[2]](today, _STEPS[calendar[1]])
    first, dots, last = text.partition("..")
    if not dots:
        return Period(_day(first), _day(first))
    span = Period(_day(first) if first else None, _day(last) if last else None)
    if span == Period(None, None) or (span.first and span.last and span.first > span.last):
        raise ValueError(text)
    return span


def period_words(text: str) -> str:
    """Return what people call the period."""
    if text in _NAMES:
        return str(_NAMES[text])
    if match := _COUNTED.match(text):
        return _counted_words(match)
    first, dots, last = text.partition("..")
    if not dots:
        return _day_words(first)
    if not last:
        return _("%(day)s or later") % {"day": _day_words(first)}
    if not first:
        return _("%(day)s or earlier") % {"day": _day_words(last)}
    return _("%(first)s to %(last)s") % {"first": _day_words(first), "last": _day_words(last)}


def _day(text: str) -> dt.date:
    day = dt.date.fromisoformat(text)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(text)
    return day


def _day_words(text: str) -> str:
    return date_format(dt.date.fromisoformat(text), "j M Y")


def _counted(match: re.Match[str], today: dt.date) -> Period:
    side, days, ago, ahead = match.groups()
    if side == "last":
        return Period(today - dt.timedelta(days=max(int(days), 1) - 1), today)
    if side == "next":
        return Period(today, today + dt.timedelta(days=max(int(days), 1) - 1))
    return _shifted(today, -int(ago) if ago else int(ahead))


def _counted_words(match: re.Match[str]) -> str:
    side, days, ago, ahead = match.groups()
    count = int(days or ago or ahead)
    if side == "last":
        words = ngettext("in the last %(count)s day", "in the last %(count)s days", count)
    elif side == "next":
        words = ngettext("in the next %(count)s day", "in the next %(count)s days", count)
    elif ago:
        words = ngettext("%(count)s day ago", "%(count)s days ago", count)
    else:
        words = ngettext("in %(count)s day", "in %(count)s days", count)
    return words % {"count": count}


def _shifted(today: dt.date, days: int) -> Period:
    day = today + dt.timedelta(days=days)
    return Period(day, day)


def _week(today: dt.date, step: int) -> Period:
    monday = today - dt.timedelta(days=today.weekday()) + dt.timedelta(weeks=step)
    return Period(monday, monday + dt.timedelta(days=6))


def _months(first_month: int, year: int, count: int) -> Period:
    """Return `count` months from a month counted from January of `year`, which may lie outside of it."""
    start = dt.date(year + first_month // 12, first_month % 12 + 1, 1)
    after = first_month + count
    return Period(start, dt.date(year + after // 12, after % 12 + 1, 1) - dt.timedelta(days=1))


def _month(today: dt.date, step: int) -> Period:
    return _months(today.month - 1 + step, today.year, 1)


def _quarter(today: dt.date, step: int) -> Period:
    return _months((today.month - 1) // 3 * 3 + 3 * step, today.year, 3)


def _year(today: dt.date, step: int) -> Period:
    return _months(12 * step, today.year, 12)


_STARTS: dict[str, Callable[[dt.date, int], Period]] = {
    "week": _week,
    "month": _month,
    "quarter": _quarter,
    "year": _year,
}
