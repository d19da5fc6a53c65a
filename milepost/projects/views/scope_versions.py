"""Versions of a scope: made of the draft, shown exactly as they were, compared in words."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from milepost.identity.public import Right, requires
from milepost.lib.errors import DomainError
from milepost.projects.actions.scope_versions import freeze_scope
from milepost.projects.forms.scope import CompareScopesForm, VersionForm, usual_target
from milepost.projects.models import Proposal, ScopeVersion
from milepost.projects.queries.scope_differences import scope_differences
from milepost.projects.queries.scope_documents import is_untouched
from milepost.projects.queries.scope_page import shown_draft
from milepost.projects.queries.scope_shown import shown_version
from milepost.projects.views.frames import framed, project_seen_whole
from milepost.ui.public import REFUSED, leading_to, person, show_refusal


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def version_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the draft as it is now under the next number."""
    project = project_seen_whole(request, pk)
    form = VersionForm(request.POST if request.method == "POST" else None, initial=usual_target(project))
    if form.is_valid():
        try:
            version = freeze_scope(project, actor=person(request).as_actor(), **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            return leading_to(request, reverse("projects:scope-version", args=[version.pk]))
    context = {"project": project, "form": form}
    return render(request, "projects/scope-version-new.html", context, status=REFUSED if form.errors else 200)


@require_safe
def version_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a version exactly as it was shown, with its fingerprint."""
    version = visible_version(request, pk)
    before = ScopeVersion.objects.filter(project=version.project, number__lt=version.number).order_by("-number").first()
    context = {
        **framed(request, version.project, "scope"),
        "version": version,
        "scope": shown_version(version),
        "is_untouched": is_untouched(version),
        "before": before,
        "proposals": Proposal.objects.filter(scope=version).order_by("-pk"),
    }
    return render(request, "projects/scope-version.html", context)


@require_safe
def scope_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Say in words what differs between two versions, or between one and the draft."""
    project = project_seen_whole(request, pk)
    versions = list(ScopeVersion.objects.filter(project=project).order_by("number"))
    usual = {"first": str(versions[-1].number), "second": "now"} if versions else {}
    form = CompareScopesForm(versions, {**usual, **request.GET.dict()})
    context = {**framed(request, project, "scope"), "form": form, "versions": versions}
    if form.is_valid():
        first, second = form.chosen()
        after = shown_version(second) if second else shown_draft(project, versions[-1])
        context["differences"] = scope_differences(shown_version(first), after)
        context["names"] = first, second or _("The draft as it is now")
    return render(request, "projects/scope-compare.html", context)


def visible_version(request: HttpRequest, pk: int) -> ScopeVersion:
    rows = ScopeVersion.objects.visible_to(person(request)).select_related("project__account")
    return get_object_or_404(rows, pk=pk)
