import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.public import Party
from milepost.integrations.mail.reading import read_mail
from milepost.integrations.mail.tests.conftest import make_mail, read


def test_it_reads_who_when_what():
    mail = read(make_mail(Cc='"Lind, Ole" <OLE@northwind.example>', Subject="Grüße aus Köln"))
    assert mail.sender == Party("mona@northwind.example", "Mona Lind")
    assert [one.address for one in mail.recipients] == ["max@example.com", "ole@northwind.example"]
    assert (mail.subject, mail.text) == ("Grüße aus Köln", "Hello Max")
    assert timezone.now() - mail.sent_at < dt.timedelta(hours=2)


@pytest.mark.parametrize("name", ["To", "Cc", "Bcc", "Delivered-To", "X-Original-To", "Received"])
def test_it_finds_the_token_wherever_it_was_sent_to(name, settings):
    mail = make_mail()
    del mail[name]
    mail[name] = (
        "from relay by mx for <Capture+AB12CD34EF56@vendor.example>; Sun"
        if name == "Received"
        else ("capture+ab12cd34ef56@vendor.example")
    )
    assert read(mail).tokens == ("ab12cd34ef56",)


def test_it_takes_no_token_from_text_or_another_host():
    mail = make_mail(
        "Write to capture+ab12cd34ef56@vendor.example", Cc="capture+ab12cd34ef56@vendor.example.evil.example"
    )
    assert read(mail).tokens == ()


def test_it_shows_the_token_to_nobody():
    mail = make_mail("> Cc: capture+ab12cd34ef56@vendor.example", Cc="capture+ab12cd34ef56@vendor.example")
    found = read(mail)
    assert "ab12cd34ef56" not in found.text
    assert [one.address for one in found.recipients] == ["max@example.com"]


def test_it_makes_text_of_html_alone():
    mail = make_mail()
    mail.set_content(
        "<style>p {color: red}</style><p>Dear <b>Max</b>,</p><script>alert(1)</script><ul><li>one</li></ul>"
        '<img src="https://spy.example/x.gif"><a href="javascript:alert(1)">click</a>',
        subtype="html",
    )
    text = read(mail).text
    assert "Dear **Max**," in text
    assert "- one" in text
    assert not any(word in text for word in ("alert", "spy.example", "color", "<"))


def test_it_keeps_what_is_quoted_within_bounds():
    quoted = "\n".join(f"> line {number} of what was said before" for number in range(1_000))
    text = read(make_mail(f"Yes.\n\nOn Monday Max wrote:\n{quoted}\n")).text
    assert text.startswith("Yes.")
    assert "line 10 " in text
    assert len(text) < 5_000
    assert "left out" in text


def test_it_keeps_files_and_names_pictures_of_the_text_as_left_out():
    mail = make_mail(files=[("plan.csv", b"a,b\n")])
    mail.add_attachment(
        b"\x89PNG...", maintype="image", subtype="png", cid="<logo>", disposition="inline", filename="l.png"
    )
    found = read(mail)
    assert [(one.name, one.content) for one in found.files] == [("plan.csv", b"a,b\n")]
    assert [one.name for one in found.left_out] == ["l.png"]


def test_it_keeps_a_mail_inside_the_mail_as_one_file():
    mail = make_mail()
    mail.add_attachment(make_mail("Inner", Subject="The first one"))
    found = read(mail)
    assert [one.name for one in found.files] == ["The first one.eml"]
    assert found.text == "Hello Max"


def test_it_says_what_is_automatic():
    assert read(make_mail(Auto_Submitted="auto-replied")).is_automatic
    assert not read(make_mail(Auto_Submitted="no")).is_automatic


def test_it_knows_a_mail_by_its_message_id_or_else_by_what_it_says():
    assert read(make_mail("one")).key == read(make_mail("two")).key
    assert read(make_mail("one")).key != read(make_mail("one", key="2")).key
    bare = [make_mail(text) for text in ("one", "one", "two")]
    for mail in bare:
        del mail["Message-ID"]
        mail.replace_header("Date", "Mon, 02 Feb 2026 10:00:00 +0000")
    first, again, other = (read(mail).key for mail in bare)
    assert first == again != other


@pytest.mark.parametrize(
    ("results", "is_distrusted"),
    [
        ("mx.vendor.example; dmarc=fail header.from=northwind.example", True),
        ("mx.vendor.example; spf=fail smtp.mailfrom=x; dkim=none", True),
        ("mx.vendor.example; spf=softfail; dkim=pass header.d=northwind.example", False),
        ("mx.vendor.example; dmarc=pass; spf=fail", False),
        ("mx.vendor.example; spf=pass (not dmarc=fail)", False),
        ("mx.vendor.example; none", False),
    ],
)
def test_it_believes_its_own_mail_server_of_the_sender(results, is_distrusted):
    assert read(make_mail(Authentication_Results=results)).is_distrusted is is_distrusted


def test_it_hears_of_the_sender_from_no_other_server(settings):
    settings.IMAP_AUTH_SERVER = "mx.vendor.example"
    mail = make_mail(Authentication_Results="mx.vendor.example; dmarc=fail")
    assert read(mail).is_distrusted
    mail.replace_header("Authentication-Results", "evil.example; dmarc=fail")
    assert not read(mail).is_distrusted
    mail["Authentication-Results"] = "MX.vendor.example 1; dmarc=fail"
    assert read(mail).is_distrusted


def test_it_reads_the_text_alone_of_a_mail_that_was_cut():
    mail = make_mail("The text", files=[("film.mp4", b"x" * 400_000)])
    found = read_mail(mail.as_bytes()[:100_000], is_cut=True)
    assert found.text == "The text"
    assert found.files == ()
    assert [(one.name, "too large" in str(one.why)) for one in found.left_out] == [("film.mp4", True)]
