"""Words of the room's templates."""

from django import template
from django.utils.translation import gettext as _

from milepost.ui.public import number_words

register = template.Library()
_HOUR, _DAY = 1, 24
_DAYS_FROM = 48


@register.filter
def hours_words(hours: float | None) -> str:
    """Return a span in words: minutes below an hour, days from two on; nothing of nothing."""
    if hours is None:
        return ""
    if hours < _HOUR:
        return _("%(number)s min") % {"number": number_words(round(hours * 60), 0)}
    if hours < _DAYS_FROM:
        return _("%(number)s h") % {"number": number_words(round(hours, 1), 1)}
    return _("%(number)s days") % {"number": number_words(round(hours / _DAY, 1), 1)}
