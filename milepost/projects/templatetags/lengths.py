"""Lengths of work in templates: `{% load lengths %}`."""

from django import template
from django.utils.translation import gettext as _

from milepost.projects.lengths import words_of_minutes

register = template.Library()


@register.filter
def length_words(minutes: int) -> str:
    """Return working minutes as people read them."""
    return ("\N{MINUS SIGN}" if minutes < 0 else "") + words_of_minutes(abs(minutes))


@register.filter
def hours_words(minutes: int) -> str:
    """Return time that was spent as people read it: "2:05 h"."""
    return _("%(hours)s h") % {"hours": f"{minutes // 60}:{minutes % 60:02}"}
