"""The mailbox, read from a real IMAP server."""

from unittest.mock import patch

import pytest

from milepost.accounts.public import CapturedMail, Touchpoint
from milepost.integrations.mail import polling
from milepost.integrations.mail.actions import poll_mailbox
from milepost.integrations.mail.models import Mailbox
from milepost.integrations.mail.tests.conftest import make_mail
from milepost.integrations.mail.tests.mail_server import (
    PASSWORD,
    USER,
    make_certificate,
    running_server,
    tls_in_front,
)

pytestmark = [pytest.mark.usefixtures("mona"), pytest.mark.slow]


@pytest.fixture(scope="module")
def running():
    with running_server() as one:
        yield one


@pytest.fixture
def server(running, settings):
    running.empty()
    _use(settings, running.port)
    return running


def _use(settings, port, host="127.0.0.1", tls="none", **more: str):
    given = {"HOST": host, "PORT": port, "TLS": tls, "USER": USER, "PASSWORD": PASSWORD, "FOLDER": "INBOX", **more}
    for name, value in given.items():
        setattr(settings, f"IMAP_{name}", value)


def poll() -> int:
    return poll_mailbox.func()


def test_it_puts_a_mail_on_its_account_once(server, capture_to, northwind, mona, max_):
    server.deliver(make_mail(Bcc=capture_to, files=[("plan.csv", b"a,b\n")]).as_bytes())
    assert (poll(), poll()) == (1, 0)
    [touchpoint] = northwind.touchpoints.all()
    assert (touchpoint.subject, touchpoint.author, touchpoint.direction) == ("Offer", max_, "in")
    assert CapturedMail.objects.get().touchpoint == touchpoint
    assert server.unseen() == 0


def test_it_leaves_and_counts_what_is_to_no_address_of_ours(server, db):
    server.deliver(make_mail(Bcc="capture+0123456789abcdef01234567@vendor.example").as_bytes())
    server.deliver(make_mail(key="2").as_bytes())
    assert poll() == 0
    assert Mailbox.objects.get().unknown == 2
    assert not CapturedMail.objects.exists()


def test_it_recognises_mails_when_the_server_numbers_them_anew(server, capture_to):
    server.deliver(make_mail(Bcc=capture_to).as_bytes())
    poll()
    Mailbox.objects.update(uid_validity=1)
    server.deliver(make_mail(Bcc=capture_to, key="2").as_bytes())
    poll()
    assert CapturedMail.objects.count() == Touchpoint.objects.count() == 2


def test_it_reads_the_text_alone_of_a_mail_that_is_too_large(server, capture_to, settings, northwind):
    settings.CAPTURE_MAX_BYTES = 1024 * 1024
    fetched = []
    real = polling._source

    def source(client, uid, most):
        fetched.append(len(raw := real(client, uid, most)))
        return raw

    server.deliver(make_mail("The film", Bcc=capture_to, files=[("film.mp4", b"x" * 2_000_000)]).as_bytes())
    with patch.object(polling, "_source", source):
        poll()
    assert fetched == [polling.BEGINNING_BYTES]
    mail = CapturedMail.objects.get()
    assert northwind.touchpoints.get().body == "The film"
    assert [one["name"] for one in mail.left_out] == ["film.mp4"]


def test_it_goes_on_after_a_mail_that_nobody_can_read(server, capture_to):
    server.deliver(f"To: {capture_to}\r\n".encode() + b"X-Bomb: a\r\n" * 25_000 + b"\r\nHi")
    server.deliver(make_mail(Bcc=capture_to).as_bytes())
    poll()
    assert sorted(CapturedMail.objects.values_list("state", flat=True)) == ["assigned", "refused"]


def test_it_refuses_one_mail_that_breaks_it_and_reads_the_next(server, capture_to):
    server.deliver(make_mail(Bcc=capture_to).as_bytes())
    server.deliver(make_mail(Bcc=capture_to, key="2").as_bytes())
    real, calls = polling.capture_mail, []

    def breaks_once(mail, user):
        calls.append(mail)
        if len(calls) == 1:
            raise ZeroDivisionError
        return real(mail, user)

    with patch.object(polling, "capture_mail", breaks_once):
        poll()
    assert sorted(CapturedMail.objects.values_list("state", flat=True)) == ["assigned", "refused"]


def test_it_takes_up_after_a_death_between_writing_and_marking(server, capture_to):
    server.deliver(make_mail(Bcc=capture_to).as_bytes())
    with patch.object(polling.IMAPClient, "add_flags", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        poll()
    assert (CapturedMail.objects.count(), server.unseen()) == (1, 1)
    poll()
    assert (CapturedMail.objects.count(), server.unseen()) == (1, 0)


def test_it_takes_up_after_a_death_while_writing(server, capture_to):
    server.deliver(make_mail(Bcc=capture_to).as_bytes())
    with patch.object(polling, "receive", side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        poll()
    assert (CapturedMail.objects.count(), server.unseen()) == (0, 1)
    assert (poll(), CapturedMail.objects.count()) == (1, 1)


def test_it_is_read_by_one_at_a_time(server, capture_to):
    server.deliver(make_mail(Bcc=capture_to).as_bytes())
    with patch.object(polling, "receive", side_effect=lambda *_given, **_more: [[], poll()][0]):
        assert poll() == 0
    assert Mailbox.objects.get().busy_until is None


def test_it_is_off_when_no_server_is_named(settings, db):
    settings.IMAP_HOST = ""
    assert poll() == 0
    assert not Mailbox.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"PASSWORD": "wrong"}, "refuses the user or the password"),
        ({"FOLDER": "Nowhere"}, "refuses"),
        ({"PORT": 1}, "does not answer"),
        ({"TLS": "tls"}, "No encrypted connection"),
        ({"TLS": "starttls"}, "refuses"),
    ],
)
def test_it_says_what_hinders_it(server, settings, given, words):
    for name, value in given.items():
        setattr(settings, f"IMAP_{name}", value)
    assert poll() == 0
    mailbox = Mailbox.objects.get()
    assert words in mailbox.last_error
    assert mailbox.read_at is None
    _use(settings, server.port)
    poll()
    assert not Mailbox.objects.exclude(read_at=None).get().last_error


@pytest.mark.parametrize("mode", ["tls", "starttls"])
def test_it_reads_through_tls_from_a_server_that_it_can_trust(settings, tmp_path, capture_to, mode):
    cert, key = make_certificate(tmp_path)
    with running_server(cert, key) as server, tls_in_front(server, cert, key) as tls_port:
        server.deliver(make_mail(Bcc=capture_to).as_bytes())
        port = tls_port if mode == "tls" else server.port
        _use(settings, port, host="localhost", tls=mode, CA_FILE="")
        assert poll() == 0
        assert "certificate" in Mailbox.objects.get().last_error
        settings.IMAP_CA_FILE = str(cert)
        assert poll() == 1
