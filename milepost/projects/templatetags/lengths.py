"""Lengths of work in templates: `{% load lengths %}`."""

from django import template

from milepost.projects.forms.lengths import words_of_minutes

register = template.Library()


@register.filter
def length_words(minutes: int) -> str:
    """Return working minutes as people read them."""
    return ("\N{MINUS SIGN}" if minutes < 0 else "") + words_of_minutes(abs(minutes))
