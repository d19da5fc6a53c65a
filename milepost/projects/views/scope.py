"""The tab Scope: the working draft by section, and its lines written, changed, ordered, taken out."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.files.public import StoredFile, delete_file, store_file, uploaded_file
from milepost.identity.public import Right, requires
from milepost.lib.errors import Invalid
from milepost.lib.refs import Ref
from milepost.projects.actions.scope_items import (
    add_scope_items,
    change_scope_item,
    move_scope_item,
    put_back_scope_item,
    take_out_scope_item,
)
from milepost.projects.forms.scope import ScopeItemForm
from milepost.projects.models import ChangeRequest, Project, ScopeItem, ScopeVersion
from milepost.projects.queries.agreements import standing_of
from milepost.projects.queries.scope_page import draft_sections
from milepost.projects.records_scope import Section
from milepost.projects.views.frames import framed, project_seen_whole
from milepost.ui.public import REFUSED, done, in_drawer, leading_to, person, saved


@require_safe
def scope_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the working draft, and the versions that were made of it."""
    project = project_seen_whole(request, pk)
    versions = ScopeVersion.objects.filter(project=project).order_by("-number")
    context = {
        **framed(request, project, "scope"),
        "sections": draft_sections(project),
        "versions": list(versions),
        "standing": standing_of(project),
        "changes": ChangeRequest.objects.filter(project=project).order_by("-number"),
        "taken_out": ScopeItem.objects.filter(project=project, removed_at__isnull=False).order_by("-removed_at")[:50],
    }
    return render(request, "projects/scope.html", context)


@require_POST
@requires(Right.WRITE)
def scope_add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write lines at the end of a section; several can be pasted at once."""
    project = project_seen_whole(request, pk)
    section, refusal = request.POST.get("section", ""), None
    try:
        add_scope_items(project, section, request.POST.get("text", "").splitlines(), actor=person(request).as_actor())
    except Invalid as error:
        if section not in Section.values:
            raise
        refusal = error
    return _section(request, project, section, refusal)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def item_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one line otherwise."""
    item, viewer = visible_item(request, pk), person(request)
    is_sent = request.method == "POST"
    form = ScopeItemForm(viewer, request.POST if is_sent else None, instance=item, initial={"version": item.version})

    def write(changes: dict[str, Any], version: int | None) -> ScopeItem:
        stored = ScopeItem.objects.select_related("project").get(pk=item.pk)
        return change_scope_item(stored, changes, actor=viewer.as_actor(), expected_version=version)

    if is_sent and saved(form, write):
        messages.success(request, _("Saved."))
        return leading_to(request, _scope_url(item.project))
    return _show_item(request, item, form=form)


@require_POST
@requires(Right.WRITE)
def item_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a line stand one place higher or lower."""
    item = visible_item(request, pk)
    move_scope_item(item, by=-1 if request.POST.get("to") == "up" else 1, actor=person(request).as_actor())
    return _section(request, item.project, item.section)


@require_POST
@requires(Right.WRITE)
def item_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line out of the draft."""
    item = visible_item(request, pk)
    take_out_scope_item(item, actor=person(request).as_actor())
    messages.success(
        request,
        _("“%(text)s” is taken out. It stands at the end of the page, to be put back.") % {"text": item.text[:80]},
    )
    return leading_to(request, _scope_url(item.project))


@require_POST
@requires(Right.WRITE)
def item_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a line back into the draft."""
    item = visible_item(request, pk)
    put_back_scope_item(item, actor=person(request).as_actor())
    return leading_to(request, _scope_url(item.project))


@require_POST
@requires(Right.WRITE)
def item_attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Hang a file on a line, as evidence of what was promised."""
    item = visible_item(request, pk)
    try:
        stored = store_file(uploaded_file(request), actor=person(request).as_actor(), owner=_owner(item))
    except Invalid as refusal:
        return _show_item(request, item, refusal=refusal)
    words = _("“%(name)s” is stored.") % {"name": stored.name}
    return done(request, words, _scope_url(item.project), lambda: _show_item(request, item))


@require_POST
@requires(Right.WRITE)
def item_detach(request: HttpRequest, pk: int, file_pk: int) -> HttpResponse:
    """Delete a file of a line, unless a version speaks of it."""
    item = visible_item(request, pk)
    stored = get_object_or_404(StoredFile.objects.of(_owner(item)), pk=file_pk)
    if ScopeVersion.objects.filter(project=item.project, document__contains=stored.sha256).exists():
        words = _("“%(name)s” is evidence of a version of the scope, so it stays.") % {"name": stored.name}
        return _show_item(request, item, refusal=Invalid("in-version", words))
    delete_file(stored, actor=person(request).as_actor())
    words = _("“%(name)s” is deleted.") % {"name": stored.name}
    return done(request, words, _scope_url(item.project), lambda: _show_item(request, item))


def visible_item(request: HttpRequest, pk: int) -> ScopeItem:
    rows = ScopeItem.objects.visible_to(person(request)).select_related("project__account", "user", "contact", "task")
    return get_object_or_404(rows, pk=pk)


def _show_item(
    request: HttpRequest, item: ScopeItem, *, form: ScopeItemForm | None = None, refusal: Invalid | None = None
) -> HttpResponse:
    form = form or ScopeItemForm(person(request), instance=item, initial={"version": item.version})
    context = {"item": item, "form": form, "files": StoredFile.objects.of(_owner(item)), "refusal": refusal}
    return render(request, "projects/scope-item.html", context, status=REFUSED if form.errors or refusal else 200)


def _section(request: HttpRequest, project: Project, section: str, refusal: Invalid | None = None) -> HttpResponse:
    """Draw a section anew where it stands; without scripts lead back to the page."""
    if request.headers.get("HX-Request") != "true" or in_drawer(request):
        if refusal is not None:
            raise refusal
        return redirect(_scope_url(project))
    (part,) = draft_sections(project, (Section(section),))
    context = {"project": project, "part": part, "may_write": True, "refusal": refusal}
    return render(request, "projects/parts/scope-section.html", context, status=REFUSED if refusal else 200)


def _scope_url(project: Project) -> str:
    return reverse("projects:project-scope", args=[project.pk])


def _owner(item: ScopeItem) -> Ref:
    return Ref(ScopeItem.audit_kind(), str(item.pk))
