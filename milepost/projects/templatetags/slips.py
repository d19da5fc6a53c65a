"""Days that were lost or won back, in templates: `{% load slips %}`."""

from django import template
from django.utils.translation import ngettext

from milepost.projects.queries.slip_story import signed

register = template.Library()


@register.filter
def signed_days(days: int) -> str:
    """Return days with their sign."""
    return signed(days)


@register.filter
def slip_days(days: int) -> str:
    """Return days with their sign and their word."""
    return ngettext("%(days)s working day", "%(days)s working days", abs(days)) % {"days": signed(days)}


@register.filter
def of_hundred(share: float) -> int:
    """Return a share as cases of a hundred; what is not certain is neither none nor all."""
    cases = round(share * 100)
    return min(99, max(1, cases)) if 0 < share < 1 else cases
