"""Moving to a newer version of a playbook: one project, looked at line by line, or all that run an older one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.identity.public import Right, User, requires
from milepost.lib.errors import Conflict, Invalid
from milepost.playbooks.actions.moving import Moved, move_run
from milepost.playbooks.actions.moving_many import move_many
from milepost.playbooks.forms.moving import MoveForm, RunsForm
from milepost.playbooks.models import Playbook, PlaybookVersion, Run
from milepost.playbooks.queries.differences import changes
from milepost.playbooks.queries.moves import move_of, older_than
from milepost.playbooks.queries.versions import published_version
from milepost.playbooks.records_moves import MoveKind, VersionMove
from milepost.projects.public import Consequences, ProjectEdit, preview_plan, refuse_beyond
from milepost.ui.public import REFUSED, in_drawer, leading_to, person, show_refusal, toast, trigger

_SHOWN_MOST = 200


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.READ_ALL)
@requires(Right.WRITE)
def project_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a newer version of its playbook would do to a project, line by line; then do it."""
    viewer = person(request)
    run = _run(viewer, pk)
    refuse_beyond(viewer, run.project, [ProjectEdit()])
    to = published_version(run.playbook)
    context: dict[str, Any] = {"run": run, "to": to}
    if run.version_used.number >= to.number:
        return render(request, "playbooks/move.html", context)
    form = MoveForm(move_of(run, to, viewer), request.POST or (request.GET if "revision" in request.GET else None))
    if request.method == "POST" and form.is_valid():
        try:
            seen = form.cleaned_data["revision"]
            moved = move_run(run, to, form.choices(), actor=viewer.as_actor(), viewer=viewer, revision=seen)
        except (Conflict, Invalid) as error:
            show_refusal(form, error)
            run = _run(viewer, pk)
        else:
            return _moved(request, run, to, moved)
    context |= _shown(run, to, form, viewer)
    name = request.headers.get("HX-Target") or ""
    part = "#summary" if name.startswith("move-of-") else "#lines" if name == "move-lines" else ""
    status = REFUSED if form.errors and request.method == "POST" else 200
    return render(request, f"playbooks/move.html{part}", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.READ_ALL)
@requires(Right.WRITE)
def runs_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the projects that run an older version of a playbook; move those that are chosen, in the background."""
    viewer = person(request)
    playbooks = Playbook.objects.visible_to(viewer).in_use().select_related("published")
    playbook = get_object_or_404(playbooks, pk=pk)
    to = published_version(playbook)
    runs = older_than(playbook, viewer).select_related("project", "account", "version_used")
    shown = list(runs.order_by("version_used__number", "pk")[:_SHOWN_MOST])
    form = RunsForm([run.pk for run in shown], request.POST or None)
    if request.method == "POST" and form.is_valid():
        takes_all = form.cleaned_data["own"] == "take"
        move_many(to, form.cleaned_data["run"], takes_all=takes_all, actor=viewer.as_actor())
        messages.success(request, _("The projects are being moved. The tray says how far it is."))
        return redirect("playbooks:playbook-detail", pk)
    groups = [(old, changes(old.records, to.records), own) for old, own in _by_version(shown)]
    context = {"playbook": playbook, "to": to, "form": form, "groups": groups, "count": len(shown)}
    return render(request, "playbooks/moves.html", context, status=REFUSED if form.errors else 200)


def _run(viewer: User, project: int) -> Run:
    runs = Run.objects.visible_to(viewer).select_related(
        "project", "account", "version_used", "playbook", "playbook__published"
    )
    return get_object_or_404(runs, project=project, account__isnull=False, playbook__published__isnull=False)


def _shown(run: Run, to: PlaybookVersion, form: MoveForm, viewer: User) -> dict[str, Any]:
    """Return what the form comes to, wrong fields as if they said nothing."""
    form.is_valid()
    try:
        move = move_of(run, to, viewer, form.choices())
        found: Consequences | None = preview_plan(run.project, move.edits, as_one=True)
    except Invalid as error:
        show_refusal(form, error)
        move, found = move_of(run, to, viewer), None
    kinds = [(kind, [line for line in move.of(kind) if not line.is_asked]) for kind in MoveKind]
    missing = [f"{form.fields[name].label}: {words}" if name in form.fields else words for name, words in _said(move)]
    return {"form": form, "move": move, "kinds": kinds, "found": found, "missing": missing}


def _said(move: VersionMove) -> list[tuple[str, str]]:
    return list(move.missing.items())


def _moved(request: HttpRequest, run: Run, to: PlaybookVersion, moved: Moved) -> HttpResponse:
    """Tell the plan's page that it is another one now, and how this is taken back."""
    words = _("The project follows version %(number)s now.") % {"number": to.number}
    url = reverse("projects:project-detail", args=[run.project_id])
    if not in_drawer(request):
        messages.success(request, words)
        return leading_to(request, url)
    applied = moved.applied
    told = {"revision": applied.project.revision, "batch": applied.batch, "made": {}}
    answer = trigger(trigger(HttpResponse(status=204), "plan-changed", told), "drawer:changed")
    return trigger(toast(answer, words), "drawer:close")


def _by_version(runs: list[Run]) -> list[tuple[PlaybookVersion, list[Run]]]:
    found: dict[int, tuple[PlaybookVersion, list[Run]]] = {}
    for run in runs:
        found.setdefault(run.version_used_id, (run.version_used, []))[1].append(run)
    return list(found.values())
