import datetime as dt
import json
from unittest import mock

import pytest
import standardwebhooks
from django.utils import timezone

from milepost.accounts.public import (
    Account,
    Contact,
    Stage,
    add_contact,
    archive_account,
    change_account,
    change_contact,
    change_stage,
    close_escalation,
    create_account,
    declare_field,
    erase_contact,
    hold_meeting,
    log_touchpoint,
    merge_accounts,
    open_escalation,
    plan_meeting,
    record_ticket,
    save_segment,
    upsert_accounts,
)
from milepost.identity.public import Notification, Right, User
from milepost.integrations.webhooks import sending
from milepost.integrations.webhooks.actions import add_webhook, change_webhook, send_again, send_test
from milepost.integrations.webhooks.models import MessageState, Webhook, WebhookAttempt, WebhookMessage
from milepost.integrations.webhooks.sending import send_waiting, tidy_messages, wake_webhooks
from milepost.jobs.public import schedules
from milepost.jobs.testing import hurry_retries, run_all_jobs
from milepost.lib.errors import Conflict

WAITING, DELIVERED, FAILED, WITHHELD = (MessageState(one) for one in ("waiting", "delivered", "failed", "withheld"))


def told(receiver):
    return [json.loads(body) for _headers, body in receiver.got]


def kinds_of(receiver):
    return [message["type"] for message in told(receiver)]


def make_due():
    WebhookMessage.objects.update(due_at=timezone.now() - dt.timedelta(seconds=1), claimed_until=None)
    Webhook.objects.update(paused_until=None)


def test_a_message_is_signed_as_the_specification_says(webhook, receiver, northwind):
    run_all_jobs()
    headers, body = receiver.got[0]
    verified = standardwebhooks.Webhook(webhook.secret).verify(body, headers)
    assert verified["type"] == "account.created"
    assert verified["data"]["account"]["name"] == "Northwind"
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(webhook.secret).verify(body + b" ", headers)


def test_the_log_says_what_was_sent_and_what_came_back(webhook, receiver, northwind):
    run_all_jobs()
    [attempt] = WebhookAttempt.objects.all()
    assert (attempt.status, attempt.answer, attempt.error) == (200, "thanks", "")
    assert attempt.headers["webhook-id"] == attempt.message.message_id == receiver.got[0][0]["webhook-id"]
    assert attempt.message.body.encode() == receiver.got[0][1]
    assert attempt.message.state == DELIVERED
    webhook.refresh_from_db()
    assert webhook.delivered_at is not None


def test_every_kind_is_told(webhook, receiver, ada, northwind):
    who, stage = ada.as_actor(), Stage.objects.exclude(is_default=True).first()
    north = {"field": "name", "op": "contains", "value": "North"}

    def stored():
        return Account.objects.get(pk=northwind.pk)

    tomorrow = timezone.now() + dt.timedelta(days=1)
    steps = [
        lambda: change_account(northwind, {"employees": 5}, actor=who),
        lambda: change_stage(northwind, stage, actor=who),
        lambda: add_contact("Mona", actor=who, account=northwind, emails=["m@n.example"]),
        lambda: log_touchpoint(northwind, "call", "Hello", actor=who),
        lambda: hold_meeting(plan_meeting(northwind, "QBR", actor=who, at=tomorrow), actor=who),
        lambda: close_escalation(open_escalation(northwind, "Down", actor=who), actor=who, resolution="Up"),
        lambda: record_ticket(northwind, "desk", "T1", subject="Broken", opened_at=timezone.now(), actor=who),
        lambda: save_segment("North", north, actor=who, owner=ada, is_shared=True),
        schedules["accounts.segments"].task.func,
        lambda: merge_accounts(create_account("Twin", actor=who), stored(), actor=who),
        lambda: change_account(stored(), {"name": "Southwind"}, actor=who),
        schedules["accounts.segments"].task.func,
        lambda: change_contact(Contact.objects.get(), {"title": "CTO"}, actor=who),
        lambda: archive_account(stored(), actor=who),
    ]
    run_all_jobs()
    for step in steps:
        step()
        run_all_jobs()
    assert set(kinds_of(receiver)) == set(webhook.kinds)
    assert not WebhookMessage.objects.exclude(state=DELIVERED).exists()


def test_what_is_told_together_is_told_once(webhook, receiver, ada):
    account = create_account("Northwind", actor=ada.as_actor(), domains=["n.example"], tags=["a", "b"])
    run_all_jobs()
    assert kinds_of(receiver) == ["account.created"]
    change_account(account, {"employees": 5}, actor=ada.as_actor())
    change_account(account, {"employees": 6}, actor=ada.as_actor())
    run_all_jobs()
    assert kinds_of(receiver)[1:] == ["account.changed"]
    assert told(receiver)[-1]["data"]["account"]["employees"] == 6


def test_a_change_of_stage_is_a_change_of_the_account_too(webhook, receiver, ada):
    account = create_account("Northwind", actor=ada.as_actor())
    run_all_jobs()
    change_stage(account, Stage.objects.exclude(pk=account.stage_id).first(), actor=ada.as_actor())
    run_all_jobs()
    assert sorted(kinds_of(receiver)[1:]) == ["account.changed", "account.stage_changed"]


@pytest.mark.slow
def test_many_at_once_are_told_one_by_one(webhook, receiver, ada):
    upsert_accounts("crm", [{"external_id": str(n), "name": f"A {n}"} for n in range(130)], actor=ada.as_actor())
    run_all_jobs()
    created = [one["data"]["account"]["name"] for one in told(receiver) if one["type"] == "account.created"]
    assert sorted(created) == sorted(f"A {n}" for n in range(130))
    assert len({headers["webhook-id"] for headers, _body in receiver.got}) == len(receiver.got)


def test_nothing_is_kept_when_nobody_wants_it(receiver, lena, ada):
    add_webhook(lena, "Tickets", receiver.url, ["ticket.recorded"], actor=lena.as_actor())
    create_account("Northwind", actor=ada.as_actor())
    run_all_jobs()
    assert not WebhookMessage.objects.exists()


def test_it_shows_no_more_than_its_owner_sees(webhook, receiver, ada, lena):
    declare_field("Margin", "number", actor=ada.as_actor(), right=Right.MANAGE_PEOPLE)
    declare_field("Seats", "number", actor=ada.as_actor())
    create_account("Northwind", actor=ada.as_actor(), custom={"margin": 4, "seats": 9})
    run_all_jobs()
    assert told(receiver)[0]["data"]["account"]["custom"] == {"seats": 9}


@pytest.mark.parametrize("change", [{"role": "contributor"}, {"role": "viewer"}, {"is_active": False}])
def test_nothing_leaves_for_an_owner_who_may_not_see_it_any_more(webhook, receiver, northwind, lena, change):
    User.objects.filter(pk=lena.pk).update(**change)
    run_all_jobs()
    assert receiver.got == []
    assert WebhookMessage.objects.get().state == WITHHELD


def test_a_failed_message_is_tried_again_under_its_id_with_longer_pauses(webhook, receiver, northwind):
    receiver.status = 500
    run_all_jobs()
    message = WebhookMessage.objects.get()
    assert (message.state, message.attempts_made) == (WAITING, 1)
    first = message.due_at - timezone.now()
    make_due()
    run_all_jobs()
    send_waiting.enqueue(webhook.pk)
    run_all_jobs()
    message.refresh_from_db()
    assert message.due_at - timezone.now() > first
    receiver.status = 204
    make_due()
    wake_webhooks.enqueue()
    run_all_jobs()
    message.refresh_from_db()
    assert message.state == DELIVERED
    ids = {headers["webhook-id"] for headers, _body in receiver.got}
    bodies = {body for _headers, body in receiver.got}
    assert (len(ids), len(bodies)) == (1, 1)
    assert [one.status for one in message.attempts.order_by("pk")] == [500] * (len(receiver.got) - 1) + [204]


def test_after_the_last_try_it_is_given_up(webhook, receiver, northwind):
    run = WebhookMessage.objects.all()
    receiver.status = 503
    for _n in range(len(sending.PAUSES) + 1):
        make_due()
        send_waiting.enqueue(webhook.pk)
        run_all_jobs()
    assert run.get().state == FAILED
    assert len(receiver.got) == len(sending.PAUSES) + 1


def test_after_three_failures_in_a_row_the_webhook_rests(webhook, receiver, ada):
    receiver.status = 500
    for number in range(6):
        create_account(f"A {number}", actor=ada.as_actor())
    run_all_jobs()
    webhook.refresh_from_db()
    assert len(receiver.got) == 3
    assert webhook.paused_until > timezone.now()
    assert wake_webhooks.func() == 0


def test_a_redirect_is_not_followed(webhook, receiver, northwind):
    receiver.status = 302
    run_all_jobs()
    assert WebhookAttempt.objects.get().status == 302
    assert WebhookMessage.objects.get().state == WAITING


def test_without_an_answer_the_log_says_why(webhook, northwind, settings):
    settings.PRIVATE_NETWORKS = []
    run_all_jobs()
    attempt = WebhookAttempt.objects.first()
    assert attempt.status is None
    assert attempt.error.startswith("refused: 127.0.0.1 is a private address")


def test_long_failure_switches_it_off_and_tells_the_owner(webhook, receiver, northwind, lena):
    receiver.status = 500
    Webhook.objects.update(failing_since=timezone.now() - sending.GIVE_UP_WEBHOOK_AFTER)
    run_all_jobs()
    webhook.refresh_from_db()
    assert (webhook.is_active, webhook.fault) == (False, "nothing could be delivered for 5 days")
    assert "CRM" in Notification.objects.get(user=lena, kind="webhook-off").text
    receiver.status = 200
    change_webhook(webhook, {"is_active": True}, actor=lena.as_actor())
    make_due()
    run_all_jobs()
    assert WebhookMessage.objects.get().state == DELIVERED
    assert (webhook.fault, webhook.failing_since) == ("", None)


def test_410_switches_it_off_at_once(webhook, receiver, northwind):
    receiver.status = 410
    run_all_jobs()
    webhook.refresh_from_db()
    assert not webhook.is_active


def test_success_ends_a_failure(webhook, receiver, northwind):
    Webhook.objects.update(failing_since=timezone.now() - dt.timedelta(days=4))
    run_all_jobs()
    webhook.refresh_from_db()
    assert webhook.failing_since is None


def test_a_process_that_died_while_sending_leads_to_a_second_message_of_the_same_id(webhook, receiver, northwind):
    with mock.patch.object(sending, "_follow", side_effect=SystemExit), pytest.raises(SystemExit):
        run_all_jobs()
    assert len(receiver.got) == 1
    assert send_waiting.func(webhook.pk) == 0  # claimed, as far as anybody knows
    WebhookMessage.objects.update(claimed_until=timezone.now() - dt.timedelta(seconds=1))
    assert wake_webhooks.func() == 1
    hurry_retries()
    assert send_waiting.func(webhook.pk) == 1
    first, second = (headers["webhook-id"] for headers, _body in receiver.got)
    assert first == second
    assert WebhookMessage.objects.get().state == DELIVERED


def test_by_hand_it_goes_out_again_with_the_same_id_and_body(webhook, receiver, northwind, lena, ada):
    run_all_jobs()
    change_account(northwind, {"name": "Southwind"}, actor=ada.as_actor())
    message = WebhookMessage.objects.order_by("pk").first()
    send_again(message, actor=lena.as_actor())
    run_all_jobs()
    same = [body for headers, body in receiver.got if headers["webhook-id"] == message.message_id]
    assert len(same) == 2
    assert same[0] == same[1]


def test_what_is_being_sent_or_switched_off_is_not_sent_again(webhook, receiver, northwind, lena):
    run_all_jobs()
    message = WebhookMessage.objects.get()
    WebhookMessage.objects.update(claimed_until=timezone.now() + dt.timedelta(minutes=1))
    with pytest.raises(Conflict, match="at this moment"):
        send_again(message, actor=lena.as_actor())
    change_webhook(webhook, {"is_active": False}, actor=lena.as_actor())
    with pytest.raises(Conflict, match="switched off"):
        send_test(webhook, actor=lena.as_actor())


def test_a_test_says_that_nothing_happened(webhook, receiver, lena):
    send_test(webhook, actor=lena.as_actor())
    run_all_jobs()
    assert told(receiver)[0]["data"] == {"message": "This is a test. Nothing happened."}


def test_the_log_forgets_whoever_is_erased(webhook, receiver, northwind, ada):
    contact = add_contact("Mona Lind", actor=ada.as_actor(), account=northwind, emails=["mona@n.example"])
    run_all_jobs()
    erase_contact(contact, actor=ada.as_actor())
    run_all_jobs()
    assert not WebhookMessage.objects.filter(body__icontains="mona").exists()
    assert all("Mona" not in json.dumps(one) for one in told(receiver)[2:])


def test_old_messages_go(webhook, receiver, northwind):
    run_all_jobs()
    WebhookMessage.objects.update(happened_at=timezone.now() - dt.timedelta(days=31))
    assert tidy_messages.func() == 1
    assert not WebhookAttempt.objects.exists()
