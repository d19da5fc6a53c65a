"""Meetings that lie ahead: planned, held, cancelled, planned again."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from milepost.accounts.actions.meetings import cancel_meeting, hold_meeting, plan_meeting, replan_meeting
from milepost.accounts.forms.touchpoints import HeldForm, MeetingForm, next_half_hour
from milepost.accounts.views.answers import finished, stale_words
from milepost.accounts.views.timeline import visible_account
from milepost.accounts.views.touchpoints import show, touchpoint_url, visible_touchpoint
from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict, DomainError
from milepost.ui.public import REFUSED, done, person, show_refusal, version_to_expect


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def meeting_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a meeting."""
    account, viewer = visible_account(request, pk), person(request)
    form = MeetingForm(account, viewer, request.POST or None, initial={"at": next_half_hour()})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        said = {name: given[name] for name in ("kind", "at", "minutes", "agenda")}
        people, actions = form.attendees(), form.new_actions()
        try:
            meeting = plan_meeting(
                account, given["subject"], attendees=people, action_items=actions, actor=viewer.as_actor(), **said
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            return finished(request, _("Planned."), touchpoint_url(meeting), lambda: show(request, meeting))
    context = {"form": form, "account": account}
    return render(request, "accounts/meeting-new.html", context, status=REFUSED if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def meeting_hold(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a planned meeting took place, and what came of it."""
    meeting, viewer = visible_touchpoint(request, pk), person(request)
    initial = {"at": min(meeting.at, timezone.now()), "version": meeting.version}
    form = HeldForm(meeting.account, viewer, request.POST or None, touchpoint=meeting, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        came, _went = form.changed_attendees()
        said = {name: given[name] for name in ("at", "body", "sentiment")}
        actions = form.new_actions()
        try:
            hold_meeting(
                meeting,
                attendees=came,
                action_items=actions,
                expected_version=version_to_expect(meeting, given["version"], said),
                actor=viewer.as_actor(),
                **said,
            )
        except Conflict as conflict:
            stale_words(form, conflict)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return finished(request, _("Logged as held."), touchpoint_url(meeting), lambda: show(request, meeting))
    context = {"form": form, "touchpoint": meeting, "account": meeting.account}
    return render(request, "accounts/meeting-hold.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.WRITE)
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a planned meeting; it can be planned again."""
    meeting = visible_touchpoint(request, pk)
    cancel_meeting(meeting, actor=person(request).as_actor())
    return done(request, _("Cancelled."), touchpoint_url(meeting), lambda: show(request, meeting))


@require_POST
@requires(Right.WRITE)
def meeting_replan(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan a cancelled meeting again."""
    meeting = visible_touchpoint(request, pk)
    replan_meeting(meeting, actor=person(request).as_actor())
    return done(request, _("Planned again."), touchpoint_url(meeting), lambda: show(request, meeting))
