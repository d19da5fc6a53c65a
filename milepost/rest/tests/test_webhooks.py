import pytest

from milepost.integrations.public import Webhook, WebhookMessage

BODY = {"name": "CRM", "url": "https://crm.example/hook", "kinds": ["account.created"]}
PATH = "/api/v1/webhooks"


@pytest.fixture
def lenas(calling, lena):
    return calling(lena)


def test_the_secret_is_in_the_first_answer_alone(lenas, world):
    answer = lenas.post(PATH, BODY, content_type="application/json", headers={"Idempotency-Key": "k"})
    webhook = Webhook.objects.get(pk=answer.json()["id"])
    assert answer.json()["secret"] == webhook.secret
    assert webhook.secret.startswith("whsec_")
    assert "secret" not in lenas.get(answer["Location"]).json()
    again = lenas.post(PATH, BODY, content_type="application/json", headers={"Idempotency-Key": "k"})
    assert (again.status_code, again.json()["code"]) == (409, "answer-not-kept")


@pytest.mark.parametrize(
    ("given", "pointer"),
    [({"url": "https://192.168.1.1/"}, "/url"), ({"url": "http://a.example"}, "/url"), ({"kinds": ["no"]}, "/kinds")],
)
def test_it_says_what_is_wrong(lenas, world, given, pointer):
    answer = lenas.post(PATH, {**BODY, **given}, content_type="application/json")
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == pointer


def test_another_lead_finds_none_and_an_admin_all(calling, make_user, ada, world):
    other = calling(make_user("Lars", "lead"))
    assert other.get(PATH).json()["items"] == []
    assert other.get(f"{PATH}/{world.webhook.pk}").status_code == 404
    assert other.get(f"/api/v1/webhook-messages/{world.webhook_message.pk}").status_code == 404
    assert len(calling(ada).get(PATH).json()["items"]) == 1


def test_it_is_switched_off_and_then_sends_nothing_by_hand(lenas, world):
    path = f"{PATH}/{world.webhook.pk}"
    answer = lenas.patch(path, {"is_active": False}, content_type="application/json", headers={"If-Match": '"1"'})
    assert (answer.json()["is_active"], answer["ETag"]) == (False, '"2"')
    assert lenas.post(f"{path}/test").json()["code"] == "switched-off"


def test_messages_show_their_tries_when_asked(lenas, world):
    WebhookMessage.objects.get().attempts.create(at=world.webhook.created_at, status=500, milliseconds=12)
    plain = lenas.get(f"{PATH}/{world.webhook.pk}/messages").json()["items"][0]
    assert "attempts" not in plain
    shown = lenas.get(f"{PATH}/{world.webhook.pk}/messages?expand=attempts").json()["items"][0]
    assert shown["attempts"][0]["status"] == 500
