"""Tasks: of projects, of accounts alone, and one's own."""

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import BaseModel, Field

from milepost.accounts.public import Account
from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    FilteredQuery,
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
    LinksOfRemoved,
    PartyEdit,
    TaskEdit,
    TaskHome,
    TaskParty,
    change_task,
    create_task,
    delete_task,
    put_on_task,
    refuse_beyond,
    set_labels,
    take_off_task,
)
from milepost.rest.accounts.finding import named_in_body
from milepost.rest.fields import BodyId, Id, left_out
from milepost.rest.listing import filtered
from milepost.rest.projects.edits import PartyFields, TaskValues, TaskValuesInPlan
from milepost.rest.projects.fields import LabelNames, Title
from milepost.rest.projects.finding import plan_of, task_of, task_to_steer
from milepost.rest.projects.task_shapes import PartyAnswer, TaskAnswer

router = ApiRouter(tags=["Tasks"])


class TaskChange(TaskValuesInPlan):
    """What to change of a task; `labels` are all that it has then."""

    labels: LabelNames = left_out()


class NewTaskInput(TaskValues):
    """A task to make: of a project, of an account alone, or with neither your own."""

    title: Title
    labels: LabelNames = left_out()
    project_id: BodyId | None = None
    account_id: BodyId | None = None
    parent_id: BodyId | None = None
    after_id: BodyId | None = None


class RemovalQuery(BaseModel):
    """What becomes of links."""

    links: LinksOfRemoved | None = Field(None, description="Needed where others depend on it: dropped or bridged.")


@router.reads("/tasks", Page[TaskAnswer])
def list_tasks(request: ApiRequest, query: Query[FilteredQuery]) -> HttpResponse:
    """List tasks of projects, of accounts and one's own, without summaries."""
    return filtered(request, TaskAnswer, "tasks", query)


@router.reads("/tasks/{task_id}", TaskAnswer, errors=(304, 404))
def get_task(request: ApiRequest, task_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a task."""
    return shown(request, TaskAnswer, task_of(request, task_id), query)


@router.creates("/tasks", TaskAnswer, right=Right.WRITE, errors=(404,))
def make_task(request: ApiRequest, body: NewTaskInput) -> HttpResponse:
    """Make a task. In a project its dates, and those of others, follow at once."""
    caller, given = request.caller.user, body.columns()
    homes = {name: given.pop(name, None) for name in ("project_id", "account_id", "parent_id", "after_id")}
    project = plan_of(request, homes["project_id"]) if homes["project_id"] else None
    accounts = Account.objects.visible_to(caller)
    account = named_in_body(accounts, "account_id", homes["account_id"]) if homes["account_id"] else None
    home = TaskHome(project=project, account=account, parent_id=homes["parent_id"], after_id=homes["after_id"])
    labels = given.pop("labels", [])
    with transaction.atomic():
        task = create_task(given, actor=caller.as_actor(), home=home, author=caller)
        if labels:
            set_labels(task, labels, actor=caller.as_actor())
    return created(TaskAnswer.show_to(caller, task), f"{request.path}/{task.pk}", task)


@router.changes("/tasks/{task_id}", TaskAnswer, right=Right.WRITE, errors=(409,))
def update_task(request: ApiRequest, task_id: Id, body: TaskChange) -> HttpResponse:
    """Change a task. What follows for its plan happens at once; `POST /projects/{id}/preview` says it beforehand."""
    task = task_of(request, task_id)
    caller, given = request.caller.user, body.columns()
    version = expected_version(request, task, lambda: TaskAnswer.show_to(caller, task))
    labels = given.pop("labels", None)
    if task.project is not None:
        refuse_beyond(caller, task.project, [TaskEdit(task.pk, given)])
    with transaction.atomic():
        stored = change_task(task, given, actor=caller.as_actor(), expected_version=version)
        if labels is not None:
            set_labels(stored, labels, actor=caller.as_actor())
            stored = task_of(request, task_id)  # its labels let its version rise
    if stored.author_id == task.author_id:
        stored.author = task.author  # it was read with the task
    return changed(TaskAnswer.show_to(caller, stored), stored)


@router.deletes("/tasks/{task_id}", right=Right.WRITE, errors=(409,))
def drop_task(request: ApiRequest, task_id: Id, query: Query[RemovalQuery]) -> HttpResponse:
    """Delete a task with all below it."""
    task = task_to_steer(request, task_id)
    caller = request.caller.user
    version = expected_version(request, task, lambda: TaskAnswer.show_to(caller, task))
    delete_task(task, actor=caller.as_actor(), links=query.links, expected_version=version)
    return nothing()


@router.reads("/tasks/{task_id}/parties", Page[PartyAnswer], errors=(404,))
def list_parties(request: ApiRequest, task_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List who has which part in a task."""
    rows = task_of(request, task_id).parties.select_related("user", "contact")
    return listed(request, PartyAnswer, rows, query, order=order_terms(["id"]))


@router.creates("/tasks/{task_id}/parties", PartyAnswer, right=Right.WRITE, errors=(404,))
def put_party(request: ApiRequest, task_id: Id, body: PartyFields) -> HttpResponse:
    """Give somebody a part in a task. Who does it brings their calendar, so dates may move."""
    task = task_to_steer(request, task_id)
    edit: PartyEdit = body.party_edit(task.pk)
    party = put_on_task(edit, task, actor=request.caller.user.as_actor())
    return created(PartyAnswer.show(party), f"{request.path}/{party.pk}", party)


@router.deletes("/tasks/{task_id}/parties/{party_id}", needs_match=False, right=Right.WRITE)
def drop_party(request: ApiRequest, task_id: Id, party_id: Id) -> HttpResponse:
    """End somebody's part in a task."""
    rows = TaskParty.objects.select_related("task__project")
    party = get_object_or_404(rows, task=task_to_steer(request, task_id), pk=party_id)
    take_off_task(party, actor=request.caller.user.as_actor())
    return nothing()
