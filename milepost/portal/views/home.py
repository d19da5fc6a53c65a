"""The first page of an account."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milepost.portal.records import VisitorRequest
from milepost.portal.views.entry import visitors_page


@require_safe
@visitors_page
def home(request: VisitorRequest) -> HttpResponse:
    """Greet."""
    return render(request, "portal/home.html", {"account": request.visitor.account})
