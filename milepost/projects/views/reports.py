"""Where a project stands, as a text to copy into a mail."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from milepost.projects.queries.status_text import status_text
from milepost.projects.views.plans import visible_project
from milepost.ui.public import person


@require_safe
def project_report(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the status as text: for the customer with what they see, or with `?for=us` everything."""
    project = visible_project(request, pk)
    for_customer = project.account_id is not None and request.GET.get("for") != "us"
    text = status_text(project, person(request), timezone.localdate(), for_customer=for_customer)
    context = {"project": project, "text": text, "for_customer": for_customer}
    return render(request, "projects/report.html", context)
