"""Webhooks: where messages go, and the log of what was sent."""

import datetime as dt
from typing import Annotated, Any

from django.db.models import Prefetch, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import BaseModel, Field, StringConstraints

from milepost.apikit.public import (
    Answer,
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    expected_version,
    json_response,
    listed,
    nothing,
    shown,
)
from milepost.identity.public import Right, Scope
from milepost.integrations.public import (
    WEBHOOK_KINDS,
    MessageState,
    Webhook,
    WebhookAttempt,
    WebhookMessage,
    add_webhook,
    change_webhook,
    delete_webhook,
    roll_secret,
    send_again,
    send_test,
)
from milepost.lib.keyset import order_terms
from milepost.rest.fields import Flag, Id, ShortName, left_out

router = ApiRouter(tags=["Webhooks"])
_RIGHT = Right.MANAGE_WEBHOOKS

Address = Annotated[str, StringConstraints(min_length=1, max_length=1000), Field(examples=["https://crm.example/hook"])]
KindKey = Annotated[str, Field(json_schema_extra={"enum": list(WEBHOOK_KINDS)})]
Kinds = Annotated[list[KindKey], Field(min_length=1, max_length=len(WEBHOOK_KINDS))]


class NewWebhook(Input):
    """An address to send messages of some kinds to."""

    name: ShortName
    url: Address
    kinds: Kinds


class WebhookChange(Input):
    """What to change of a webhook."""

    name: ShortName = left_out()
    url: Address = left_out()
    kinds: Kinds = left_out()
    is_active: Flag = left_out()


class WebhookAnswer(Answer):
    """A webhook. It sends what its owner may see."""

    id: int
    name: str
    url: str
    kinds: list[str]
    is_active: bool
    fault: str = Field(description="Why it was switched off by itself; empty when it was not.")
    failing_since: dt.datetime | None
    delivered_at: dt.datetime | None = Field(description="When something was delivered last.")
    owner_id: int
    version: int


class NewWebhookAnswer(WebhookAnswer):
    """A webhook with its secret, which is in this answer and nowhere else."""

    secret: str


class KindAnswer(BaseModel):
    """A kind of messages."""

    key: str
    label: str


class KindsAnswer(BaseModel):
    """All kinds of messages."""

    items: list[KindAnswer]


class AttemptAnswer(Answer):
    """One try. `status` is null when no answer came; `error` says why."""

    at: dt.datetime
    status: int | None
    milliseconds: int
    error: str
    answer: str = Field(description="The beginning of what came back.")
    headers: dict[str, str] = Field(description="What was sent before the body.")


class MessageAnswer(Answer):
    """One message on its way to one webhook."""

    id: int
    message_id: str = Field(description="Its `webhook-id`, the same at every try.")
    kind: str
    happened_at: dt.datetime
    state: MessageState
    attempts_made: int
    due_at: dt.datetime = Field(description="When it is tried next, while it waits.")
    body: str = Field(description="What was sent; empty before the first try.")
    attempts: list[AttemptAnswer] | None = Field(None, description="Only with `expand=attempts`, the newest first.")

    EXPANSIONS = {
        "attempts": lambda _reader: Prefetch("attempts", WebhookAttempt.objects.order_by("-id"), to_attr="shown")
    }

    @staticmethod
    def resolve_attempts(message: Any) -> list[dict[str, Any]]:
        return [AttemptAnswer.show(attempt) for attempt in message.shown]


@router.reads("/webhook-kinds", KindsAnswer, scope=Scope.ADMIN, right=_RIGHT)
def list_webhook_kinds(request: ApiRequest) -> HttpResponse:
    """List the kinds of messages that a webhook can ask for."""
    kinds = [{"key": kind.key, "label": str(kind.label)} for kind in WEBHOOK_KINDS.values()]
    return json_response({"items": kinds})


@router.reads("/webhooks", Page[WebhookAnswer], scope=Scope.ADMIN, right=_RIGHT)
def list_webhooks(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List your webhooks; those who manage people see everyone's."""
    return listed(request, WebhookAnswer, _visible(request), query, order=order_terms(["id"]))


@router.reads("/webhooks/{webhook_id}", WebhookAnswer, scope=Scope.ADMIN, right=_RIGHT, errors=(304, 404))
def get_webhook(request: ApiRequest, webhook_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a webhook."""
    return shown(request, WebhookAnswer, _webhook(request, webhook_id), query)


@router.creates("/webhooks", NewWebhookAnswer, scope=Scope.ADMIN, right=_RIGHT, keeps_answer=False)
def create_webhook(request: ApiRequest, body: NewWebhook) -> HttpResponse:
    """Make a webhook. Its secret is in this answer and nowhere else."""
    me = request.caller.user
    webhook, secret = add_webhook(me, body.name, body.url, body.kinds, actor=me.as_actor())
    return created({**WebhookAnswer.show(webhook), "secret": secret}, f"{request.path}/{webhook.pk}", webhook)


@router.changes("/webhooks/{webhook_id}", WebhookAnswer, scope=Scope.ADMIN, right=_RIGHT)
def update_webhook(request: ApiRequest, webhook_id: Id, body: WebhookChange) -> HttpResponse:
    """Change a webhook, or switch it on and off."""
    webhook = _webhook(request, webhook_id)
    version = expected_version(request, webhook, WebhookAnswer.show(webhook))
    change_webhook(webhook, body.given(), actor=request.caller.user.as_actor(), expected_version=version)
    return changed(WebhookAnswer.show(webhook), webhook)


@router.deletes("/webhooks/{webhook_id}", scope=Scope.ADMIN, right=_RIGHT)
def remove_webhook(request: ApiRequest, webhook_id: Id) -> HttpResponse:
    """Delete a webhook with its log."""
    webhook = _webhook(request, webhook_id)
    version = expected_version(request, webhook, WebhookAnswer.show(webhook))
    delete_webhook(webhook, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


@router.acts(
    "/webhooks/{webhook_id}/secret",
    NewWebhookAnswer,
    scope=Scope.ADMIN,
    right=_RIGHT,
    keeps_answer=False,
    errors=(404,),
)
def renew_webhook_secret(request: ApiRequest, webhook_id: Id) -> HttpResponse:
    """Give a webhook a new secret; the old one signs nothing any more."""
    webhook = _webhook(request, webhook_id)
    secret = roll_secret(webhook, actor=request.caller.user.as_actor())
    return changed({**WebhookAnswer.show(webhook), "secret": secret}, webhook)


@router.acts("/webhooks/{webhook_id}/test", MessageAnswer, scope=Scope.ADMIN, right=_RIGHT, errors=(404,))
def test_webhook(request: ApiRequest, webhook_id: Id) -> HttpResponse:
    """Send a message that tells of nothing. 409 when the webhook is switched off."""
    message = send_test(_webhook(request, webhook_id), actor=request.caller.user.as_actor())
    return changed(MessageAnswer.show(message))


@router.reads("/webhooks/{webhook_id}/messages", Page[MessageAnswer], scope=Scope.ADMIN, right=_RIGHT, errors=(404,))
def list_webhook_messages(request: ApiRequest, webhook_id: Id, query: Query[PageQuery]) -> HttpResponse:
    """List what a webhook sent in the last 30 days, the newest first."""
    rows = _webhook(request, webhook_id).messages.all()
    return listed(request, MessageAnswer, rows, query, order=order_terms(["-id"]))


@router.reads("/webhook-messages/{message_pk}", MessageAnswer, scope=Scope.ADMIN, right=_RIGHT, errors=(404,))
def get_webhook_message(request: ApiRequest, message_pk: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a message."""
    return shown(request, MessageAnswer, _message(request, message_pk), query)


@router.acts("/webhook-messages/{message_pk}/again", MessageAnswer, scope=Scope.ADMIN, right=_RIGHT, errors=(404,))
def send_webhook_message_again(request: ApiRequest, message_pk: Id) -> HttpResponse:
    """Send a message again, under the same id. 409 when the webhook is switched off, or it is being sent."""
    message = send_again(_message(request, message_pk), actor=request.caller.user.as_actor())
    return changed(MessageAnswer.show(message))


def _visible(request: ApiRequest) -> QuerySet[Webhook]:
    rows: QuerySet[Webhook] = Webhook.objects.visible_to(request.caller.user)
    return rows


def _webhook(request: ApiRequest, webhook_id: int) -> Webhook:
    return get_object_or_404(_visible(request).select_related("owner"), pk=webhook_id)


def _message(request: ApiRequest, message_pk: int) -> WebhookMessage:
    rows = WebhookMessage.objects.visible_to(request.caller.user).select_related("webhook__owner")
    return get_object_or_404(rows, pk=message_pk)
