"""What the customer is asked to decide: a proposed scope, a deliverable, a change."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from milepost.portal.records import VisitorRequest
from milepost.portal.views.entry import visitors_page
from milepost.portal.views.posted import posted_version
from milepost.projects.public import (
    ChangeRequest,
    ChangeState,
    Delivery,
    DeliveryState,
    Proposal,
    Signer,
    SignerState,
    by_contacts,
    effect_words,
    shown_version,
)

_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@visitors_page
def scope(request: VisitorRequest, pk: int) -> HttpResponse:
    """Show a proposed scope as it is to be agreed; a POST agrees to exactly that or declines it."""
    visitor = request.visitor
    rows = Proposal.objects.visible_to_contact(visitor.contact, visitor.account)
    proposal = get_object_or_404(rows.select_related("project__account", "scope"), pk=pk)
    if request.method == "POST":
        given = request.POST
        by_contacts.answer_scope(
            proposal,
            given.get("decision", ""),
            by=visitor.contact,
            actor=visitor.actor,
            sha256=given.get("sha256", ""),
            reason=given.get("reason", ""),
        )
        return redirect("portal:scope", pk)
    signers = list(Signer.objects.filter(proposal=proposal).exclude(state=SignerState.PASSED_ON).order_by("pk"))
    mine = next((one for one in signers if one.contact_id == visitor.contact.pk), None)
    is_asked = mine is not None and mine.state == SignerState.WAITING and proposal.is_open and not proposal.is_past
    context = {"proposal": proposal, "scope": shown_version(proposal.scope), "signers": signers, "is_asked": is_asked}
    return render(request, "portal/scope.html", context)


@require_http_methods(_METHODS)
@visitors_page
def delivery(request: VisitorRequest, pk: int) -> HttpResponse:
    """Show a version of a deliverable; a POST accepts it or says what is to be changed."""
    visitor = request.visitor
    rows = Delivery.objects.visible_to_contact(visitor.contact, visitor.account)
    found = get_object_or_404(rows.select_related("deliverable__project__account", "decider"), pk=pk)
    if request.method == "POST":
        by_contacts.answer_delivery(
            found,
            request.POST.get("decision", ""),
            by=visitor.contact,
            actor=visitor.actor,
            answer=request.POST.get("answer", ""),
            expected_version=posted_version(request),
        )
        return redirect("portal:delivery", pk)
    is_asked = found.state == DeliveryState.SUBMITTED
    is_asked = is_asked and by_contacts.may_decide(visitor.contact, found.deliverable.project)
    return render(request, "portal/delivery.html", {"delivery": found, "is_asked": is_asked})


@require_http_methods(_METHODS)
@visitors_page
def change(request: VisitorRequest, pk: int) -> HttpResponse:
    """Show a change with what it comes to; a POST approves or declines it."""
    visitor = request.visitor
    rows = ChangeRequest.objects.visible_to_contact(visitor.contact, visitor.account)
    found = get_object_or_404(rows.select_related("project__account", "decider"), pk=pk)
    if request.method == "POST":
        by_contacts.answer_change(
            found,
            request.POST.get("decision", ""),
            by=visitor.contact,
            actor=visitor.actor,
            reason=request.POST.get("reason", ""),
            expected_version=posted_version(request),
        )
        return redirect("portal:change", pk)
    is_asked = found.state == ChangeState.SENT and by_contacts.may_decide(visitor.contact, found.project)
    context = {"change": found, "effects": effect_words(found), "is_asked": is_asked}
    return render(request, "portal/change.html", context)
