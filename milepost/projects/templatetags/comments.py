"""Texts of comments: `{% load comments %}`."""

from django import template
from django.utils.safestring import SafeString

from milepost.lib.markdown import render_markdown
from milepost.projects.queries.mentions import without_marks

register = template.Library()


@register.filter
def said(text: str) -> SafeString:
    """Draw a comment: Markdown, with the names of those whom it mentions."""
    return render_markdown(without_marks(text))
