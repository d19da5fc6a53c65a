"""Template tags of the shell: `{% load ui %}`."""

import datetime as dt
import json
from functools import lru_cache
from typing import Any

from django import template
from django.db.models import Model
from django.template.loader_tags import BlockNode
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince, timeuntil
from django.utils.translation import gettext

from milepost.ui.shell import page_acts_of, panels_of

register = template.Library()

HTMX_CONFIG = {
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "refreshOnHistoryMiss": True,
    "timeout": 30_000,
    # 422 is a form drawn again with its errors; every other refusal comes as a toast and leaves the page as it was.
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}


@register.simple_tag
def icon(name: str, label: str = "", classes: str = "") -> SafeString:
    """Draw an icon of the sprite: hidden from screen readers, or an image called `label` where it stands alone.

    bin/icons.txt names the icons there are; a test finds those that it lacks.
    """
    return _icon(name, str(label), classes)


@lru_cache(maxsize=2048)
def _icon(name: str, label: str, classes: str) -> SafeString:
    href = f"{static('vendor/icons.svg')}#{name}"
    css = f"icon {classes}".rstrip()
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"></use></svg>', css, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"></use></svg>', css, href)


@register.filter
def ago(moment: dt.datetime | None) -> str:
    """Say in one unit how long ago a moment was, or how far ahead it lies: "4 months ago" says enough."""
    if moment is None:
        return ""
    now = timezone.now()
    if abs(now - moment) < dt.timedelta(minutes=1):
        return gettext("just now")
    if moment > now:
        return gettext("in %(time)s") % {"time": timeuntil(moment, now, depth=1)}
    return gettext("%(time)s ago") % {"time": timesince(moment, now, depth=1)}


@register.simple_tag(takes_context=True)
def block_words(context: template.Context, name: str) -> SafeString:
    """Return the words of a block that is drawn elsewhere on the page, without its tags: for the tab's title."""
    drawn = BlockNode(name, template.base.NodeList()).render(context)  # draws the most derived block of that name
    return mark_safe(" ".join(strip_tags(drawn).split()))  # noqa: S308 # already escaped when it was drawn


@register.inclusion_tag("components/panels.html", takes_context=True)
def panels(context: template.Context, place: str, record: Model) -> dict[str, Any]:
    """Draw the panels of `place` for one record: those that the viewer has the right to, in their order."""
    specs = panels_of(place, context["request"].user)
    return {
        "panels": [
            {"key": spec.key, "label": spec.label, "url": reverse(spec.url_name, args=[record.pk])} for spec in specs
        ]
    }


@register.inclusion_tag("components/page-acts.html", takes_context=True)
def page_acts(context: template.Context, place: str, record: Model) -> dict[str, Any]:
    """Draw the buttons that rooms hang onto a record's page: those that the viewer may use, in their order."""
    acts = page_acts_of(place, context["request"].user)
    return {
        "acts": [{"label": act.label, "icon": act.icon, "url": reverse(act.url_name, args=[record.pk])} for act in acts]
    }


@register.simple_tag
def htmx_config() -> str:
    """Return htmx's settings: nothing that the content policy forbids, no page kept in the browser's storage."""
    return json.dumps(HTMX_CONFIG)


@register.filter
def initials(name: str) -> str:
    """Return the first letters of the first and the last word: "Ada King Lovelace" → "AL"."""
    words = [word for word in str(name).split() if word]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
