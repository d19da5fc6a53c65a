"""The front page of the settings area."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def settings_index(request: HttpRequest) -> HttpResponse:
    """Show every settings page that the person may open, by group."""
    return render(request, "web/settings/index.html")
