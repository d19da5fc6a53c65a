"""How the timeline says moments and texts: `{% load timeline %}`."""

import datetime as dt
import re

from django import template
from django.utils import formats, timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from milepost.lib.markdown import render_markdown

register = template.Library()

_MARKS = re.compile(r"(^\s{0,3}(?:#{1,6}|>|[-*+]|\d+\.)\s+)|[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}|\|", re.MULTILINE)
_LINK = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)")
_READ = 1500  # characters of a text that are looked at for its excerpt
_SHOWN = 260
_NEAR_DAYS = 6


@register.filter
def markdown(text: str) -> SafeString:
    """Draw a Markdown text."""
    return render_markdown(text)


@register.filter
def excerpt(text: str) -> str:
    """Return the beginning of a Markdown text without its marks, on one line."""
    plain = _MARKS.sub("", _LINK.sub(r"\1", text[:_READ]))
    lines = (" ".join(line.split()) for line in plain.splitlines())
    return str(Truncator(" · ".join(line for line in lines if line)).chars(_SHOWN))


@register.filter
def when(moment: dt.datetime) -> str:
    """Say a moment as people do: the hour while it is near, else the day, with the year where it is another one."""
    local, today = timezone.localtime(moment), timezone.localdate()
    days = (local.date() - today).days
    hour = formats.date_format(local, "TIME_FORMAT")
    near = {0: _("Today"), -1: _("Yesterday"), 1: _("Tomorrow")}
    if days in near:
        return f"{near[days]} {hour}"
    if abs(days) <= _NEAR_DAYS:
        return f"{formats.date_format(local, 'D j M')}, {hour}"
    return on_day(local.date())


@register.filter
def on_day(day: dt.date) -> str:
    """Say a day, with the year where it is another one."""
    return formats.date_format(day, "D j M" if day.year == timezone.localdate().year else "DATE_FORMAT")
