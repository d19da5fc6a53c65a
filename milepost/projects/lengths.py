"""Lengths of work as people write them: "3d", "4 h", "1.5 weeks", "90 min"; a bare number is days."""

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAY_MINUTES = 480
_MINUTES = {"m": 1, "h": 60, "d": DAY_MINUTES, "w": 5 * DAY_MINUTES}
_LENGTH = re.compile(r"\s*(\d{1,6}(?:[.,]\d{1,2})?)\s*([mhdw]?)[a-zäöüé]*\s*", re.IGNORECASE)
_MOST = 10 * 366 * DAY_MINUTES


def minutes_of(text: str) -> int | None:
    """Return the working minutes of a written length; None if it is none, or beyond ten years."""
    found = _LENGTH.fullmatch(text)
    if found is None:
        return None
    minutes = round(float(found[1].replace(",", ".")) * _MINUTES[found[2].lower() or "d"])
    return minutes if minutes <= _MOST else None


def words_of_minutes(minutes: int) -> str:
    """Return a length as people read it: whole weeks are not made of days, as plans are talked about in days."""
    if minutes % DAY_MINUTES == 0:
        days = minutes // DAY_MINUTES
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    if minutes > DAY_MINUTES:
        return _("%(count)s days") % {"count": f"{minutes / DAY_MINUTES:.1f}"}
    return _("%(count)s min") % {"count": minutes}
