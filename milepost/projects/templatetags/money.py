"""Money in templates: `{% load money %}`."""

from decimal import Decimal

from django import template

from milepost.projects.queries.earned_words import amount

register = template.Library()


@register.filter
def in_unit(value: Decimal, currency: str) -> str:
    """Return an amount in a currency, in hours where there is none: "12 400 EUR", "31.5 h"."""
    return amount(value, currency)


@register.filter
def exact(value: Decimal) -> str:
    """Return an amount to the cent: "1 250.50"."""
    return f"{value:,.2f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


@register.filter
def index(value: Decimal) -> str:
    """Return an index as it is read: "0.87"."""
    return f"{value:.2f}"


@register.filter
def share(value: Decimal) -> str:
    """Return a share of one as per cent: "40 %"."""
    return f"{value * 100:.0f} %"
