"""Segments: saved from the list of accounts, looked at, changed, computed anew."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.accounts.actions.segment_members import compute_members
from milepost.accounts.forms.segments import SegmentForm
from milepost.accounts.models import Segment, SegmentMember
from milepost.accounts.public import change_segment, delete_segment, save_segment, segment_query, take_over_segment
from milepost.accounts.queries.segments import (
    accounts_list,
    demand_visible,
    filter_with_words,
    says_me,
    segment_address,
    segment_words,
)
from milepost.identity.public import Right, User, requires
from milepost.lib.errors import Conflict, DomainError, Invalid, NotAllowed
from milepost.ui.public import REFUSED, in_drawer, person, saved, show_refusal, state_of_address, words_of_filter

_SHOWN = 50
_MOVES = 20


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def segment_new(request: HttpRequest) -> HttpResponse:
    """Keep the filter of the list, as this address's query names it, under a name."""
    viewer = person(request)
    spec = accounts_list()
    wanted = filter_with_words(state_of_address(spec, viewer, request.META.get("QUERY_STRING", "")))
    form = SegmentForm(viewer, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            segment = save_segment(
                given["name"],
                wanted,
                actor=viewer.as_actor(),
                owner=viewer,
                description=given["description"],
                is_shared=given.get("is_shared", False),
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("“%(name)s” is saved. Who is in it is being computed.") % {"name": segment})
            return _to(request, reverse("accounts:segment-detail", args=[segment.pk]))
    context = {"form": form, "url": request.get_full_path(), "sentence": words_of_filter(spec, viewer, wanted)}
    return render(request, "accounts/segment-form.html", context, status=REFUSED if form.errors else 200)


@require_safe
def segment_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a segment asks, who is in it, and who came and went."""
    viewer = person(request)
    segment = _visible(viewer, pk)
    context: dict[str, Any] = {"segment": segment, "is_own": segment.owner_id == viewer.pk}
    context["may_take_over"] = not segment.owner.is_active and viewer.may(Right.MANAGE_ACCOUNTS)
    try:
        rows = segment_query(segment, viewer)
        context |= {
            "count": rows.count(),
            "accounts": rows.order_by("name_folded", "pk")[:_SHOWN],
            "sentence": segment_words(segment),
            "says_me": says_me(segment),
            "list_url": reverse("accounts:account-list") + segment_address(segment, viewer),
        }
        moves = SegmentMember.objects.visible_to(viewer).filter(segment=segment).select_related("account")
        context |= {
            "entered": moves.order_by("-entered_at", "-pk")[:_MOVES],
            "left": moves.exclude(left_at=None).order_by("-left_at", "-pk")[:_MOVES],
        }
    except (Invalid, NotAllowed) as error:
        context["fault"] = error.message
    context["may_write"] = viewer.may(Right.WRITE)
    return render(request, "accounts/segment.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def segment_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Rename a segment, say what it is for and who sees it."""
    viewer = person(request)
    segment = _visible(viewer, pk)
    _demand_own(segment, viewer)
    form = SegmentForm(viewer, request.POST or None, instance=segment)
    if request.method == "POST":
        actor = viewer.as_actor()
        stored = _visible(viewer, pk)  # the form changes its own in memory
        written = saved(form, lambda values, seen: change_segment(stored, values, actor=actor, expected_version=seen))
        if written:
            messages.success(request, _("Saved."))
            return _to(request, reverse("accounts:segment-detail", args=[pk]))
    context = {"form": form, "segment": segment, "url": request.path}
    return render(request, "accounts/segment-form.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.WRITE)
def segment_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a segment."""
    segment = _visible(person(request), pk)
    delete_segment(segment, actor=person(request).as_actor())
    messages.success(request, _("“%(name)s” is deleted.") % {"name": segment})
    return _to(request, reverse("accounts:segment-list"))


@require_POST
@requires(Right.WRITE)
def segment_refresh(request: HttpRequest, pk: int) -> HttpResponse:
    """Compute now who is in it."""
    segment = _visible(person(request), pk)
    demand_visible(segment, person(request))
    entered, left = compute_members(segment.pk)
    messages.success(request, _("%(entered)s entered, %(left)s left.") % {"entered": entered, "left": left})
    return redirect("accounts:segment-detail", pk)


@require_POST
@requires(Right.MANAGE_ACCOUNTS)
def segment_take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Become the owner of a shared segment whose owner left."""
    viewer = person(request)
    segment = _visible(viewer, pk)
    demand_visible(segment, viewer)
    try:
        take_over_segment(segment, actor=viewer.as_actor(), owner=viewer)
    except (Conflict, Invalid) as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("“%(name)s” is yours now.") % {"name": segment})
    return redirect("accounts:segment-detail", pk)


def _visible(viewer: User, pk: int) -> Segment:
    return get_object_or_404(Segment.objects.visible_to(viewer).select_related("owner"), pk=pk)


def _demand_own(segment: Segment, viewer: User) -> None:
    if segment.owner_id != viewer.pk:
        raise NotAllowed("not-yours", _("Only its owner can change this segment."))


def _to(request: HttpRequest, url: str) -> HttpResponse:
    """Lead on to a page, out of the drawer as well."""
    return HttpResponse(headers={"HX-Redirect": url}) if in_drawer(request) else redirect(url)
