"""Mails that somebody made to break things: contained, in little time, and the next mail is read."""

import time
import tracemalloc

import pytest

from milepost.integrations.mail.charsets import decoded
from milepost.integrations.mail.reading import read_mail
from milepost.integrations.mail.tests.conftest import make_mail, read
from milepost.integrations.mail.texts import text_of_html

HEAD = b"From: mona@northwind.example\r\nTo: capture+ab12cd34ef56@vendor.example\r\nMessage-ID: <1@x>\r\n"


@pytest.fixture(autouse=True)
def _quick():
    began = time.process_time()
    yield
    assert time.process_time() - began < 5


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nHello\r\n",
        b"Content-Type: multipart/mixed\r\n\r\nHello\r\n",
        b"Content-Type: text/plain; charset=klingon\r\n\r\nHello\r\n",
        b"Content-Type: text/plain; charset*=utf-8''%FF%FE\r\n\r\nHello\r\n",
        b"Content-Type: text/plain\r\nContent-Transfer-Encoding: uuencode\r\n\r\nHello\r\n",
        b"Content-Type: ;;;\r\n\r\nHello\r\n",
        b"Subject: =?utf-8?q?=ZZ?= =?x?b?!!!?=\r\n\r\nHello\r\n",
        b"Date: Mon, 99 Foo 20261 99:99:99 +9999\r\n\r\nHello\r\n",
        b"Subject: \xff\xfe\x00 raw bytes\r\n\r\nHello\r\n",
        b"Content-Type: text/plain\r\n\r\nHel\x00lo\x01\r\n",
    ],
)
def test_it_reads_a_broken_mail_as_far_as_it_goes(body):
    mail = read_mail(HEAD + body)
    assert mail.tokens == ("ab12cd34ef56",)
    assert "Hel" in mail.text
    assert not mail.is_unreadable
    assert not any(ord(char) < 9 for char in mail.text + mail.subject)


def test_it_says_that_a_file_is_damaged():
    part = b'Content-Type: application/pdf; name="a.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%not base64%%%'
    mail = read_mail(HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n" + part + b"\r\n--x--\r\n")
    assert mail.files == ()
    assert [one.name for one in mail.left_out] == ["a.pdf"]


def test_it_survives_parts_inside_parts_without_end():
    inner = b"Content-Type: text/plain\r\n\r\nHello\r\n"
    for number in range(1_500):
        mark = b"b%d" % number
        inner = b"Content-Type: multipart/mixed; boundary=%s\r\n\r\n--%s\r\n" % (mark, mark) + inner
    mail = read_mail(HEAD + inner)
    assert mail.tokens == ("ab12cd34ef56",)


def test_it_stops_at_two_hundred_parts_and_twenty_files():
    mail = read(make_mail(files=[(f"{number}.txt", b"x") for number in range(300)]))
    assert len(mail.files) == 20
    assert 150 < len(mail.left_out) < 200


@pytest.mark.parametrize(
    "bomb",
    [
        b"X-Bomb: " + b"a" * 1_000_000 + b"\r\n",
        b"X-Bomb: a\r\n" * 100_000,
        b"To: " + b", ".join(b"u%d@x.example" % number for number in range(60_000)) + b"\r\n",
        b"Cc: " + b"(" * 30_000 + b"\r\n",
        b"Cc: " + b"a@b.example" * 3_000 + b"\r\n",
        b"Subject: " + b"=?utf-8?q?a?=" * 3_000 + b"\r\n",
        b"Subject: =?punycode?q?" + b"a" * 30_000 + b"?=\r\n",
        b"Subject: =?utf-8?q?a?=\r\n " + b" =?utf-8?q?a?=\r\n" * 3_000,
        b"Authentication-Results: " + b"(" * 30_000 + b"dmarc=fail\r\n",
    ],
)
def test_it_bounds_headers(bomb):
    mail = read_mail(HEAD + bomb + b"\r\nHello\r\n")
    assert mail.tokens == ("ab12cd34ef56",)
    assert len(mail.recipients) <= 100
    assert len(mail.subject) <= 300


def test_it_refuses_headers_without_end_but_finds_whose_it_is():
    mail = read_mail(HEAD + b"X-Bomb: a\r\n" * 100_000)
    assert mail.is_unreadable
    assert mail.tokens == ("ab12cd34ef56",)
    assert mail.text == ""


def test_it_takes_no_charset_that_costs_more_than_it_says():
    assert decoded(b"a" * 200_000, "punycode") == "a" * 200_000
    assert decoded(b"abc", "zlib") == decoded(b"abc", "unicode_escape") == decoded(b"abc", "../x") == "abc"


@pytest.mark.parametrize(
    "html", ["<div>" * 50_000 + "Hello", "<blockquote>" * 5_000 + "Hello", "<ul><li>" * 3_000 + "Hello"]
)
def test_it_makes_text_of_html_that_is_nested_without_end(html):
    assert "Hello" in text_of_html(html)


def test_it_holds_html_as_text():
    text = read(make_mail("<script>alert(1)</script>")).text
    assert text == "<script>alert(1)</script>"  # shown as text: Markdown takes no HTML


def test_it_names_nobody_by_turning_the_direction_of_reading():
    mail = read(make_mail(Subject="invoice\u202efdp.exe", From="Mona\u202e <mona@northwind.example>"))
    assert mail.subject == "invoicefdp.exe"
    assert mail.sender.name == "Mona"


@pytest.mark.slow
def test_it_reads_fifteen_mebibytes_in_bounded_memory():
    raw = make_mail(files=[("a.bin", b"x" * 11_000_000)]).as_bytes()
    tracemalloc.start()
    mail = read_mail(raw)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(mail.files[0].content) == 11_000_000
    assert peak < 120_000_000
