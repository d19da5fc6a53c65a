"""What a customer reads: the first page of their account, and a project."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from milepost.portal.queries.documents import document_of
from milepost.portal.queries.pages import project_page
from milepost.portal.records import VisitorRequest
from milepost.portal.views.entry import visitors_page
from milepost.projects.public import Project


@require_safe
@visitors_page
def home(request: VisitorRequest) -> HttpResponse:
    """Show what is needed next, where every shared project stands, and what was new since the last visit."""
    return render(request, "portal/home.html", {"document": document_of(request.visitor)})


@require_safe
@visitors_page
def project(request: VisitorRequest, pk: int) -> HttpResponse:
    """Show all that was shared of a project."""
    visitor = request.visitor
    shared = Project.objects.visible_to_contact(visitor.contact, visitor.account)
    found = get_object_or_404(shared, pk=pk)
    return render(request, "portal/project.html", {"project": found, "page": project_page(visitor, found)})
