"""What every page of the portal says of the vendor."""

import datetime as dt

from django import template
from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from milepost.lib.markdown import render_markdown
from milepost.projects.public import without_marks
from milepost.ui.public import date_words

register = template.Library()


@register.simple_tag
def vendor_name() -> str:
    """Return what the vendor is called in texts that customers read."""
    return settings.VENDOR_NAME or _("our team")


@register.filter
def written(text: str) -> SafeString:
    """Draw what somebody wrote: Markdown, with the names of colleagues whom it mentions."""
    return render_markdown(without_marks(text))


@register.filter
def day(value: dt.date | None) -> str:
    """Return a day as people say it, near ones as today and tomorrow."""
    if value is None:
        return ""
    on = timezone.localtime(value).date() if isinstance(value, dt.datetime) else value
    away = (on - timezone.localdate()).days
    return {-1: _("yesterday"), 0: _("today"), 1: _("tomorrow")}.get(away) or date_words(on)
