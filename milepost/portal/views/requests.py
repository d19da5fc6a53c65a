"""Requests: asking for something, and what was said about it since."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from milepost.feedback.public import Request, RequestDoor, RequestMessage, file_request, hear_from_contact
from milepost.portal.forms.acts import AskForm
from milepost.portal.records import VisitorRequest
from milepost.portal.views.entry import visitors_page

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@visitors_page
def request_new(request: VisitorRequest) -> HttpResponse:
    """Take a request in."""
    visitor, form = request.visitor, AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        values = {**form.cleaned_data, "contact": visitor.contact}
        filed = file_request(values, actor=visitor.actor, account=visitor.account, door=RequestDoor.PORTAL)
        return redirect("portal:request", filed.pk)
    return render(request, "portal/request-new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_http_methods(_METHODS)
@visitors_page
def request_detail(request: VisitorRequest, pk: int) -> HttpResponse:
    """Show where a request stands; a POST says something about it."""
    visitor = request.visitor
    who = visitor.contact, visitor.account
    asked = get_object_or_404(Request.objects.visible_to_contact(*who).select_related("owner", "account"), pk=pk)
    if request.method == "POST":
        hear_from_contact(asked, request.POST.get("text", ""), by=visitor.contact, actor=visitor.actor)
        return redirect("portal:request", pk)
    said = RequestMessage.objects.visible_to_contact(*who).filter(request=asked).select_related("user", "contact")
    return render(request, "portal/request.html", {"asked": asked, "messages_said": said.order_by("at", "pk")})
