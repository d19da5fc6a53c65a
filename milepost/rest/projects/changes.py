"""Change requests: what is to be otherwise than agreed, what that does, and what was decided."""

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field

from milepost.accounts.public import Contact
from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Page,
    ShowQuery,
    changed,
    created,
    expected_version,
    json_response,
    listed,
    shown,
)
from milepost.identity.public import Right, User
from milepost.lib.keyset import order_terms
from milepost.projects.public import (
    ChangeRequest,
    ChangeState,
    Project,
    ScopeItem,
    approve_inside,
    decide_change,
    draft_change,
    plan_change_edits,
    put_scope_edits,
    renew_effect,
    return_change,
    revise_change,
    send_change,
    submit_change,
    withdraw_change,
    words_of_edits,
)
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body, with_rows
from milepost.rest.fields import Id
from milepost.rest.projects.change_shapes import (
    ChangeAnswer,
    ChangeOfChange,
    Decision,
    EditsOfChange,
    NewChange,
    PlanEditsAnswer,
    Return,
    Submission,
    Withdrawal,
)
from milepost.rest.projects.finding import seen_whole
from milepost.rest.projects.scopes import ScopeQuery

router = ApiRouter(tags=["Change requests"])


class ChangeQuery(ScopeQuery):
    """Change requests."""

    state: ChangeState | None = Field(None, description="Only those that are so far.")


@router.reads("/changes", Page[ChangeAnswer])
def list_changes(request: ApiRequest, query: Query[ChangeQuery]) -> HttpResponse:
    """List change requests, the newest first."""
    rows = ChangeRequest.objects.visible_to(request.caller.user)
    if query.project_id is not None:
        rows = rows.filter(project=query.project_id)
    if query.state is not None:
        rows = rows.filter(state=query.state)
    scope = f"{query.project_id} {query.state}"
    return listed(request, ChangeAnswer, rows, query, order=order_terms(["-id"]), scope=scope)


@router.reads("/changes/{change_id}", ChangeAnswer, errors=(304, 404))
def get_change(request: ApiRequest, change_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a change request with its effect."""
    return shown(request, ChangeAnswer, _change(request, change_id), query)


@router.creates("/changes", ChangeAnswer, right=Right.WRITE, errors=(404,))
def make_change(request: ApiRequest, body: NewChange) -> HttpResponse:
    """Begin a change request as a draft."""
    caller, given = request.caller.user, body.given()
    projects = Project.objects.visible_to(caller).select_related("account")
    project = seen_whole(request, named_in_body(projects, "project_id", given.pop("project_id")))
    values = _people_named(request, given)
    with in_words_of_the_body():
        change = draft_change(project, values, actor=caller.as_actor(), author=caller)
    return created(_shown(request, change), f"{request.path}/{change.pk}", change)


@router.changes("/changes/{change_id}", ChangeAnswer, right=Right.WRITE, errors=(409,))
def update_change(request: ApiRequest, change_id: Id, body: ChangeOfChange) -> HttpResponse:
    """Change what a draft says."""
    change = _change(request, change_id)
    version = expected_version(request, change, ChangeAnswer.show(change))
    values = _people_named(request, body.given())
    with in_words_of_the_body():
        stored = revise_change(change, values, actor=request.caller.user.as_actor(), expected_version=version)
    return changed(_shown(request, stored), stored)


@router.reads("/changes/{change_id}/edits", PlanEditsAnswer, errors=(404,))
def get_change_edits(request: ApiRequest, change_id: Id) -> HttpResponse:
    """Say in words what becomes otherwise in the plan."""
    return json_response({"plan": words_of_edits(_change(request, change_id))})


@router.acts("/changes/{change_id}/edits", ChangeAnswer, takes_body=True, right=Right.WRITE, errors=(404, 409))
def put_change_edits(request: ApiRequest, change_id: Id, body: EditsOfChange) -> HttpResponse:
    """Say what a draft does to the plan and the scope; the answer says what comes of it. The plan stays as it is."""
    change, actor, given = _change(request, change_id), request.caller.user.as_actor(), body.model_fields_set
    with transaction.atomic():
        if "plan" in given:
            plan_change_edits(change, [edit.edit() for edit in body.plan or ()], actor=actor)
        if given & {"scope_add", "scope_out"}:
            items = ScopeItem.objects.filter(project=change.project)
            outs = [named_in_body(items, "scope_out", key) for key in body.scope_out or ()]
            adds = [(line.section, line.text) for line in body.scope_add or ()]
            put_scope_edits(_change(request, change_id), adds, outs, actor=actor)
    return json_response(_shown(request, change))


@router.acts("/changes/{change_id}/renew", ChangeAnswer, right=Right.WRITE, errors=(404, 409))
def renew_change(request: ApiRequest, change_id: Id) -> HttpResponse:
    """Compute the effect anew; what differs from what was approved or sent makes it a draft again."""
    change = renew_effect(_change(request, change_id), actor=request.caller.user.as_actor())
    return json_response(_shown(request, change))


@router.acts("/changes/{change_id}/submit", ChangeAnswer, takes_body=True, right=Right.WRITE, errors=(404, 409))
def submit_one_change(request: ApiRequest, change_id: Id, body: Submission) -> HttpResponse:
    """Ask one of us to approve a draft. 409 `stale-plan` where its effect must be renewed first."""
    caller, change = request.caller.user, _change(request, change_id)
    approver = named_in_body(User.objects.visible_to(caller), "approver_id", body.approver_id)
    with in_words_of_the_body():
        submit_change(change, approver, actor=caller.as_actor())
    return json_response(_shown(request, change))


@router.acts("/changes/{change_id}/approve", ChangeAnswer, right=Right.WRITE, errors=(404, 409))
def approve_change(request: ApiRequest, change_id: Id) -> HttpResponse:
    """Approve a request for us, as the one who was asked."""
    caller = request.caller.user
    change = approve_inside(_change(request, change_id), caller, actor=caller.as_actor())
    return json_response(_shown(request, change))


@router.acts("/changes/{change_id}/return", ChangeAnswer, takes_body=True, right=Right.WRITE, errors=(404, 409))
def return_one_change(request: ApiRequest, change_id: Id, body: Return) -> HttpResponse:
    """Give a request back to be drafted otherwise, as the one who was asked."""
    caller = request.caller.user
    change = return_change(_change(request, change_id), caller, body.reason, actor=caller.as_actor())
    return json_response(_shown(request, change))


@router.acts("/changes/{change_id}/send", ChangeAnswer, right=Right.WRITE, errors=(404, 409))
def send_one_change(request: ApiRequest, change_id: Id) -> HttpResponse:
    """Note that the customer has it."""
    change = send_change(_change(request, change_id), actor=request.caller.user.as_actor())
    return json_response(_shown(request, change))


@router.acts("/changes/{change_id}/decide", ChangeAnswer, takes_body=True, right=Right.WRITE, errors=(404, 409))
def decide_one_change(request: ApiRequest, change_id: Id, body: Decision) -> HttpResponse:
    """Write down what the customer decided. Approval changes the plan, the scope, the baseline and the target."""
    change, given = _change(request, change_id), body.model_dump()
    decider = _decider(request, given.pop("decider_id"))
    with in_words_of_the_body(on="at"):
        decide_change(change, actor=request.caller.user.as_actor(), decider=decider, **given)
    return json_response(_shown(request, change))


@router.acts("/changes/{change_id}/withdraw", ChangeAnswer, takes_body=True, right=Right.WRITE, errors=(404, 409))
def withdraw_one_change(request: ApiRequest, change_id: Id, body: Withdrawal) -> HttpResponse:
    """Take an open request back."""
    change = withdraw_change(_change(request, change_id), actor=request.caller.user.as_actor(), reason=body.reason)
    return json_response(_shown(request, change))


def _change(request: ApiRequest, key: int) -> ChangeRequest:
    rows = ChangeAnswer.prepare(ChangeRequest.objects.visible_to(request.caller.user))
    found: ChangeRequest = get_object_or_404(rows, pk=key)
    return found


def _shown(request: ApiRequest, change: ChangeRequest) -> dict[str, Any]:
    """Return a request as it is stored now, with its project's plan as it is now."""
    return ChangeAnswer.show(_change(request, change.pk))


def _decider(request: ApiRequest, key: int | None) -> Contact | None:
    contacts = Contact.objects.visible_to(request.caller.user)
    return None if key is None else named_in_body(contacts, "decider_id", key)


def _people_named(request: ApiRequest, given: dict[str, Any]) -> dict[str, Any]:
    """Return what was sent with the people that it names."""
    caller = request.caller.user
    return with_rows(given, {"user": User.objects.visible_to(caller), "contact": Contact.objects.visible_to(caller)})
