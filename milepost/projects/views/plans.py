"""The plan of a project: its page, its data, and the changes that are made on it."""

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from milepost.identity.public import Right, requires
from milepost.lib.text import key_of
from milepost.projects.actions.cards import place_cards
from milepost.projects.actions.undoing import undo_change
from milepost.projects.models import Project, Task
from milepost.projects.queries.plan_data import plan_data_of
from milepost.projects.queries.plan_edit_texts import edits_of
from milepost.projects.queries.project_head import project_head
from milepost.projects.queries.steering import refuse_beyond
from milepost.projects.records_plan import CardPlace, ProjectEdit
from milepost.projects.views.frames import plan_filter, show_plan
from milepost.projects.views.plan_answers import answer_edits, plan_changed
from milepost.projects.views.plan_words import plan_words
from milepost.projects.views.task_parts import visible_task
from milepost.projects.views.tasks import show_task
from milepost.ui.public import Tone, in_drawer, person, toast, trigger


@require_safe
def plan_page(request: HttpRequest, pk: int, shown: str = "") -> HttpResponse:
    """Show the plan as `shown`, a list or a Gantt chart; without it, as the device has room. `plan_data` draws both."""
    project = visible_project(request, pk)
    context = {"shown": shown or "gantt", "is_chosen": shown != "", "words": plan_words()}
    return show_plan(request, project, "projects/plan.html", context)


@require_safe
def head_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the project stands, after its plan was changed."""
    project = visible_project(request, pk)
    context = {"head": project_head(project, person(request)), "project": project}
    return render(request, "projects/parts/head.html", context)


@require_safe
def plan_data(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the plan as JSON, as `plan_data_of` says; `matches` are the tasks that the filter leaves, if any."""
    return plan_answer(request, visible_project(request, pk))


def plan_answer(request: HttpRequest, project: Project, **more: Any) -> HttpResponse:
    """Answer with the plan as one view of it needs it, `more` included."""
    bar = plan_filter(request)
    data = plan_data_of(project, person(request)) | more
    data["matches"] = list(bar.rows().filter(project=project).values_list("pk", flat=True)) if bar.is_filtered else None
    return JsonResponse(data, encoder=DjangoJSONEncoder, json_dumps_params={"separators": (",", ":")})


@require_POST
@requires(Right.WRITE)
def plan_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Make the changes in `edits`; where they move what others do, show that first and wait for `confirmed`."""
    project = visible_project(request, pk)
    seen = Task.objects.visible_to(person(request)).filter(project=project).select_related("project", "parent")
    task = seen.filter(pk=key_of(request.POST.get("task"))).first()
    show = (lambda: show_task(request, visible_task(request, task.pk))) if task and in_drawer(request) else None
    edits = edits_of(request.POST.get("edits", ""))
    places = [edit for edit in edits if isinstance(edit, CardPlace)]
    if len(places) == len(edits):
        refuse_beyond(person(request), project, edits)
        place_cards(project, places, actor=person(request).as_actor())
        return trigger(HttpResponse(status=204), "cards-placed")
    return answer_edits(request, project, edits, task=task, show=show)


@require_POST
@requires(Right.WRITE)
def plan_undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the act whose `batch` is given."""
    project, viewer = visible_project(request, pk), person(request)
    refuse_beyond(viewer, project, [ProjectEdit()])
    applied = undo_change(project, request.POST.get("batch", "")[:64], actor=viewer.as_actor())
    return toast(plan_changed(request, applied), _("Taken back."), Tone.INFO)


def visible_project(request: HttpRequest, pk: int) -> Project:
    """Return the project that an address names; `Http404` for one that the person does not see."""
    return get_object_or_404(Project.objects.visible_to(person(request)), pk=pk)
