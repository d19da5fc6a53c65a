"""What holds a task up, and who is told what happens with it."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from milepost.identity.public import Right, requires
from milepost.lib.errors import Conflict, Invalid
from milepost.projects.actions.blocks import block_task, unblock_task
from milepost.projects.actions.comments import unwatch_task, watch_task
from milepost.projects.forms.task_parts import BlockForm
from milepost.projects.models import Task
from milepost.projects.queries.task_parts import block_of, is_watched
from milepost.projects.views.task_folds import opened
from milepost.projects.views.task_parts import answer_part, refuse_part, visible_task
from milepost.ui.public import person, show_refusal, trigger

_PART = "projects/parts/task-block.html"
_WATCH = "projects/parts/task-watch.html"


@require_POST
@requires(Right.WRITE)
def task_block(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what holds a task up; or, with `act` "end", that nothing does any more."""
    task, actor = visible_task(request, pk), person(request).as_actor()
    if request.POST.get("act") == "end":
        unblock_task(task, actor=actor)
        return _answer(request, task, _("It is no longer held up."))
    form = BlockForm(task, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            block_task(task, given["why"], given["side"], actor=actor, who=given["who"], since=form.since_when())
        except (Invalid, Conflict) as error:
            show_refusal(form, error)
        else:
            return _answer(request, task, _("It is held up."))
    return refuse_part(request, task, _PART, {"held_up": block_of(task), "folds": opened("block", form)})


@require_POST
@requires(Right.WRITE)
def task_watch(request: HttpRequest, pk: int) -> HttpResponse:
    """Be told what happens with a task, or no longer."""
    task, viewer = visible_task(request, pk), person(request)
    write = watch_task if request.POST.get("watch") == "yes" else unwatch_task
    write(task, viewer, actor=viewer.as_actor())
    return answer_part(request, task, _WATCH, {"is_watched": is_watched(task, viewer)})


def _answer(request: HttpRequest, task: Task, words: str) -> HttpResponse:
    return trigger(answer_part(request, task, _PART, {"held_up": block_of(task)}, words), "drawer:changed")
