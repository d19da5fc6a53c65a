"""What every page of the portal says of the vendor."""

from django import template
from django.conf import settings
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def vendor_name() -> str:
    """Return what the vendor is called in texts that customers read."""
    return settings.VENDOR_NAME or _("our team")
