"""The checklist of a task, and what is said about it."""

from typing import Annotated

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    expected_version,
    listed,
    nothing,
    shown,
)
from milepost.identity.public import Right
from milepost.lib.keyset import order_terms
from milepost.projects.public import (
    ChecklistItem,
    TaskComment,
    Visibility,
    add_comment,
    add_step,
    change_comment,
    change_step,
    delete_comment,
    move_step,
    remove_step,
)
from milepost.rest.fields import Flag, Id, left_out
from milepost.rest.projects.finding import task_of
from milepost.rest.projects.task_part_shapes import CommentAnswer, StepAnswer

router = ApiRouter(tags=["Around tasks"])
StepText = Annotated[str, StringConstraints(min_length=1, max_length=300)]
CommentText = Annotated[
    str,
    StringConstraints(min_length=1, max_length=20_000),
    Field(description="Markdown; `@[name](12)` mentions the colleague with that number."),
]
Place = Annotated[int, Field(ge=0, le=1000, strict=True)]


class NewStep(Input):
    """A step to add as the last."""

    text: StepText


class StepChange(Input):
    """What to change of a step. `place` counts from 0."""

    text: StepText = left_out()
    is_done: Flag = left_out()
    place: Place = left_out()


class CommentFields(Input):
    """What is said."""

    text: CommentText


class NewComment(CommentFields):
    """What is said, and who reads it."""

    visibility: Visibility = Field(
        default=Visibility.INTERNAL, description="Only we, unless the task is shown to the customer and this says so."
    )


@router.reads("/tasks/{task_id}/steps", Page[StepAnswer], errors=(404,))
def list_steps(request: ApiRequest, task_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List the checklist of a task, in its order."""
    rows = ChecklistItem.objects.filter(task=task_of(request, task_id))
    return listed(request, StepAnswer, rows, query, order=order_terms(["position", "id"]))


@router.creates("/tasks/{task_id}/steps", StepAnswer, right=Right.WRITE, errors=(404,))
def make_step(request: ApiRequest, task_id: Id, body: NewStep) -> HttpResponse:
    """Add a step to the checklist of a task."""
    step = add_step(task_of(request, task_id), body.text, actor=request.caller.user.as_actor())
    return created(StepAnswer.show(step), f"{request.path}/{step.pk}", step)


@router.reads("/tasks/{task_id}/steps/{step_id}", StepAnswer, errors=(304, 404))
def get_step(request: ApiRequest, task_id: Id, step_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a step."""
    return shown(request, StepAnswer, _step(request, task_id, step_id), query)


@router.changes("/tasks/{task_id}/steps/{step_id}", StepAnswer, right=Right.WRITE)
def update_step(request: ApiRequest, task_id: Id, step_id: Id, body: StepChange) -> HttpResponse:
    """Tick a step, give it other words or another place."""
    step, actor, given = _step(request, task_id, step_id), request.caller.user.as_actor(), body.given()
    version = expected_version(request, step, StepAnswer.show(step))
    place = given.pop("place", None)
    change_step(step, **given, actor=actor, expected_version=version)
    if place is not None:
        move_step(step, place, actor=actor)
    stored = _step(request, task_id, step_id)
    return changed(StepAnswer.show(stored), stored)


@router.deletes("/tasks/{task_id}/steps/{step_id}", right=Right.WRITE)
def drop_step(request: ApiRequest, task_id: Id, step_id: Id) -> HttpResponse:
    """Remove a step."""
    step = _step(request, task_id, step_id)
    expected_version(request, step, StepAnswer.show(step))
    remove_step(step, actor=request.caller.user.as_actor())
    return nothing()


@router.reads("/tasks/{task_id}/comments", Page[CommentAnswer], errors=(404,))
def list_comments(request: ApiRequest, task_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List what was said about a task, the latest first. Only colleagues who see the task read all of it."""
    rows = TaskComment.objects.filter(task=task_of(request, task_id)).select_related("author", "contact")
    return listed(request, CommentAnswer, rows, query, order=order_terms(["-id"]))


@router.creates("/tasks/{task_id}/comments", CommentAnswer, right=Right.WRITE, errors=(404,))
def make_comment(request: ApiRequest, task_id: Id, body: NewComment) -> HttpResponse:
    """Say something about a task; who is mentioned or watches it is told."""
    me = request.caller.user
    comment = add_comment(
        task_of(request, task_id), body.text, author=me, actor=me.as_actor(), visibility=body.visibility
    )
    return created(CommentAnswer.show(comment), f"{request.path}/{comment.pk}", comment)


@router.reads("/tasks/{task_id}/comments/{comment_id}", CommentAnswer, errors=(304, 404))
def get_comment(request: ApiRequest, task_id: Id, comment_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a comment."""
    return shown(request, CommentAnswer, _comment(request, task_id, comment_id), query)


@router.changes("/tasks/{task_id}/comments/{comment_id}", CommentAnswer, right=Right.WRITE)
def update_comment(request: ApiRequest, task_id: Id, comment_id: Id, body: CommentFields) -> HttpResponse:
    """Say a comment of your own otherwise."""
    comment, me = _comment(request, task_id, comment_id), request.caller.user
    version = expected_version(request, comment, CommentAnswer.show(comment))
    stored = change_comment(comment, body.text, author=me, actor=me.as_actor(), expected_version=version)
    return changed(CommentAnswer.show(stored), stored)


@router.deletes("/tasks/{task_id}/comments/{comment_id}", right=Right.WRITE)
def drop_comment(request: ApiRequest, task_id: Id, comment_id: Id) -> HttpResponse:
    """Take back a comment of your own."""
    comment, me = _comment(request, task_id, comment_id), request.caller.user
    expected_version(request, comment, CommentAnswer.show(comment))
    delete_comment(comment, author=me, actor=me.as_actor())
    return nothing()


def _step(request: ApiRequest, task_id: int, key: int) -> ChecklistItem:
    return get_object_or_404(ChecklistItem, task=task_of(request, task_id), pk=key)


def _comment(request: ApiRequest, task_id: int, key: int) -> TaskComment:
    rows = TaskComment.objects.select_related("author", "contact", "task")
    return get_object_or_404(rows, task=task_of(request, task_id), pk=key)
