"""What people do with webhooks: made, changed, tried, given a new secret, deleted; messages sent again."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, User, demand
from milepost.integrations.addresses import clean_address
from milepost.integrations.webhooks.kinds import KINDS, TEST
from milepost.integrations.webhooks.models import MessageState, Webhook, WebhookMessage
from milepost.integrations.webhooks.sending import keep_message, send_waiting
from milepost.integrations.webhooks.signing import new_secret
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid

MOST = 50
_LONGEST_NAME = 80


def add_webhook(owner: User, name: str, url: str, kinds: Iterable[str], *, actor: Actor) -> tuple[Webhook, str]:
    """Make a webhook; return it with its secret, which is shown this once."""
    demand(actor, Right.MANAGE_WEBHOOKS)
    values = _checked({"name": name, "url": url, "kinds": kinds})
    if Webhook.objects.filter(owner=owner).count() >= MOST:
        raise Conflict("too-many", _("You have %(most)s webhooks, which is the most.") % {"most": MOST})
    secret = new_secret()
    return create_record(Webhook(owner=owner, secret=secret, **values), actor=actor), secret


def change_webhook(
    webhook: Webhook, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> Webhook:
    """Change name, address, kinds, or switch it on and off (`is_active`). Switched on, it begins with what waits."""
    demand(actor, Right.MANAGE_WEBHOOKS)
    if unknown := set(changes) - {"name", "url", "kinds", "is_active"}:
        raise Invalid("unknown-field", _("There is no such field: %(names)s.") % {"names": ", ".join(sorted(unknown))})
    values = _checked(changes)
    with transaction.atomic():
        begins = bool(values.get("is_active")) and not webhook.is_active
        if begins:
            values |= {"fault": "", "failing_since": None, "paused_until": None}
        elif "url" in values and values["url"] != webhook.url:
            values |= {"failing_since": None, "paused_until": None}
        update_record(webhook, values, actor=actor, expected_version=expected_version)
        if webhook.is_active and webhook.paused_until is None:
            send_waiting.enqueue(webhook.pk)
    return webhook


def roll_secret(webhook: Webhook, *, actor: Actor) -> str:
    """Give a webhook a new secret and return it; the old one signs nothing any more."""
    demand(actor, Right.MANAGE_WEBHOOKS)
    secret = new_secret()
    update_record(webhook, {"secret": secret}, actor=actor)
    return secret


def delete_webhook(webhook: Webhook, *, actor: Actor, expected_version: int | None = None) -> None:
    """Delete a webhook with its log."""
    demand(actor, Right.MANAGE_WEBHOOKS)
    delete_record(webhook, actor=actor, expected_version=expected_version)


def send_test(webhook: Webhook, *, actor: Actor) -> WebhookMessage:
    """Send a message that tells of nothing."""
    demand(actor, Right.MANAGE_WEBHOOKS)
    _demand_active(webhook)
    with transaction.atomic():
        return keep_message(webhook, TEST, {})


def send_again(message: WebhookMessage, *, actor: Actor) -> WebhookMessage:
    """Send a message again now, under the id that it has; one that was given up gets all its tries anew."""
    demand(actor, Right.MANAGE_WEBHOOKS)
    _demand_active(message.webhook)
    with transaction.atomic():
        stored = WebhookMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
        now = timezone.now()
        if stored.claimed_until is not None and stored.claimed_until > now:
            raise Conflict("in-flight", _("It is being sent at this moment."))
        stored.state, stored.attempts_made, stored.due_at = MessageState.WAITING, 0, now
        stored.save(update_fields=["state", "attempts_made", "due_at"])
        update_record(message.webhook, {"paused_until": None}, actor=actor)
        send_waiting.enqueue(stored.webhook_id)
    return stored


def _demand_active(webhook: Webhook) -> None:
    if not webhook.is_active:
        raise Conflict("switched-off", _("“%(name)s” is switched off. Switch it on first.") % {"name": webhook.name})


def _checked(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as they are kept; `Invalid` names all that are wrong."""
    values: dict[str, Any] = dict(given)
    faults: dict[str, str] = {}
    for name, check in (("name", _name), ("url", lambda text: clean_address(text, "url")), ("kinds", _kinds)):
        if name in given:
            try:
                values[name] = check(given[name])
            except Invalid as error:
                faults |= error.fields
    if faults:
        raise Invalid("wrong-value", " ".join(faults.values()), faults)
    return values


def _name(value: str) -> str:
    name = " ".join(str(value or "").split())
    if not 0 < len(name) <= _LONGEST_NAME or "\x00" in name:
        raise _wrong("name", _("Write a name of at most %(most)s characters.") % {"most": _LONGEST_NAME})
    return name


def _kinds(value: Iterable[str]) -> list[str]:
    wanted = set(value)
    if unknown := wanted - set(KINDS):
        raise _wrong("kinds", _("There is no such kind: %(names)s.") % {"names": ", ".join(sorted(unknown))[:200]})
    if not wanted:
        raise _wrong("kinds", _("Choose at least one kind."))
    return [key for key in KINDS if key in wanted]


def _wrong(name: str, words: str) -> Invalid:
    return Invalid("wrong-value", words, {name: words})
