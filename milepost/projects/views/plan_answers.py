"""How the pages answer a change of a plan: done at once, or shown first what it moves."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from milepost.lib.errors import Conflict
from milepost.lib.text import key_of
from milepost.projects.actions.plan_changes import NO_REASON, Applied, change_plan, preview_plan
from milepost.projects.forms.reasons import ReasonForm
from milepost.projects.models import PlanChange, Project, Task
from milepost.projects.queries.consequences import Consequences
from milepost.projects.queries.plan_edit_texts import text_of
from milepost.projects.queries.ripples import needs_a_look, ripples_of
from milepost.projects.queries.steering import refuse_beyond
from milepost.projects.records_plan import PlanEdit
from milepost.ui.public import in_drawer, person, toast, trigger

_TOLD_MOST = 5


def answer_edits(
    request: HttpRequest,
    project: Project,
    edits: Sequence[PlanEdit],
    *,
    task: Task | None = None,
    show: Callable[[], HttpResponse] | None = None,
) -> HttpResponse:
    """Make the edits, or show what they would move and wait for `confirmed`.

    `task` is the one whose drawer the change came from; `show` draws it anew.
    """
    if not edits:
        return show() if show else HttpResponse(status=204)
    refuse_beyond(person(request), project, edits)
    asking = _Asking(request, project, edits, task)
    form = ReasonForm(request.POST if "confirmed" in request.POST else None)
    if form.is_bound and not form.is_valid():
        return asking.show(form, preview_plan(project, edits))
    seen = _revision(request)
    reason, look = (form.reason(), None) if form.is_bound else (NO_REASON, _look(project, edits))
    try:
        applied = change_plan(project, edits, actor=person(request).as_actor(), revision=seen, reason=reason, look=look)
    except _ToBeShown as shown:
        return asking.show(form, shown.found)
    except Conflict as conflict:
        if conflict.code != "stale-plan":
            raise
        project.refresh_from_db()
        return asking.show(form, preview_plan(project, edits), since=seen)
    return plan_changed(request, applied, show)


class _ToBeShown(Exception):
    """What an act does is to be seen by a person first."""

    def __init__(self, found: Consequences) -> None:
        super().__init__()
        self.found = found


def _look(project: Project, edits: Sequence[PlanEdit]) -> Callable[[Consequences], None]:
    def look(found: Consequences) -> None:
        if needs_a_look(project, edits, found):
            raise _ToBeShown(found)

    return look


def plan_changed(
    request: HttpRequest, applied: Applied, show: Callable[[], HttpResponse] | None = None
) -> HttpResponse:
    """Tell the page that the plan is another one now, and how this is taken back."""
    if request.headers.get("HX-Request") != "true":
        return redirect("projects:project-detail", applied.project.pk)
    answer = toast(show(), _("Saved.")) if show else HttpResponse(status=204)
    made = {key: task.pk for key, task in applied.tasks.items()}
    told = {"revision": applied.project.revision, "batch": applied.batch, "made": made}
    answer = trigger(trigger(answer, "plan-changed", told), "drawer:changed")
    return trigger(answer, "drawer:close") if in_drawer(request) and show is None else answer


def _revision(request: HttpRequest) -> int | None:
    text = request.POST.get("revision", "")
    return key_of(text) if text.isdecimal() else None  # 0 is the revision of a plan that nobody changed


class _Asking:
    """Shows what edits would do, to be applied or left."""

    def __init__(self, request: HttpRequest, project: Project, edits: Sequence[PlanEdit], task: Task | None) -> None:
        self.request, self.project, self.edits, self.task = request, project, edits, task

    def show(self, form: ReasonForm, found: Consequences, *, since: int | None = None) -> HttpResponse:
        """Draw the preview; `since`: others changed the plan after that revision."""
        viewer = person(self.request)
        changes = PlanChange.objects.visible_to(viewer).filter(project=self.project)
        context: dict[str, Any] = {
            "project": self.project,
            "task": self.task,
            "ripples": ripples_of(self.project, found, viewer),
            "edits": text_of(self.edits),
            "form": form,
            "is_stale": since is not None,
            "meanwhile": changes.filter(revision__gte=since or 0).order_by("-pk")[:_TOLD_MOST] if since else (),
        }
        is_part = self.request.headers.get("HX-Request") == "true" and not in_drawer(self.request)
        part = "#preview" if is_part else ""
        return render(self.request, f"projects/plan-preview.html{part}", context)
