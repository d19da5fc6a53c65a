import pytest
from django.utils import timezone

from milepost.integrations.mail.checks import mailbox_is_whole
from milepost.integrations.mail.models import Mailbox
from milepost.integrations.mail.queries import mailbox_key


@pytest.fixture
def mailbox(settings, db):
    for name, value in {
        "HOST": "127.0.0.1",
        "PORT": 143,
        "TLS": "none",
        "USER": "u",
        "PASSWORD": "secret-word",
    }.items():
        setattr(settings, f"IMAP_{name}", value)
    return Mailbox.objects.create(key=mailbox_key(), polled_at=timezone.now(), captured=1204, unknown=3)


def test_it_shows_how_the_mailbox_is_read(signed_in, ada, mailbox):
    page = signed_in(ada).get("/settings/mailbox/").content.decode()
    assert "204 mails" in page
    assert "without a fault" in page
    assert "secret-word" not in page


def test_it_shows_the_last_fault_and_what_is_missing(signed_in, ada, mailbox, settings):
    Mailbox.objects.update(last_error="imap.example:993 does not answer: timed out.")
    settings.IMAP_PASSWORD = ""
    page = signed_in(ada).get("/settings/mailbox/").content.decode()
    assert "does not answer" in page
    assert "MILEPOST_IMAP_PASSWORD" in page


def test_it_says_what_is_needed_when_there_is_none(signed_in, ada, settings):
    settings.IMAP_HOST = ""
    assert b"MILEPOST_IMAP_HOST" in signed_in(ada).get("/settings/mailbox/").content


def test_it_is_an_operators_page(signed_in, max_, ada, mailbox):
    assert signed_in(max_).get("/settings/mailbox/").status_code == 403
    assert signed_in(max_).post("/settings/mailbox/read/").status_code == 403
    assert signed_in(ada).get("/settings/mailbox/read/").status_code == 405
    assert signed_in(ada).post("/settings/mailbox/read/").status_code == 302


@pytest.mark.parametrize(
    ("name", "value", "ids"),
    [
        ("CAPTURE_ADDRESS", "", {"mail.E001"}),
        ("CAPTURE_ADDRESS", "capture+x@vendor.example", {"mail.E001"}),
        ("IMAP_PASSWORD", "", {"mail.E002"}),
        ("IMAP_CA_FILE", "/nowhere.pem", {"mail.E003"}),
        ("IMAP_HOST", "imap.example.com", {"mail.W001"}),
        ("IMAP_HOST", "", set()),
        ("IMAP_USER", "u", set()),
    ],
)
def test_it_finds_what_is_misconfigured(mailbox, settings, name, value, ids):
    setattr(settings, name, value)
    assert {finding.id for finding in mailbox_is_whole()} == ids
