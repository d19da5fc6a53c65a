"""Rules by which tasks come again, as people choose and read them."""

import datetime as dt
import re

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WAYS = {
    "FREQ=DAILY": gettext_lazy("Every day"),
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": gettext_lazy("Every working day"),
    "FREQ=WEEKLY": gettext_lazy("Every week"),
    "FREQ=WEEKLY;INTERVAL=2": gettext_lazy("Every two weeks"),
    "FREQ=MONTHLY": gettext_lazy("Every month"),
    "FREQ=MONTHLY;INTERVAL=3": gettext_lazy("Every quarter"),
    "FREQ=YEARLY": gettext_lazy("Every year"),
}
_LATE_IN_MONTH = re.compile(r";BYMONTHDAY=28[\d,]*;BYSETPOS=-1")
_UNTIL = re.compile(r";UNTIL=(\d{8})")
_SURE_DAYS = 28  # that every month has


def rule_of(way: str, first_on: dt.date, until: dt.date | None) -> str:
    """Return the rule of one of the ways. What begins on the 31st comes on the last day of shorter months."""
    rule = way
    if way.startswith("FREQ=MONTHLY") and first_on.day > _SURE_DAYS:
        days = ",".join(str(day) for day in range(_SURE_DAYS, first_on.day + 1))
        rule += f";BYMONTHDAY={days};BYSETPOS=-1"
    return f"{rule};UNTIL={until:%Y%m%d}" if until else rule


def way_of(rule: str) -> tuple[str, dt.date | None]:
    """Return the way and the last day of a rule; the way is the rule itself if nobody offers it."""
    found = _UNTIL.search(rule)
    bare = _LATE_IN_MONTH.sub("", _UNTIL.sub("", rule))
    until = dt.datetime.strptime(found[1], "%Y%m%d").date() if found else None  # noqa: DTZ007 - a day, of no zone
    return (bare, until) if bare in WAYS else (rule, None)


def rule_words(rule: str) -> str:
    """Return a rule as people read it."""
    way, until = way_of(rule)
    if way not in WAYS:
        return _("By the rule %(rule)s") % {"rule": rule}
    if until is None:
        return str(WAYS[way])
    return _("%(way)s until %(day)s") % {"way": WAYS[way], "day": date_format(until, "D j M Y")}
