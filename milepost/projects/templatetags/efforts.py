"""Effort in templates: `{% load efforts %}`."""

from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _

register = template.Library()
_HOUR = 60


@register.filter
def hours(minutes: int) -> str:
    """Return minutes of effort as hours: "24 h", "1.5 h"."""
    value = round(abs(minutes) / _HOUR, 1)
    text = number_format(int(value) if value == int(value) else value, use_l10n=True, force_grouping=True)
    return ("\N{MINUS SIGN}" if minutes < 0 else "") + _("%(count)s h") % {"count": text}


@register.filter
def signed_hours(minutes: int) -> str:
    """Return a change of effort with its sign, as in "+4 h"."""
    return hours(minutes) if minutes < 0 else f"+{hours(minutes)}"
