"""Starting a playbook: whose, what it asks, who, when, what it would make, and then the act."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.accounts.public import Account, Segment
from milepost.identity.public import Right, User, requires
from milepost.lib.errors import Conflict, Invalid
from milepost.lib.text import key_of
from milepost.playbooks.actions.segments import accounts_of, start_many
from milepost.playbooks.actions.starting import start_playbook
from milepost.playbooks.forms.starting import AccountForm, SegmentStartForm, StartForm
from milepost.playbooks.models import Playbook, PlaybookVersion
from milepost.playbooks.queries.previews import preview_start
from milepost.playbooks.queries.versions import published_version
from milepost.playbooks.records_start import Preview
from milepost.ui.public import REFUSED, in_drawer, leading_to, person, show_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.READ_ALL)
@requires(Right.WRITE)
def playbook_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a playbook for an account. `?account=` comes chosen; what else the address says is previewed."""
    viewer = person(request)
    version = _startable(viewer, pk)
    data = request.POST if request.method == "POST" else request.GET
    account = _account(viewer, data.get("account", ""))
    if account is None:
        whose = AccountForm(viewer, data if "account" in data else None)
        return render(request, "playbooks/start-account.html", {"version": version, "form": whose})
    form = StartForm(version.records, account, viewer, data if request.method == "POST" or "late" in data else None)
    if request.method == "POST" and form.is_valid():
        try:
            run = start_playbook(version, form.request(), actor=viewer.as_actor(), viewer=viewer)
        except (Invalid, Conflict) as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("“%(name)s” is planned. It begins as a draft.") % {"name": run.project})
            return leading_to(request, reverse("projects:project-detail", args=[run.project_id]))
    preview = _preview(version, form, viewer)
    context = {"version": version, "account": account, "form": form, "preview": preview, "asked": _asked(form, preview)}
    is_part = request.headers.get("HX-Target") == "start-preview"
    status = REFUSED if form.errors and request.method == "POST" else 200
    return render(request, f"playbooks/start.html{'#preview' if is_part else ''}", context, status=status)


@require_safe
@requires(Right.READ_ALL)
@requires(Right.WRITE)
def account_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what to start for an account."""
    viewer = person(request)
    account = get_object_or_404(Account.objects.visible_to(viewer).active(), pk=pk)
    playbooks = Playbook.objects.visible_to(viewer).in_use().select_related("published").order_by("kind", "name_folded")
    return render(request, "playbooks/account-start.html", {"account": account, "playbooks": playbooks})


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.READ_ALL)
@requires(Right.WRITE)
def segment_start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a playbook for every account of a segment, in the background."""
    viewer = person(request)
    version = _startable(viewer, pk)
    segments = Segment.objects.visible_to(viewer).order_by("name")
    form = SegmentStartForm(version.records, segments, request.POST or None)
    if request.method == "POST" and form.is_valid():
        accounts = accounts_of(form.cleaned_data["segment"], viewer)
        if not accounts:
            form.add_error("segment", _("No account is in it now."))
        else:
            start_many(version, accounts, form.given(), actor=viewer.as_actor())
            messages.success(request, _("The projects are being made. The tray says how far it is."))
            url = reverse("playbooks:playbook-detail", args=[pk])
            return leading_to(request, url) if in_drawer(request) else redirect(url)
    context = {"version": version, "form": form}
    return render(request, "playbooks/segment-start.html", context, status=REFUSED if form.errors else 200)


def _startable(viewer: User, pk: int) -> PlaybookVersion:
    playbook = get_object_or_404(Playbook.objects.visible_to(viewer).in_use(), pk=pk)
    return published_version(playbook)


def _account(viewer: User, key: str) -> Account | None:
    return Account.objects.visible_to(viewer).active().filter(pk=key_of(key)).first() if key else None


def _asked(form: StartForm, preview: Preview | None) -> list[str]:
    """Return what is missing, each with the name of its field."""
    missing = preview.missing if preview is not None else {}
    return [f"{form.fields[name].label}: {words}" if name in form.fields else words for name, words in missing.items()]


def _preview(version: PlaybookVersion, form: StartForm, viewer: User) -> Preview | None:
    """Return what the form comes to, wrong fields as if they said nothing; None where that comes to nothing."""
    form.is_valid()
    try:
        return preview_start(version, form.request(), viewer, timezone.localdate())
    except Invalid as error:
        if form.is_bound:
            show_refusal(form, error)
        return None
