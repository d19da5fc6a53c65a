"""What every page of the portal says of the vendor."""

from django import template
from django.conf import settings
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from milepost.lib.markdown import render_markdown
from milepost.projects.public import without_marks

register = template.Library()


@register.simple_tag
def vendor_name() -> str:
    """Return what the vendor is called in texts that customers read."""
    return settings.VENDOR_NAME or _("our team")


@register.filter
def written(text: str) -> SafeString:
    """Draw what somebody wrote: Markdown, with the names of colleagues whom it mentions."""
    return render_markdown(without_marks(text))
