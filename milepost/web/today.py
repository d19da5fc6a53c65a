"""Today: what needs this person now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """Show the ranked list of what needs the person now."""
    return render(request, "web/today.html")
