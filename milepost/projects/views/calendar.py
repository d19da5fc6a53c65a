"""The plan on the days of a month or a week."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from milepost.projects.views.frames import show_plan
from milepost.projects.views.plan_words import calendar_words
from milepost.projects.views.plans import visible_project


@require_safe
def calendar_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the plan as a calendar, drawn from `plan_data`."""
    context = {
        "shown": "calendar",
        "words": calendar_words(),
        "list_url": reverse("projects:plan-list", args=[pk]),
    }
    return show_plan(request, visible_project(request, pk), "projects/calendar.html", context)
