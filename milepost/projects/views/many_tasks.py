"""Several tasks of a plan changed or deleted by one act, with one preview and one way back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from milepost.identity.public import Right, requires
from milepost.lib.errors import NotFound
from milepost.lib.text import key_of
from milepost.projects.forms.many_tasks import TasksForm
from milepost.projects.queries.chosen_tasks import chosen_tasks
from milepost.projects.queries.steering import refuse_steering
from milepost.projects.records_plan import LinksOfRemoved, TaskRemoval
from milepost.projects.views.plan_answers import answer_edits
from milepost.projects.views.plans import visible_project
from milepost.ui.public import REFUSED, person

CHOSEN_MOST = 500


@require_http_methods(["GET", "HEAD", "POST"])
@requires(Right.WRITE)
def tasks_change(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what becomes of the tasks `id`, and do it: what moves others' work is shown first."""
    project, viewer = visible_project(request, pk), person(request)
    refuse_steering(viewer, project)
    sent = (request.POST if request.method == "POST" else request.GET).getlist("id")[:CHOSEN_MOST]
    keys = [key for key in map(key_of, sent) if key]
    chosen = chosen_tasks(project, viewer, keys)
    if request.method == "POST" and not chosen.tops:
        raise NotFound("unknown-task", _("The plan has no such task."))
    if request.POST.get("act") == "remove":
        links = request.POST.get("links", "")
        kept = LinksOfRemoved(links) if links in set(LinksOfRemoved) else None
        return answer_edits(request, project, [TaskRemoval(task.pk, kept) for task in chosen.tops])
    form = TasksForm(project, viewer, request.POST if request.method == "POST" else None)
    if form.is_valid():
        edits = form.edits(chosen.work)
        if edits:
            return answer_edits(request, project, edits)
        form.add_error(None, _("Nothing of them would be another: choose what is to change."))
    context = {"project": project, "chosen": chosen, "keys": keys, "form": form}
    return render(request, "projects/tasks-change.html", context, status=REFUSED if form.errors else 200)
