"""Hours of work in templates: `{% load hours %}`."""

from django import template

from milepost.projects.forms.hours import words_of_hours

register = template.Library()


@register.filter
def clock_hours(minutes: float) -> str:
    """Return minutes as hours and minutes: "7:30 h"."""
    return f"{words_of_hours(round(minutes))} h"


@register.filter
def clock(minutes: int) -> str:
    """Return minutes as a cell shows them: "7:30"."""
    return words_of_hours(minutes)


@register.filter
def round_hours(minutes: float) -> str:
    """Return minutes as whole hours; what is more than nothing is never 0."""
    hours = round(minutes / 60)
    return "<1" if not hours and round(minutes) > 0 else str(hours)
