"""Tags of forms: `{% load ui_forms %}`."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def field(bound: BoundField, label: str = "", hint: str | None = None, **attributes: Any) -> SafeString:
    """Draw a field in our words: label, hint (" " for none) and attributes like `autofocus=True` replace its own."""
    bound.label = label or bound.label
    if hint is not None:
        bound.help_text = hint.strip()
    attrs = bound.field.widget.attrs
    attrs.pop("placeholder", None)  # a label says it already, and stays
    attrs.update({name.replace("_", "-"): value for name, value in attributes.items()})
    return bound.as_field_group()
