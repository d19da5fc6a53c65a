"""The API's document (OpenAPI 3.1), and the page on which it can be read and tried."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from milepost.rest.api import api


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the document. It is the same for everybody and says nothing about this installation."""
    return HttpResponse(api.document_bytes, content_type="application/json")


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the document as a page from which requests can be sent in the reader's own name."""
    return render(request, "rest/docs.html")
