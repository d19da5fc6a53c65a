"""Today: what needs this person now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def today(request: HttpRequest) -> HttpResponse:
    """Show the ranked list of what needs the person now."""
    return render(request, "web/today.html")
