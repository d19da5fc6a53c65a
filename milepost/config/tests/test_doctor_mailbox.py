import pytest
from django.utils import timezone

from milepost.config.doctor import examine
from milepost.integrations.mail.public import present_mailbox


def finding():
    [one] = [one for one in examine() if one.topic == "captured mail"]
    return one.level.value, one.text


@pytest.mark.django_db
def test_it_says_how_captured_mail_is_read(settings):
    settings.IMAP_HOST = ""
    assert finding() == ("ok", "off: MILEPOST_IMAP_HOST is not set")
    settings.IMAP_HOST, settings.IMAP_USER = "127.0.0.1", "capture"
    assert finding()[0] == "note"
    mailbox = present_mailbox()
    mailbox.polled_at, mailbox.captured = timezone.now(), 1204
    mailbox.save()
    assert finding()[0] == "ok"
    assert finding()[1].endswith("1204 captured")
    mailbox.last_error = "It refuses."
    mailbox.save()
    assert finding() == ("wrong", "It refuses.")
