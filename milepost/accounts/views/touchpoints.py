"""One touchpoint: shown, logged in full, changed, pinned, deleted and put back, with its files."""

from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.accounts.actions.action_items import add_action_items
from milepost.accounts.actions.touchpoints import (
    change_touchpoint,
    delete_touchpoint,
    log_touchpoint,
    restore_touchpoint,
)
from milepost.accounts.forms.touchpoints import TouchpointForm
from milepost.accounts.models import Account, Touchpoint
from milepost.accounts.queries.captured_mail import left_out_of
from milepost.accounts.queries.people import People
from milepost.accounts.queries.quick_note import read_quick_note
from milepost.accounts.queries.timeline_records import touchpoints_shown
from milepost.accounts.records import Direction, TouchpointKind
from milepost.accounts.views.answers import finished, stale_words
from milepost.accounts.views.timeline import draft_key, visible_account
from milepost.files.public import StoredFile, delete_file, store_file, uploaded_file
from milepost.identity.public import Right, User, requires
from milepost.lib.errors import Conflict, DomainError, Invalid
from milepost.lib.refs import Ref
from milepost.ui.public import REFUSED, done, in_drawer, person, show_refusal, trigger, version_to_expect

_UNDO = "milepost.accounts.touchpoint-undo"
_UNDO_SECONDS = 24 * 60 * 60


@require_safe
def touchpoint_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a touchpoint with all that hangs on it."""
    return show(request, visible_touchpoint(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def touchpoint_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Log a touchpoint in full; `kind` and `text` bring what was typed in the line already."""
    account, viewer = visible_account(request, pk), person(request)
    form = TouchpointForm(account, viewer, request.POST or None, initial=_begun(request, account, viewer))
    if request.method == "POST" and form.is_valid():
        given = form.said()
        kind, subject = given.pop("kind"), given.pop("subject")
        given["sentiment"] = given["sentiment"] or ""
        people, actions = form.attendees(), form.new_actions()
        try:
            touchpoint = log_touchpoint(
                account, kind, subject, attendees=people, action_items=actions, actor=viewer.as_actor(), **given
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            answer = finished(request, _("Logged."), touchpoint_url(touchpoint), lambda: show(request, touchpoint))
            return trigger(answer, "draft:sent", {"key": draft_key(request, account)})
    return render(
        request,
        "accounts/touchpoint-new.html",
        {"form": form, "account": account},
        status=REFUSED if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def touchpoint_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a touchpoint; whoever is second sees what the first one wrote, and chooses."""
    touchpoint, viewer = visible_touchpoint(request, pk), person(request)
    said = {name: getattr(touchpoint, name) for name in TouchpointForm.SAID}
    initial = {**said, "version": touchpoint.version}
    form = TouchpointForm(touchpoint.account, viewer, request.POST or None, touchpoint=touchpoint, initial=initial)
    if request.method == "POST" and form.is_valid():
        came, went = form.changed_attendees()
        actor, changes = viewer.as_actor(), form.changes(touchpoint)
        try:
            change_touchpoint(
                touchpoint,
                changes,
                add=came,
                remove=went,
                expected_version=version_to_expect(touchpoint, form.cleaned_data["version"], changes),
                actor=actor,
            )
            add_action_items(touchpoint.account, form.new_actions(), touchpoint=touchpoint, actor=actor)
        except Conflict as conflict:
            stale_words(form, conflict)
        except DomainError as error:
            show_refusal(form, error)
        else:
            fresh = visible_touchpoint(request, pk)
            return finished(request, _("Saved."), touchpoint_url(fresh), lambda: show(request, fresh))
    context = {"form": form, "touchpoint": touchpoint, "account": touchpoint.account}
    return render(request, "accounts/touchpoint-edit.html", context, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.WRITE)
def touchpoint_pin(request: HttpRequest, pk: int) -> HttpResponse:
    """Pin a touchpoint on top of the timeline, or take the pin off."""
    touchpoint = visible_touchpoint(request, pk)
    is_pinned = request.POST.get("is_pinned") == "1"
    change_touchpoint(touchpoint, {"is_pinned": is_pinned}, actor=person(request).as_actor())
    words = _("Pinned on top.") if is_pinned else _("No longer pinned.")
    return done(request, words, touchpoint_url(touchpoint), lambda: show(request, touchpoint))


@require_POST
@requires(Right.WRITE)
def touchpoint_delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a touchpoint, and offer to put it back."""
    touchpoint = visible_touchpoint(request, pk)
    account = touchpoint.account
    batch = delete_touchpoint(touchpoint, actor=person(request).as_actor())
    undo = signing.dumps([batch, account.pk, pk, person(request).pk], salt=_UNDO)
    answer = render(
        request,
        "accounts/touchpoint-deleted.html",
        {"account": account, "subject": touchpoint.subject, "undo": undo},
    )
    return trigger(answer, "drawer:changed") if in_drawer(request) else answer


@require_POST
@requires(Right.WRITE)
def touchpoint_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Put back what one deleted within a day."""
    account = visible_account(request, pk)
    try:
        batch, account_pk, key, who = signing.loads(request.POST.get("undo", ""), salt=_UNDO, max_age=_UNDO_SECONDS)
    except signing.BadSignature as error:
        raise Invalid("wrong-undo", _("This cannot be put back any more.")) from error
    if (account_pk, who) != (account.pk, person(request).pk):
        raise Invalid("wrong-undo", _("This cannot be put back any more."))
    restore_touchpoint(batch, actor=person(request).as_actor())
    touchpoint = visible_touchpoint(request, key)
    return done(request, _("It is back."), touchpoint_url(touchpoint), lambda: show(request, touchpoint))


@require_POST
@requires(Right.WRITE)
def touchpoint_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a file on a touchpoint."""
    touchpoint = visible_touchpoint(request, pk)
    try:
        stored = store_file(uploaded_file(request), actor=person(request).as_actor(), owner=owner_of(touchpoint))
    except Invalid as refusal:
        return show(request, touchpoint, refusal)
    words = _("“%(name)s” is stored.") % {"name": stored.name}
    return done(request, words, touchpoint_url(touchpoint), lambda: show(request, touchpoint))


@require_POST
@requires(Right.WRITE)
def touchpoint_detach(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Delete a file of a touchpoint."""
    touchpoint = visible_touchpoint(request, pk)
    stored = get_object_or_404(StoredFile.objects.of(owner_of(touchpoint)), pk=file_pk)
    delete_file(stored, actor=person(request).as_actor())
    words = _("“%(name)s” is deleted.") % {"name": stored.name}
    return done(request, words, touchpoint_url(touchpoint), lambda: show(request, touchpoint))


def visible_touchpoint(request: HttpRequest, pk: int) -> Touchpoint:
    return get_object_or_404(touchpoints_shown(person(request)), pk=pk)


def touchpoint_url(touchpoint: Touchpoint) -> str:
    return reverse("accounts:touchpoint-detail", args=[touchpoint.pk])


def owner_of(touchpoint: Touchpoint) -> Ref:
    return Ref(Touchpoint.audit_kind(), str(touchpoint.pk))


def show(request: HttpRequest, touchpoint: Touchpoint, refusal: Invalid | None = None) -> HttpResponse:
    """Draw a touchpoint as it is stored now."""
    touchpoint = visible_touchpoint(request, touchpoint.pk)
    context: dict[str, Any] = {
        "touchpoint": touchpoint,
        "account": touchpoint.account,
        "files": StoredFile.objects.of(owner_of(touchpoint)),
        "left_out": left_out_of(touchpoint) if touchpoint.origin_key else [],
        "may_write": person(request).may(Right.WRITE),
        "refusal": refusal,
        "today": timezone.localdate(),
        "is_due": touchpoint.state == "planned" and touchpoint.at <= timezone.now(),
    }
    return render(request, "accounts/touchpoint.html", context, status=REFUSED if refusal else 200)


def _begun(request: HttpRequest, account: Account, viewer: User) -> dict[str, Any]:
    """Return what the form begins with: now, and what was typed in the line."""
    begun: dict[str, Any] = {"at": timezone.localtime(), "direction": Direction.TWO_WAY, "is_internal": True}
    kind, text = request.GET.get("kind", ""), request.GET.get("text", "")[:8000]
    begun["kind"] = kind if kind in TouchpointKind.values else TouchpointKind.CALL
    if not text.strip():
        return begun
    note = read_quick_note(text, People(account, viewer), timezone.localdate())
    contacts = [one.pk for one in note.attendees if not isinstance(one, User)]
    users = [viewer.pk, *(one.pk for one in note.attendees if isinstance(one, User))]
    return {
        **begun,
        "subject": note.subject,
        "body": note.body,
        "contacts": contacts,
        "users": users,
        "actions": "\n".join(_as_line(action) for action in note.actions),
    }


def _as_line(action: Any) -> str:
    tail = [str(part) for part in (action.owner or action.contact, action.due) if part]
    return f"{action.text} – {', '.join(tail)}" if tail else str(action.text)
