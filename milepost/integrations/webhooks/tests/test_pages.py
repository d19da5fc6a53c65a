import pytest
from django.urls import reverse

from milepost.audit.public import HIDDEN, AuditEntry
from milepost.integrations.webhooks.actions import add_webhook
from milepost.integrations.webhooks.models import Webhook, WebhookMessage
from milepost.jobs.testing import run_all_jobs

GIVEN = {"name": "CRM", "url": "https://crm.example/hook", "kinds": ["account.created", "ticket.recorded"]}


@pytest.fixture
def crm(lena):
    return add_webhook(lena, **GIVEN, actor=lena.as_actor())[0]


def address(name, record):
    return reverse(f"integrations:{name}", args=[record.pk])


def test_it_shows_the_secret_once(signed_in, lena):
    client = signed_in(lena)
    page = client.post(reverse("integrations:webhook-new"), GIVEN)
    webhook = Webhook.objects.get()
    assert webhook.secret in page.text
    assert "no-store" in page["Cache-Control"]
    assert webhook.secret not in client.get(address("webhook-detail", webhook)).text
    assert (webhook.owner, webhook.kinds) == (lena, GIVEN["kinds"])


def test_the_log_of_writes_does_not_know_the_secret(crm):
    [entry] = AuditEntry.objects.of(crm)
    assert entry.changes["secret"] == [None, HIDDEN]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"url": "ftp://crm.example"}, "begins with https://"),
        ({"url": "http://crm.example"}, "sent in the open"),
        ({"url": "https://10.0.0.1/"}, "private address"),
        ({"url": "https://localhost/"}, "private address"),
        ({"url": "https://[::ffff:127.0.0.1]/"}, "private address"),
        ({"name": "\x00"}, "Null characters"),
        ({"kinds": []}, "required"),
        ({"kinds": ["nothing"]}, "nothing is not one of the available choices"),
    ],
)
def test_it_says_what_is_wrong(signed_in, lena, given, words):
    page = signed_in(lena).post(reverse("integrations:webhook-new"), {**GIVEN, **given})
    assert page.status_code == 422
    assert words in page.text
    assert not Webhook.objects.exists()


def test_it_is_changed_and_a_second_tab_does_not_overwrite(signed_in, lena, crm):
    client = signed_in(lena)
    client.post(address("webhook-edit", crm), {**GIVEN, "name": "Billing", "version": 1})
    page = client.post(address("webhook-edit", crm), {**GIVEN, "name": "Other", "version": 1})
    crm.refresh_from_db()
    assert crm.name == "Billing"
    assert page.status_code == 422


def test_it_is_switched_off_and_on(signed_in, lena, crm):
    client = signed_in(lena)
    client.post(address("webhook-switch", crm), {"active": "off"})
    crm.refresh_from_db()
    assert not crm.is_active
    client.post(address("webhook-switch", crm), {"active": "on"})
    crm.refresh_from_db()
    assert crm.is_active


def test_a_new_secret_is_shown_once(signed_in, lena, crm):
    before = crm.secret
    page = signed_in(lena).post(address("webhook-secret", crm))
    crm.refresh_from_db()
    assert crm.secret != before
    assert crm.secret in page.text


def test_it_is_deleted_with_its_log(signed_in, lena, webhook, receiver, northwind):
    run_all_jobs()
    signed_in(lena).post(address("webhook-delete", webhook))
    assert not WebhookMessage.objects.exists()
    assert not Webhook.objects.exists()


def test_the_log_shows_messages_and_sends_one_again(signed_in, lena, webhook, receiver, northwind):
    run_all_jobs()
    client, message = signed_in(lena), WebhookMessage.objects.get()
    assert "An account was made" in client.get(address("webhook-detail", webhook)).text
    page = client.get(address("webhook-message", message)).text
    assert "webhook-signature" in page
    assert "thanks" in page
    client.post(address("webhook-message-again", message))
    run_all_jobs()
    assert len(receiver.got) == 2


def test_a_test_is_sent(signed_in, lena, webhook, receiver):
    signed_in(lena).post(address("webhook-test", webhook))
    run_all_jobs()
    assert len(receiver.got) == 1


def test_another_lead_has_none_of_it_and_an_admin_all(signed_in, crm, ada, make_user):
    other = signed_in(make_user("Lars", "lead"))
    assert other.get(address("webhook-detail", crm)).status_code == 404
    assert other.post(address("webhook-delete", crm)).status_code == 404
    assert "crm.example" not in other.get(reverse("integrations:webhook-list")).text
    assert "crm.example" in signed_in(ada).get(reverse("integrations:webhook-list")).text


@pytest.mark.parametrize("who", ["max_", "fiona", "victor"])
def test_it_needs_the_right(request, signed_in, crm, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(reverse("integrations:webhook-list")).status_code == 403
    assert client.get(address("webhook-detail", crm)).status_code == 403
    assert client.post(reverse("integrations:webhook-new"), GIVEN).status_code == 403


def test_it_asks_to_sign_in(client, crm):
    assert client.get(address("webhook-detail", crm)).status_code == 302


@pytest.mark.parametrize("name", ["webhook-switch", "webhook-secret", "webhook-test", "webhook-delete"])
def test_what_writes_is_no_get(signed_in, lena, crm, name):
    assert signed_in(lena).get(address(name, crm)).status_code == 405
