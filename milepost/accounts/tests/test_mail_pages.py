from typing import Any

import pytest
from django.utils import timezone

from milepost.accounts.models import CaptureAddress
from milepost.accounts.public import CapturedMail, IncomingMail, MailFile, Party, assign_mail, capture_mail
from milepost.accounts.queries.captured_mail import capturers
from milepost.accounts.queries.today_mail import waiting
from milepost.files.public import StoredFile
from milepost.identity.public import Notification


@pytest.fixture(autouse=True)
def _settings(settings):
    settings.CAPTURE_ADDRESS = "capture@vendor.example"


@pytest.fixture
def mail(max_, northwind) -> CapturedMail:
    """A mail of a stranger that names Northwind's people in its text."""
    return captured(max_, "a")


def captured(user, key, **more: Any) -> CapturedMail:
    given = {
        "sender": Party("sven@fabrikam.example", "Sven <b>Dahl</b>"),
        "subject": "Offer <script>",
        "text": "Hi <script>alert(1)</script>",
        **more,
    }
    return capture_mail(IncomingMail(key=key * 64, sent_at=timezone.now(), **given), user)


def test_it_shows_what_waits_with_a_suggestion(signed_in, max_, mona, mail):
    other = captured(max_, "b", text="Fwd: From mona@northwind.example", subject="Second")
    page = signed_in(max_).get("/mail/").content.decode()
    assert "Offer &lt;script&gt;" in page
    assert "<script>alert" not in page
    assert f'action="/mail/{other.pk}/assign/"' in page
    assert "Northwind" in page
    assert f'action="/mail/{mail.pk}/assign/"' not in page


def test_it_teaches_ones_address_when_nothing_waits(signed_in, max_):
    client = signed_in(max_)
    address = client.get("/settings/mail-capture/").context["address"]
    assert address.encode() in client.get("/mail/").content
    assert b"two weeks" in client.get("/mail/?handled=1").content


def test_it_shows_a_mail_as_text(signed_in, max_, mail):
    page = signed_in(max_).get(f"/mail/{mail.pk}/").content.decode()
    assert "Hi &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "as the mail says" in page


def test_it_assigns_and_undoes_from_the_list(signed_in, max_, northwind, mail):
    client = signed_in(max_)
    answer = client.post(f"/mail/{mail.pk}/assign/", {"account": northwind.pk, "remember": "1"})
    assert answer["Location"] == "/mail/"
    assert northwind.people.get().contact.emails.get().address == "sven@fabrikam.example"
    assert b"Undo" in client.get("/mail/?handled=1").content
    client.post(f"/mail/{mail.pk}/reopen/")
    assert CapturedMail.objects.get().state == "waiting"
    assert not northwind.touchpoints.exists()


def test_it_says_on_the_touchpoint_who_captured_it_and_what_was_left_out(signed_in, max_, lena, northwind, mona):
    sender, files = Party("mona@northwind.example"), (MailFile("run.exe", b"MZ\x90"),)
    touchpoint = captured(max_, "c", sender=sender, files=files).touchpoint
    page = signed_in(lena).get(f"/touchpoints/{touchpoint.pk}/").content.decode()
    assert "by Max, from a mail" in page
    assert "run.exe" in page


@pytest.mark.parametrize("given", [{}, {"account": ""}, {"account": "x"}, {"account": "9" * 30}, {"account": "987654"}])
def test_it_asks_which_account(signed_in, max_, mail, given):
    answer = signed_in(max_).post(f"/mail/{mail.pk}/assign/", {"account_text": "North", **given})
    assert answer.status_code == 422
    assert b"Choose one of the accounts" in answer.content
    assert b"Northwind" in answer.content


def test_it_dismisses_in_the_drawer(signed_in, max_, mail):
    answer = signed_in(max_).post(
        f"/mail/{mail.pk}/dismiss/", headers={"HX-Request": "true", "HX-Target": "drawer-body"}
    )
    assert answer.status_code == 200
    assert "drawer:changed" in answer["HX-Trigger"]
    assert CapturedMail.objects.get().state == "dismissed"


def test_it_keeps_others_out(signed_in, lena, victor, mail):
    for path in ("", "assign/", "dismiss/", "reopen/"):
        client = signed_in(lena)
        answer = client.post(f"/mail/{mail.pk}/{path}") if path else client.get(f"/mail/{mail.pk}/")
        assert answer.status_code == 404
    assert signed_in(victor).get("/mail/").status_code == 403


@pytest.mark.parametrize(
    "path", ["/mail/1/assign/", "/mail/1/dismiss/", "/mail/1/reopen/", "/settings/mail-capture/renew/"]
)
def test_it_writes_by_post_alone(signed_in, max_, client, path):
    assert signed_in(max_).get(path).status_code == 405
    assert client.post(path).status_code == 302


def test_it_gives_the_files_of_a_waiting_mail_to_its_owner_alone(signed_in, max_, lena):
    captured(max_, "d", files=(MailFile("plan.csv", b"a,b"),))
    url = f"/files/{StoredFile.objects.get().pk}/"
    assert signed_in(max_).get(url).status_code == 200
    assert signed_in(lena).get(url).status_code == 404


def test_it_makes_an_address_once_and_renews_it(signed_in, max_):
    client = signed_in(max_)
    first = client.get("/settings/mail-capture/").context["address"]
    assert client.get("/settings/mail-capture/").context["address"] == first
    old = CaptureAddress.objects.get().token
    client.post("/settings/mail-capture/renew/")
    new = CaptureAddress.objects.get().token
    assert capturers([old]) == []
    assert capturers([new]) == [max_]
    max_.is_active = False
    max_.save()
    assert capturers([new]) == []


def test_it_says_that_no_mailbox_is_set_up(signed_in, max_, ada, settings):
    settings.CAPTURE_ADDRESS = ""
    assert b"An admin can set one up" in signed_in(max_).get("/settings/mail-capture/").content
    assert b"See what is needed" in signed_in(ada).get("/settings/mail-capture/").content
    assert not CaptureAddress.objects.exists()


def test_it_tells_today_until_it_is_decided(max_, mail, lena):
    [item] = waiting(max_, timezone.localdate())
    assert item.title == "Assign 1 captured mail"
    captured(max_, "b")
    [more] = waiting(max_, timezone.localdate())
    assert more.key != item.key
    assert waiting(lena, timezone.localdate()) == []


def test_it_offers_to_remember_a_sender_but_one_who_may_be_forged(signed_in, max_, mail):
    client = signed_in(max_)
    assert b'name="remember" value="1" checked' in client.get(f"/mail/{mail.pk}/").content
    forged = captured(max_, "e", is_distrusted=True)
    page = client.get(f"/mail/{forged.pk}/").content
    assert b'name="remember" value="1">' in page
    assert b"may be forged" in page


def test_it_tells_of_the_first_mail_that_waits_and_not_of_each(signed_in, max_, lena, northwind):
    for key in "abc":
        captured(max_, key)
    notice = Notification.objects.get(user=max_)
    assert (notice.kind, notice.url) == ("mail-waits", "/mail/")
    assert "Offer <script>" in notice.text
    for mail in CapturedMail.objects.all():
        assign_mail(mail, northwind, actor=max_.as_actor())
    captured(max_, "d")
    assert Notification.objects.filter(user=max_).count() == 2
    assert not Notification.objects.filter(user=lena).exists()


def test_it_counts_what_waits_in_the_tabs_of_the_lists(signed_in, max_, lena, victor, mail):
    captured(max_, "b")
    tab = '<a href="/mail/">Captured mail'
    for path in ("/accounts/", "/contacts/", "/segments/"):
        page = signed_in(max_).get(path).content.decode()
        assert f'{tab} <span class="count">2' in page
        assert f"{tab}</a>" in signed_in(lena).get(path).content.decode()
        assert "/mail/" not in signed_in(victor).get(path).content.decode()
