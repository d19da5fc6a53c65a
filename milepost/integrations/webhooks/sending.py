"""The way of a message: kept when its event happens, claimed, signed, sent, tried again, given up.

1. The outbox hands an event to `keep_messages`, which writes one message for each webhook that wants it.
2. `send_waiting` claims messages of one webhook one by one, commits the claim, sends, and writes the try with what
   follows from it. A process that dies in between leaves a claim that ends by itself after a minute; the message then
   goes out again under the same `webhook-id`: at least once.
3. `wake_webhooks` looks every minute for what is due, so that no lost job loses a message.
"""

import datetime as dt
import random
import time
from typing import Any

import msgspec
from django.conf import settings
from django.db import transaction
from django.tasks import task
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.audit.public import update_record
from milepost.identity.public import Right, notify
from milepost.integrations.webhooks.kinds import KINDS, payload_of
from milepost.integrations.webhooks.models import MessageState, Webhook, WebhookAttempt, WebhookMessage
from milepost.integrations.webhooks.signing import signed_headers
from milepost.jobs.public import delivered_event, paced_batches, retrying
from milepost.lib.actor import SYSTEM
from milepost.lib.outward import OutwardAnswer, OutwardError, send_outward

# The pauses after each failed try; after the last one the message is given up, 3 days after it was due.
PAUSES = tuple(dt.timedelta(minutes=m) for m in (0.1, 5, 30, 120, 300, 600, 840, 1200, 1440))
GIVE_UP_WEBHOOK_AFTER = dt.timedelta(days=5)
KEPT_DAYS = 30
SECONDS = 15
_CLAIM = dt.timedelta(seconds=60)
_SLICE_SECONDS = 20
_FAILURES_IN_A_ROW = 3
_KEPT_ANSWER = 4_000
_GONE = 410
_SUCCESS = range(200, 300)


def is_wanted(kind: str) -> bool:
    """Say whether any active webhook wants messages of this kind. One query."""
    return any(kind in kinds for kinds in Webhook.objects.filter(is_active=True).values_list("kinds", flat=True))


def keep_messages(kind: str, event: Any) -> None:
    """Keep a message for each webhook that wants `kind`; in the transaction that marks the event as delivered.

    What changed twice before the first message left is told once, as a message says how things are when it leaves.
    """
    emitted, subject = delivered_event(), msgspec.to_builtins(event)
    about = KINDS[kind].about_of(subject)
    for webhook in Webhook.objects.filter(is_active=True):
        if kind in webhook.kinds and not _is_told_already(webhook, kind, about):
            keep_message(webhook, kind, subject, about=about, event_id=emitted.event_id, happened_at=emitted.at)


def keep_message(
    webhook: Webhook, kind: str, subject: dict[str, Any], *, about: str = "", **fields: Any
) -> WebhookMessage:
    """Keep one message and see to it that it leaves."""
    fields.setdefault("happened_at", timezone.now())
    message = WebhookMessage.objects.create(webhook=webhook, kind=kind, subject=subject, about=about, **fields)
    others = WebhookMessage.objects.due().filter(webhook=webhook).exclude(pk=message.pk)
    if not others.exists():  # whoever sends those sends this one too
        send_waiting.enqueue(webhook.pk)
    return message


def _is_told_already(webhook: Webhook, kind: str, about: str) -> bool:
    noun, _dot, verb = kind.partition(".")
    if verb != "changed":
        return False
    unsent = WebhookMessage.objects.due().filter(webhook=webhook, about=about, attempts_made=0, body="")
    return unsent.filter(kind__in=[kind, f"{noun}.created"]).exists()


@task
@retrying(max_attempts=5, backoff_seconds=30)
def send_waiting(webhook_id: int) -> int:
    """Send what waits for one webhook, the oldest first; return how many tries there were.

    Stops after 20 seconds, and leaves the rest to another job so that other work gets its turn; after three failures in
    a row the webhook rests.
    """
    began, failures, count = time.monotonic(), 0, 0
    while time.monotonic() - began < _SLICE_SECONDS:
        message = _claim(webhook_id)
        if message is None:
            return count
        count += 1
        failures = 0 if _send(message) else failures + 1
        if failures == _FAILURES_IN_A_ROW:
            _rest(message.webhook)
            return count
    send_waiting.enqueue(webhook_id)
    return count


@task
@retrying(max_attempts=1)
def wake_webhooks() -> int:
    """Let what is due be sent, and return to how many webhooks; one that is being served is left alone."""
    now = timezone.now()
    busy = WebhookMessage.objects.filter(state=MessageState.WAITING, claimed_until__gt=now).values("webhook")
    due = WebhookMessage.objects.due().values("webhook")
    keys = Webhook.objects.ready().filter(pk__in=due).exclude(pk__in=busy).values_list("pk", flat=True)
    for key in keys:
        send_waiting.enqueue(key)
    return len(keys)


@task
@retrying(max_attempts=3, backoff_seconds=60)
def tidy_messages() -> int:
    """Delete messages after 30 days, with their tries."""
    old = WebhookMessage.objects.filter(happened_at__lt=timezone.now() - dt.timedelta(days=KEPT_DAYS))
    keys = list(old.values_list("pk", flat=True))
    for batch in paced_batches(keys):
        WebhookMessage.objects.filter(pk__in=batch).delete()
    return len(keys)


def forget_contact(event: Any) -> None:
    """Empty what messages said of somebody who was erased."""
    rows = WebhookMessage.objects.filter(about=f"contact:{event.contact_id}")
    WebhookAttempt.objects.filter(message__in=rows).update(answer="")
    rows.update(body="")


def _claim(webhook_id: int) -> WebhookMessage | None:
    """Take the oldest message that is due, for a minute."""
    with transaction.atomic():
        webhook = Webhook.objects.ready().select_related("owner").filter(pk=webhook_id).first()
        if webhook is None:
            return None
        due = WebhookMessage.objects.due().filter(webhook=webhook_id).order_by("id")
        message = due.select_for_update(skip_locked=True).first()
        if message is None:
            return None
        message.webhook, message.claimed_until = webhook, timezone.now() + _CLAIM
        message.save(update_fields=["claimed_until"])
    return message


def _send(message: WebhookMessage) -> bool:
    """Send one claimed message and write what came of it; False when the other side failed."""
    if not _write_body(message):
        _end(message, MessageState.WITHHELD)
        return True
    at, began = timezone.now(), time.monotonic()
    body = message.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Milepost",
        **signed_headers(message.webhook.secret, message.message_id, int(at.timestamp()), body),
    }
    answer, error = _answer(message.webhook.url, headers, body)
    attempt = WebhookAttempt(
        message=message,
        at=at,
        headers=headers,
        milliseconds=int((time.monotonic() - began) * 1000),
        status=answer.status if answer else None,
        error=error,
        answer=_as_text(answer.body) if answer else "",
    )
    with transaction.atomic():
        attempt.save(force_insert=True)
        return _follow(message, attempt)


def _write_body(message: WebhookMessage) -> bool:
    """Write the message with what its owner may see now; False when that is nothing, also of one written before."""
    owner = message.webhook.owner
    if not owner.is_active or not owner.may(Right.MANAGE_WEBHOOKS):
        return False
    payload = payload_of(message.kind, message.happened_at, message.subject, owner)
    if payload is None:
        return False
    if not message.body:
        message.body = msgspec.json.encode(payload, enc_hook=str).decode()
        WebhookMessage.objects.filter(pk=message.pk).update(body=message.body)
    return True


def _answer(url: str, headers: dict[str, str], body: bytes) -> tuple[OutwardAnswer | None, str]:
    try:
        networks = settings.PRIVATE_NETWORKS
        answer = send_outward("POST", url, headers=headers, body=body, seconds=SECONDS, allowed=networks)
    except OutwardError as error:
        return None, f"{error.code}: {error}"[:300]
    return answer, ""


def _follow(message: WebhookMessage, attempt: WebhookAttempt) -> bool:
    """Write what follows from a try."""
    webhook = Webhook.objects.select_for_update(of=("self",)).select_related("owner").get(pk=message.webhook_id)
    now = timezone.now()
    if attempt.succeeded:
        _end(message, MessageState.DELIVERED)
        changes: dict[str, Any] = {"failing_since": None, "paused_until": None, "delivered_at": now}
        update_record(webhook, changes, actor=SYSTEM)
        return True
    made = message.attempts_made + 1
    pause = PAUSES[made - 1] * random.uniform(1, 1.2) if made <= len(PAUSES) else None  # noqa: S311 # not a secret
    _end(message, MessageState.FAILED if pause is None else MessageState.WAITING, now + (pause or PAUSES[0]))
    since = webhook.failing_since or now
    update_record(webhook, {"failing_since": since}, actor=SYSTEM)
    if attempt.status == _GONE:
        _switch_off(webhook, _("it answered 410: nobody listens there any more"))
    elif now - since >= GIVE_UP_WEBHOOK_AFTER:
        words = _("nothing could be delivered for %(days)s days") % {"days": GIVE_UP_WEBHOOK_AFTER.days}
        _switch_off(webhook, words)
    elif pause is not None and pause < _CLAIM:
        send_waiting.using(run_after=now + pause).enqueue(webhook.pk)
    return False


def _end(message: WebhookMessage, state: str, due_at: dt.datetime | None = None) -> None:
    message.state, message.claimed_until = state, None
    message.attempts_made += state != MessageState.WITHHELD
    message.due_at = due_at or message.due_at
    message.save(update_fields=["state", "claimed_until", "attempts_made", "due_at"])


def _rest(webhook: Webhook) -> None:
    """Send nothing for a while: longer, the longer it has failed, an hour at most."""
    webhook.refresh_from_db(fields=["failing_since"])
    failing = timezone.now() - (webhook.failing_since or timezone.now())
    pause = min(max(failing / 4, dt.timedelta(minutes=1)), dt.timedelta(hours=1))
    update_record(webhook, {"paused_until": timezone.now() + pause}, actor=SYSTEM)


def _switch_off(webhook: Webhook, why: str) -> None:
    """Switch a webhook off and tell its owner, in their language."""
    owner = webhook.owner
    with override(owner.language):
        update_record(webhook, {"is_active": False, "fault": why[:300]}, actor=SYSTEM)
        words = _("The webhook “%(name)s” was switched off: %(why)s.") % {"name": webhook.name, "why": why}
        notify(owner, "webhook-off", words, reverse("integrations:webhook-detail", args=[webhook.pk]))


def _as_text(body: bytes) -> str:
    """Return what the log keeps of an answer: its beginning, without what a database refuses."""
    return body[:_KEPT_ANSWER].decode("utf-8", "replace").replace("\x00", "")
