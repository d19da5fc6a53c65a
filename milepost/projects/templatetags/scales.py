"""Bars over months, in templates: `{% load scales %}`. Drawn here rather than in the template, as a page has many."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from milepost.projects.queries.month_scale import MonthScale
from milepost.projects.queries.portfolio import PortfolioRow

register = template.Library()
_LINE = '<line class="{0}" x1="{1}%" x2="{1}%" y1="{2}" y2="{3}"></line>'
_DIAMOND = '<svg x="{1}%" y="18" overflow="visible"><path class="{0}" d="M0-6l6 6-6 6-6-6z"></path></svg>'


@register.filter
def per_cent(place: float) -> str:
    """Return a place as an attribute of a drawing takes it, whatever the reader's decimal sign."""
    return f"{place:g}%"


@register.simple_tag
def month_grid(scale: MonthScale) -> SafeString:
    """Return the lines behind every bar: where months begin, and today."""
    lines = [("portfolio-grid", month.place, "0", "100%") for month in scale.months]
    lines += [("portfolio-today", scale.today, "0", "100%")] if scale.today is not None else []
    return format_html_join("", _LINE, lines)


@register.simple_tag
def portfolio_marks(row: PortfolioRow) -> SafeString:
    """Return the bar of a project with its marks."""
    bars = [("bar", row.begin, row.width, 11, 14, 3)]
    if row.tail is not None:
        bars.insert(0, ("bar-tail", row.end, row.tail_width, 15, 6, 2))
    rects = '<rect class="{}" x="{}%" width="{}%" y="{}" height="{}" rx="{}"></rect>'
    lines = [("mark-agreed", row.agreed, 5, 31), ("mark-target", row.target, 3, 33)]
    diamonds = [("mark-golive", row.golive), ("mark-actual", row.actual)]
    return format_html(
        "{}{}{}",
        format_html_join("", rects, bars),
        format_html_join("", _LINE, [line for line in lines if line[1] is not None]),
        format_html_join("", _DIAMOND, [one for one in diamonds if one[1] is not None]),
    )
