"""What gathers around a task: what holds it up, who watches it, its files."""

from typing import Annotated

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Query
from pydantic import StringConstraints

from milepost.apikit.public import (
    MULTIPART,
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    created,
    expected_version,
    json_response,
    listed,
    nothing,
    wrong_value,
)
from milepost.files.public import StoredFile, uploaded_file
from milepost.identity.public import Right, User
from milepost.lib.errors import NotAllowed
from milepost.lib.keyset import order_terms
from milepost.projects.public import (
    Block,
    PartySide,
    TaskWatcher,
    attach_file,
    block_task,
    detach_file,
    owner_of_files,
    unblock_task,
    unwatch_task,
    watch_task,
)
from milepost.rest.fields import BodyId, Id, Instant, Line
from milepost.rest.files import FileAnswer
from milepost.rest.projects.finding import task_of
from milepost.rest.projects.task_part_shapes import BlockAnswer, WatcherAnswer

router = ApiRouter(tags=["Around tasks"])


class NewBlock(Input):
    """What holds a task up; since now, if nothing else is said."""

    why: Annotated[str, StringConstraints(min_length=1, max_length=500)]
    side: PartySide
    who: Line = ""
    since: Instant | None = None


class NewWatcher(Input):
    """Who is to be told what happens with a task; you, if nobody else is named."""

    user_id: BodyId | None = None


@router.reads("/tasks/{task_id}/blocks", Page[BlockAnswer], errors=(404,))
def list_blocks(request: ApiRequest, task_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List what held a task up, the latest first; what does now has no `until`."""
    rows = Block.objects.filter(task=task_of(request, task_id))
    return listed(request, BlockAnswer, rows, query, order=order_terms(["-id"]))


@router.creates("/tasks/{task_id}/blocks", BlockAnswer, right=Right.WRITE, errors=(404, 409))
def make_block(request: ApiRequest, task_id: Id, body: NewBlock) -> HttpResponse:
    """Say that a task is held up. One thing at a time does."""
    task, actor = task_of(request, task_id), request.caller.user.as_actor()
    block = block_task(task, body.why, body.side, actor=actor, who=body.who, since=body.since)
    return created(BlockAnswer.show(block), f"{request.path}/{block.pk}", block)


@router.acts("/tasks/{task_id}/unblock", BlockAnswer, right=Right.WRITE, errors=(404, 409))
def end_block(request: ApiRequest, task_id: Id) -> HttpResponse:
    """Say that nothing holds a task up any more."""
    block = unblock_task(task_of(request, task_id), actor=request.caller.user.as_actor())
    if block is None:
        raise wrong_value("task_id", "not-blocked", _("Nothing holds this task up."))
    return json_response(BlockAnswer.show(block))


@router.reads("/tasks/{task_id}/watchers", Page[WatcherAnswer], errors=(404,))
def list_watchers(request: ApiRequest, task_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List who is told what happens with a task."""
    rows = TaskWatcher.objects.filter(task=task_of(request, task_id)).select_related("user")
    return listed(request, WatcherAnswer, rows, query, order=order_terms(["id"]))


@router.creates("/tasks/{task_id}/watchers", WatcherAnswer, right=Right.WRITE, errors=(404,))
def make_watcher(request: ApiRequest, task_id: Id, body: NewWatcher) -> HttpResponse:
    """Let yourself, or a colleague who sees the task, be told what happens with it."""
    task, me = task_of(request, task_id), request.caller.user
    user = _colleague(me, body.user_id) if body.user_id else me
    watcher = watch_task(task, user, actor=me.as_actor())
    return created(WatcherAnswer.show(watcher), f"{request.path}/{watcher.pk}", watcher)


@router.deletes("/tasks/{task_id}/watchers/{watcher_id}", needs_match=False, right=Right.WRITE)
def drop_watcher(request: ApiRequest, task_id: Id, watcher_id: Id) -> HttpResponse:
    """Be told no more."""
    watcher = get_object_or_404(TaskWatcher, task=task_of(request, task_id), pk=watcher_id)
    if watcher.user_id != request.caller.user.pk:
        raise NotAllowed("not-yours", _("Everybody decides by themselves what they are no longer told."))
    unwatch_task(watcher.task, request.caller.user, actor=request.caller.user.as_actor())
    return nothing()


@router.reads("/tasks/{task_id}/files", Page[FileAnswer], errors=(404,))
def list_task_files(request: ApiRequest, task_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List the files of a task, the newest first. `GET /files/{id}/content` downloads one."""
    rows = StoredFile.objects.of(owner_of_files(task_of(request, task_id)))
    return listed(request, FileAnswer, rows, query, order=order_terms(["-id"]))


@router.creates("/tasks/{task_id}/files", FileAnswer, right=Right.WRITE, media_type=MULTIPART, errors=(404,))
def make_task_file(request: ApiRequest, task_id: Id) -> HttpResponse:
    """Hang a file on a task (`multipart/form-data`, in `file`)."""
    task = task_of(request, task_id)
    stored = attach_file(task, uploaded_file(request), actor=request.caller.user.as_actor())
    return created(FileAnswer.show(stored), f"{request.path}/{stored.pk}", stored)


@router.deletes("/tasks/{task_id}/files/{file_id}", right=Right.WRITE)
def drop_task_file(request: ApiRequest, task_id: Id, file_id: Id) -> HttpResponse:
    """Delete a file of a task."""
    stored = get_object_or_404(StoredFile.objects.of(owner_of_files(task_of(request, task_id))), pk=file_id)
    expected_version(request, stored, FileAnswer.show(stored))
    detach_file(stored, actor=request.caller.user.as_actor())
    return nothing()


def _colleague(me: User, key: int) -> User:
    user: User | None = User.objects.visible_to(me).active().filter(pk=key).first()
    if user is None:
        raise wrong_value("user_id", "no-such-person", _("There is no such person."))
    return user
