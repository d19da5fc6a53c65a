"""Deliverables: handed over in versions, accepted or given back."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.files.public import store_file, uploaded_file
from milepost.identity.public import Right, requires
from milepost.lib.refs import Ref
from milepost.projects.actions.deliveries import decide_delivery, submit_delivery
from milepost.projects.forms.deliveries import DeliveryAnswerForm, DeliveryForm
from milepost.projects.models import Delivery, ScopeItem
from milepost.projects.queries.agreements import files_of
from milepost.projects.queries.deliveries import deliverables_of, first_pass
from milepost.projects.records_scope import Section
from milepost.projects.views.agreements import done_by
from milepost.projects.views.frames import framed, project_seen_whole
from milepost.ui.public import REFUSED, leading_to, person

_POSTED = ["GET", "HEAD", "POST"]


@require_safe
def deliverables_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where each deliverable stands, and how many were accepted at the first pass."""
    project = project_seen_whole(request, pk)
    deliveries = Delivery.objects.filter(deliverable__project=project)
    context = {
        **framed(request, project, "scope"),
        "deliverables": deliverables_of(project),
        "first": first_pass(deliveries),
    }
    return render(request, "projects/deliverables.html", context)


@require_safe
def deliverable_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one deliverable with its versions."""
    item = _visible_item(request, pk)
    deliveries = list(Delivery.objects.filter(deliverable=item).select_related("decider").order_by("-number"))
    files = files_of(Delivery.audit_kind(), (one.pk for one in deliveries))
    context = {
        **framed(request, item.project, "scope"),
        "item": item,
        "versions": [(one, files.get(one.pk, ())) for one in deliveries],
        "last": deliveries[0] if deliveries else None,
    }
    return render(request, "projects/deliverable.html", context)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def delivery_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand a deliverable over as its next version."""
    item, actor = _visible_item(request, pk), person(request).as_actor()
    form = DeliveryForm(request.POST if request.method == "POST" else None)

    def act() -> Delivery:
        given = form.cleaned_data
        with transaction.atomic():
            delivery = submit_delivery(item, actor=actor, note=given["note"], link=given["link"])
            if request.FILES:
                store_file(uploaded_file(request), actor=actor, owner=Ref(Delivery.audit_kind(), str(delivery.pk)))
            return delivery

    if done_by(form, act) is not None:
        messages.success(request, _("It is handed over."))
        return _to(request, item)
    context = {"item": item, "form": form}
    return render(request, "projects/delivery-submit.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(_POSTED)
@requires(Right.WRITE)
def delivery_decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down whether a version was accepted, or what is to be changed."""
    rows = Delivery.objects.visible_to(person(request)).select_related("deliverable__project__account")
    delivery, viewer = get_object_or_404(rows, pk=pk), person(request)
    form = DeliveryAnswerForm(delivery.deliverable.project, viewer, request.POST if request.method == "POST" else None)
    if done_by(form, lambda: decide_delivery(delivery, actor=viewer.as_actor(), **form.said())) is not None:
        return _to(request, delivery.deliverable)
    context = {"delivery": delivery, "form": form}
    return render(request, "projects/delivery-decide.html", context, status=REFUSED if form.errors else 200)


def _visible_item(request: HttpRequest, pk: int) -> ScopeItem:
    rows = ScopeItem.objects.visible_to(person(request)).filter(section=Section.DELIVERABLE)
    return get_object_or_404(rows.select_related("project__account", "task"), pk=pk)


def _to(request: HttpRequest, item: ScopeItem) -> HttpResponse:
    return leading_to(request, reverse("projects:deliverable", args=[item.pk]))
