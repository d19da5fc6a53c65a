"""Playbooks: one shown with its versions, brought in, taken along, put away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.lib.errors import DomainError
from milepost.lib.text import key_of
from milepost.playbooks.actions.versions import archive_playbook, import_playbook, restore_playbook
from milepost.playbooks.forms.importing import PlaybookFileForm
from milepost.playbooks.models import Playbook, PlaybookVersion, Run
from milepost.playbooks.queries.differences import changes
from milepost.playbooks.queries.moves import older_than
from milepost.playbooks.queries.outlines import outline, weeks_words
from milepost.playbooks.queries.versions import published_version
from milepost.playbooks.reading.faults import WrongPlaybook
from milepost.playbooks.reading.writing import write_playbook
from milepost.ui.public import REFUSED, leading_to, person, show_refusal

_RUNS_SHOWN = 10


@require_safe
def playbook_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a playbook is for, who takes part, its steps, its versions and what was begun from it."""
    viewer = person(request)
    playbook = _visible(request, pk)
    version = published_version(playbook)
    bars = outline(version.records)
    runs = Run.objects.visible_to(viewer).filter(playbook=playbook).select_related("project", "account")
    context = {
        "playbook": playbook,
        "version": version,
        "document": version.records,
        "phases": bars.phases,
        "weeks": weeks_words(bars.weeks),
        "versions": playbook.versions.order_by("-number").defer("document"),
        "older": older_than(playbook, viewer).count() if viewer.may(Right.WRITE) else 0,
        "runs": runs.order_by("-pk")[:_RUNS_SHOWN],
        "may_start": viewer.may(Right.WRITE) and playbook.archived_at is None,
        "may_manage": viewer.may(Right.MANAGE_PLAYBOOKS),
    }
    return render(request, "playbooks/playbook.html", context)


@require_safe
def version_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a version says otherwise than the one before it, or than that which `?with=` names."""
    versions = PlaybookVersion.objects.visible_to(person(request)).select_related("playbook")
    version = get_object_or_404(versions, pk=pk)
    others = version.playbook.versions.exclude(pk=version.pk)
    chosen = others.filter(pk=key_of(request.GET.get("with"))).first()
    before = chosen or others.filter(number__lt=version.number).order_by("-number").first()
    found = changes(before.records, version.records) if before is not None else []
    listed = others.order_by("-number").defer("document")
    context = {"version": version, "before": before, "changes": found, "others": listed}
    return render(request, "playbooks/version.html", context)


@require_safe
@requires(Right.EXPORT)
def playbook_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand the published version out as a YAML file."""
    playbook = _visible(request, pk)
    answer = HttpResponse(
        write_playbook(published_version(playbook).records), content_type="application/yaml; charset=utf-8"
    )
    answer.headers["Content-Disposition"] = f'attachment; filename="{playbook.key}.yaml"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.MANAGE_PLAYBOOKS)
def playbook_import(request: HttpRequest) -> HttpResponse:
    """Take a playbook in from a file, or say all that is wrong with it."""
    viewer = person(request)
    form = PlaybookFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            playbook, is_other = import_playbook(
                form.content(), actor=viewer.as_actor(), author=viewer, note=form.cleaned_data["note"]
            )
        except WrongPlaybook as error:
            for fault in error.faults[:20]:
                form.add_error(None, str(fault))
        except DomainError as error:
            show_refusal(form, error)
        else:
            words = _("“%(name)s” is in.") if is_other else _("“%(name)s” says this already.")
            messages.success(request, words % {"name": playbook})
            return leading_to(request, reverse("playbooks:playbook-detail", args=[playbook.pk]))
    return render(request, "playbooks/import.html", {"form": form}, status=REFUSED if form.errors else 200)


@require_POST
@requires(Right.MANAGE_PLAYBOOKS)
def playbook_archive(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a playbook away."""
    playbook = archive_playbook(_visible(request, pk), actor=person(request).as_actor())
    messages.success(request, _("“%(name)s” is archived.") % {"name": playbook})
    return redirect("playbooks:playbook-detail", pk=pk)


@require_POST
@requires(Right.MANAGE_PLAYBOOKS)
def playbook_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring a playbook back."""
    playbook = restore_playbook(_visible(request, pk), actor=person(request).as_actor())
    messages.success(request, _("“%(name)s” can be started again.") % {"name": playbook})
    return redirect("playbooks:playbook-detail", pk=pk)


def _visible(request: HttpRequest, pk: int) -> Playbook:
    playbooks = Playbook.objects.visible_to(person(request)).select_related("published")
    return get_object_or_404(playbooks, pk=pk, published__isnull=False)
