import datetime as dt
from email.message import EmailMessage

import pytest
from django.utils import timezone

from milepost.accounts.public import Account, Contact, add_contact, capture_address_of, create_account
from milepost.integrations.mail.reading import read_mail

MAILBOX = "capture@vendor.example"
BASE = {"From": "Mona Lind <mona@northwind.example>", "To": "Max <max@example.com>", "Subject": "Offer"}


@pytest.fixture(autouse=True)
def _mailbox(settings):
    settings.CAPTURE_ADDRESS = MAILBOX
    settings.OWN_DOMAINS = ["vendor.example"]


@pytest.fixture
def northwind(max_) -> Account:
    return create_account("Northwind", actor=max_.as_actor(), csm=max_, domains=["northwind.example"])


@pytest.fixture
def mona(northwind, max_) -> Contact:
    return add_contact("Mona Lind", actor=max_.as_actor(), account=northwind, emails=["mona@northwind.example"])


@pytest.fixture
def token(max_) -> str:
    return capture_address_of(max_, actor=max_.as_actor()).token


@pytest.fixture
def capture_to(token) -> str:
    """The whole capture address of max."""
    return f"capture+{token}@vendor.example"


def make_mail(text="Hello Max", *, key="1", files=(), html="", calendar="", **headers) -> EmailMessage:
    """A mail from Mona to Max; `files` are pairs of name and bytes."""
    mail = EmailMessage()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in {**BASE, "Message-ID": f"<{key}@northwind.example>", "Date": _date(), **named}.items():
        mail[name] = value
    mail.set_content(text)
    if html:
        mail.add_alternative(html, subtype="html")
    if calendar:
        method = calendar.partition("METHOD:")[2].partition("\r\n")[0] or "REQUEST"
        mail.add_attachment(calendar.encode(), maintype="text", subtype="calendar", params={"method": method})
    for name, data in files:
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


def _date() -> str:
    return (timezone.now() - dt.timedelta(hours=1)).strftime("%a, %d %b %Y %H:%M:%S +0000")


def read(mail: EmailMessage):
    return read_mail(mail.as_bytes())


def event(*lines: str, uid="e1", days=3, sequence=0, method="REQUEST", organizer="mona@northwind.example") -> str:
    """An invitation of Mona's that begins in so many days, at ten."""
    start = (timezone.now() + dt.timedelta(days=days)).strftime("%Y%m%dT100000Z")
    end = (timezone.now() + dt.timedelta(days=days)).strftime("%Y%m%dT104500Z")
    body = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//test//EN",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"SEQUENCE:{sequence}",
        f"DTSTART:{start}",
        f"DTEND:{end}",
        "DTSTAMP:20260101T000000Z",
        "SUMMARY:Go-live review",
        "LOCATION:Room 4",
        "DESCRIPTION:What is left",
        f"ORGANIZER;CN=Mona Lind:mailto:{organizer}",
        "ATTENDEE;CN=Max:mailto:max@example.com",
        *lines,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(body)
