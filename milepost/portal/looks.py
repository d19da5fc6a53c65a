"""The vendor's one colour, made readable on light and on dark ground."""

from django.conf import settings

_CHANNELS = (0.2126, 0.7152, 0.0722)
_LINEAR_UNTIL = 0.04045
_DARKEST = 0.179  # luminance above which black reads better than white


def sheet() -> str:
    """Return the custom properties that `portal.css` builds on; empty when the vendor named no colour."""
    colour = settings.VENDOR_COLOUR
    if not colour:
        return ""
    ink = "#000" if luminance(colour) > _DARKEST else "#fff"
    return f":root {{ --vendor: {colour}; --on-vendor: {ink}; }}\n"


def luminance(colour: str) -> float:
    """Return the relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2)."""
    values = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = (one / 12.92 if one <= _LINEAR_UNTIL else ((one + 0.055) / 1.055) ** 2.4 for one in values)
    return sum(weight * one for weight, one in zip(_CHANNELS, linear, strict=True))
