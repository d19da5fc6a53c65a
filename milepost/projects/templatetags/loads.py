"""The weeks of a person's load, in templates: `{% load loads %}`. Drawn here, as the table has hundreds of cells."""

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from milepost.projects.queries.load import LoadWord, PersonLoad, WeekLoad
from milepost.projects.templatetags.hours import round_hours

register = template.Library()
_WORD = "<small>{}</small>"
_CELL = '<td class="load-{}"><span>{}<span class="load-of">/{}</span>{}</span></td>'
_LINKED = '<td class="load-{}"><a href="{}" data-drawer>{}<span class="load-of">/{}</span>{}</a></td>'


@register.simple_tag
def load_cells(load: PersonLoad) -> SafeString:
    """Return one cell a week: planned and available hours, the word, and the way to its tasks."""
    some = load.weeks[0].week_on.isoformat()
    before = reverse("projects:load-week", args=[load.person.pk, some]).partition(some)[0]
    return format_html_join("", "{}", ((_cell(week, before),) for week in load.weeks))


def _cell(week: WeekLoad, before: str) -> SafeString:
    word = week.word
    said = "" if word is LoadWord.FREE else format_html(_WORD, word.label)
    capacity, planned = round_hours(week.capacity_minutes), round_hours(week.planned_minutes)
    if not week.tasks:
        return format_html(_CELL, word.value, planned, capacity, said)
    return format_html(_LINKED, word.value, f"{before}{week.week_on.isoformat()}/", planned, capacity, said)
