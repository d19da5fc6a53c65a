"""Requests of customers and colleagues, and what is said about them."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query

from milepost.accounts.public import Account, Contact
from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    expected_version,
    json_response,
    listed,
    shown,
)
from milepost.feedback.public import (
    Request,
    RequestDoor,
    RequestMessage,
    answer_request,
    change_request,
    decline_request,
    file_request,
    finish_request,
    hear_from_contact,
    join_request,
    let_wait,
    note_on_request,
    reopen_request,
    take_up,
)
from milepost.identity.public import Right, User
from milepost.lib.keyset import order_terms
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body, with_rows
from milepost.rest.fields import Id
from milepost.rest.listing import filtered
from milepost.rest.request_shapes import (
    Joining,
    NewMessage,
    NewRequest,
    Refusal,
    RequestAnswer,
    RequestChange,
    RequestMessageAnswer,
    RequestQuery,
)

router = ApiRouter(tags=["Requests"])


@router.reads("/requests", Page[RequestAnswer])
def list_requests(request: ApiRequest, query: Query[RequestQuery]) -> HttpResponse:
    """List requests, without `sort` the newest first."""
    return filtered(request, RequestAnswer, "requests", query, query.narrowing(state=query.state))


@router.reads("/requests/{request_id}", RequestAnswer, errors=(304, 404))
def get_request(request: ApiRequest, request_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a request."""
    return shown(request, RequestAnswer, _request(request, request_id), query)


@router.creates("/requests", RequestAnswer, right=Right.WRITE)
def make_request(request: ApiRequest, body: NewRequest) -> HttpResponse:
    """Take a request in; its owner is told."""
    caller, given = request.caller.user, body.given()
    key = given.pop("account_id", None)
    account = None if key is None else named_in_body(Account.objects.visible_to(caller).active(), "account_id", key)
    more = {name: given.pop(name) for name in ("received_at", "source_key") if name in given}
    with in_words_of_the_body():
        made = file_request(
            _named(request, given),
            actor=caller.as_actor(),
            account=account,
            filed_by=caller,
            door=RequestDoor.API,
            **more,
        )
    # One that was there may be somebody else's: it is shown to those alone who see it.
    return created(_shown(request, made), f"{request.path}/{made.pk}", made)


@router.changes("/requests/{request_id}", RequestAnswer, right=Right.WRITE)
def update_request(request: ApiRequest, request_id: Id, body: RequestChange) -> HttpResponse:
    """Change what is said of a request."""
    asked = _request(request, request_id)
    version = expected_version(request, asked, RequestAnswer.show(asked))
    with in_words_of_the_body():
        stored = change_request(
            asked, _named(request, body.given()), actor=request.caller.user.as_actor(), expected_version=version
        )
    return changed(_shown(request, stored), stored)


@router.acts("/requests/{request_id}/take", RequestAnswer, right=Right.WRITE, errors=(404, 409))
def take_request(request: ApiRequest, request_id: Id) -> HttpResponse:
    """Say that one works on it."""
    caller = request.caller.user
    return _stepped(request, take_up(_request(request, request_id), actor=caller.as_actor(), owner=caller))


@router.acts("/requests/{request_id}/wait", RequestAnswer, right=Right.WRITE, errors=(404, 409))
def let_request_wait(request: ApiRequest, request_id: Id) -> HttpResponse:
    """Say that those who asked have to say or do something first."""
    return _stepped(request, let_wait(_request(request, request_id), actor=request.caller.user.as_actor()))


@router.acts("/requests/{request_id}/finish", RequestAnswer, right=Right.WRITE, errors=(404, 409))
def finish_one_request(request: ApiRequest, request_id: Id) -> HttpResponse:
    """Say that it is done."""
    return _stepped(request, finish_request(_request(request, request_id), actor=request.caller.user.as_actor()))


@router.acts("/requests/{request_id}/reopen", RequestAnswer, right=Right.WRITE, errors=(404, 409))
def reopen_one_request(request: ApiRequest, request_id: Id) -> HttpResponse:
    """Open a closed request again."""
    return _stepped(request, reopen_request(_request(request, request_id), actor=request.caller.user.as_actor()))


@router.acts("/requests/{request_id}/decline", RequestAnswer, takes_body=True, right=Right.WRITE, errors=(404, 409))
def decline_one_request(request: ApiRequest, request_id: Id, body: Refusal) -> HttpResponse:
    """Say no, and why."""
    asked = _request(request, request_id)
    return _stepped(request, decline_request(asked, body.reason, actor=request.caller.user.as_actor()))


@router.acts("/requests/{request_id}/join", RequestAnswer, takes_body=True, right=Right.WRITE, errors=(404, 409))
def join_one_request(request: ApiRequest, request_id: Id, body: Joining) -> HttpResponse:
    """Join a request with another that asks for the same."""
    caller, asked = request.caller.user, _request(request, request_id)
    other = named_in_body(Request.objects.visible_to(caller), "other_id", body.other_id)
    with in_words_of_the_body(other="other_id"):
        joined = join_request(asked, other, actor=caller.as_actor())
    return _stepped(request, joined)


@router.reads("/requests/{request_id}/messages", Page[RequestMessageAnswer], errors=(404,))
def list_request_messages(request: ApiRequest, request_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List what was said about a request, the oldest first."""
    rows = RequestMessage.objects.filter(request=_request(request, request_id))
    return listed(request, RequestMessageAnswer, rows, query, order=order_terms(["at", "id"]))


@router.creates("/requests/{request_id}/messages", RequestMessageAnswer, right=Right.WRITE, errors=(404,))
def make_request_message(request: ApiRequest, request_id: Id, body: NewMessage) -> HttpResponse:
    """Answer those who asked, note something among us, or write down what a contact said."""
    caller, asked = request.caller.user, _request(request, request_id)
    actor = caller.as_actor()
    if body.contact_id is not None:
        contact = named_in_body(Contact.objects.visible_to(caller), "contact_id", body.contact_id)
        with in_words_of_the_body():
            message = hear_from_contact(asked, body.text, by=contact, actor=actor)
    elif body.is_internal:
        message = note_on_request(asked, body.text, by=caller, actor=actor)
    else:
        message = answer_request(asked, body.text, by=caller, actor=actor, is_end=body.is_end)
    return created(RequestMessageAnswer.show(message), f"{request.path}/{message.pk}", message)


def _request(request: ApiRequest, key: int) -> Request:
    rows = RequestAnswer.prepare(Request.objects.visible_to(request.caller.user)).select_related("account")
    found: Request = get_object_or_404(rows, pk=key)
    return found


def _shown(request: ApiRequest, asked: Request) -> dict[str, Any]:
    return RequestAnswer.show(_request(request, asked.pk))


def _stepped(request: ApiRequest, asked: Request) -> HttpResponse:
    return json_response(_shown(request, asked))


def _named(request: ApiRequest, given: dict[str, Any]) -> dict[str, Any]:
    """Return what was sent with the people that it names."""
    caller = request.caller.user
    return with_rows(given, {"contact": Contact.objects.visible_to(caller), "owner": User.objects.visible_to(caller)})
