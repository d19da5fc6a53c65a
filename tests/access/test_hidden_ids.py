"""A form that names a row which its sender does not see answers as if there were none, and writes nothing."""

import datetime as dt
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from conftest import new_cast
from milepost.accounts.public import (
    ActionItem,
    IncomingMail,
    Party,
    add_action_item,
    add_contact,
    capture_mail,
    create_account,
    declare_field,
    join_team,
    log_touchpoint,
    open_escalation,
    plan_meeting,
)
from milepost.audit.public import AuditEntry
from milepost.files.public import store_file
from milepost.identity.public import User
from milepost.jobs.testing import run_all_jobs
from milepost.lib.refs import Ref

NOW = timezone.now().strftime("%Y-%m-%dT%H:%M")
LATER = (timezone.now() + dt.timedelta(days=2)).strftime("%Y-%m-%dT%H:%M")


@dataclass
class Side:
    """Rows that fiona sees, or rows of the same kinds that she does not."""

    user: User
    account: Any
    contact: Any
    touchpoint: Any
    file: Any
    member: Any
    elsewhere: Any = None
    traveller: Any = None


@dataclass
class Here:
    """What fiona's forms stand on."""

    account: Any
    contact: Any
    touchpoint: Any
    meeting: Any
    escalation: Any
    item: Any
    mail: Any


def side(name: str, user: User, actor) -> Side:
    account = create_account(name, actor=actor)
    member = join_team(account, user, "support", actor=actor)
    contact = add_contact(f"Contact of {name}", actor=actor, account=account)
    touchpoint = log_touchpoint(account, "call", f"Call with {name}", actor=actor)
    owner = Ref("accounts.touchpoint", str(touchpoint.pk))
    stored = store_file(ContentFile(b"a\n", name=f"{name}.csv"), actor=actor, owner=owner)
    return Side(user, account, contact, touchpoint, stored, member)


@pytest.fixture(scope="module")
def staged_sides(stage):
    cast = new_cast()
    ada, max_, fiona = cast["ada"], cast["max"], cast["fiona"]
    actor = ada.as_actor()
    declare_field("Buddy", "person", actor=actor, key="buddy")
    seen, hidden = side("Northwind", fiona, actor), side("Secret", max_, actor)
    for one, user in ((seen, fiona), (hidden, max_)):
        one.elsewhere = create_account(f"{one.account} two", actor=actor)
        join_team(one.elsewhere, user, "support", actor=actor)
        one.traveller = add_contact(f"Traveller of {one.account}", actor=actor, account=one.elsewhere)
        one.account.refresh_from_db()
    account = seen.account
    mail = IncomingMail(
        key="1" * 64,
        sender=Party("sven@fabrikam.example", "Sven"),
        recipients=(Party("nobody@fabrikam.example"),),
        subject="Offer",
        text="Hello",
        sent_at=timezone.now(),
    )
    here = Here(
        account=account,
        contact=add_contact("Mona", actor=actor, account=account),
        touchpoint=seen.touchpoint,
        meeting=plan_meeting(account, "Review", at=timezone.now() + dt.timedelta(days=1), actor=actor),
        escalation=open_escalation(account, "No reports", actor=actor),
        item=add_action_item(account, "Send the offer", actor=actor, owner=fiona),
        mail=capture_mail(mail, fiona),
    )
    return here, seen, hidden


@pytest.fixture
def sides(staged_sides, db):
    """Return what fiona's forms stand on, what else she sees, and what she does not."""
    return deepcopy(staged_sides)


@pytest.fixture
def client(sides):
    """Fiona's."""
    client = Client()
    client.force_login(sides[1].user)
    return client


type Form = tuple[str, Callable[[Here, Side], list[Any]], Callable[[Here, Side], dict[str, Any]]]


def said(here: Here, **more: Any) -> dict[str, Any]:
    """What a form of a touchpoint says, with `more`."""
    return {"kind": "call", "subject": "Talk", "at": NOW, "direction": "two-way", **more}


def on(name: str) -> Callable[[Here, Side], list[Any]]:
    return lambda here, _side: [getattr(here, name).pk]


def cell(field: str) -> Callable[[Here, Side], list[Any]]:
    return lambda here, _side: ["accounts", here.account.pk, field]


FORMS: dict[str, Form] = {
    "a person put at an account": (
        "accounts:account-contact-add",
        on("account"),
        lambda _, one: {"contact": one.traveller.pk},
    ),
    "a new contact's account": (
        "accounts:contact-new",
        lambda *_: [],
        lambda _, one: {"name": "Olaf", "stance": "user", "account": one.account.pk},
    ),
    "a contact's next account": (
        "accounts:contact-place",
        on("contact"),
        lambda _, one: {"account": one.elsewhere.pk, "stance": "user"},
    ),
    "a contact's boss": ("accounts:contact-boss", on("contact"), lambda _, one: {"reports_to": one.contact.pk}),
    "a role's holder": ("accounts:team-change", on("account"), lambda _, one: {"role": "csm", "user": one.user.pk}),
    "a member who goes": (
        "accounts:team-leave",
        lambda here, one: [here.account.pk, one.member.pk],
        lambda *_: {},
    ),
    "a touchpoint's contacts": (
        "accounts:touchpoint-new",
        on("account"),
        lambda here, one: said(here, contacts=[one.contact.pk]),
    ),
    "a touchpoint's people": (
        "accounts:touchpoint-new",
        on("account"),
        lambda here, one: said(here, users=[one.user.pk]),
    ),
    "a touchpoint's contacts, changed": (
        "accounts:touchpoint-edit",
        on("touchpoint"),
        lambda here, one: said(here, contacts=[one.contact.pk]),
    ),
    "a touchpoint's people, changed": (
        "accounts:touchpoint-edit",
        on("touchpoint"),
        lambda here, one: said(here, users=[one.user.pk]),
    ),
    "a meeting's contacts": (
        "accounts:meeting-new",
        on("account"),
        lambda here, one: said(here, at=LATER, contacts=[one.contact.pk]),
    ),
    "a held meeting's contacts": (
        "accounts:meeting-hold",
        on("meeting"),
        lambda _, one: {"at": NOW, "contacts": [one.contact.pk]},
    ),
    "an action's owner": (
        "accounts:action-new",
        on("account"),
        lambda _, one: {"text": "Call", "who": f"u{one.user.pk}"},
    ),
    "an action's contact": (
        "accounts:action-new",
        on("account"),
        lambda _, one: {"text": "Call", "who": f"c{one.contact.pk}"},
    ),
    "an action's contact, changed": (
        "accounts:action-edit",
        on("item"),
        lambda _, one: {"text": "Call", "who": f"c{one.contact.pk}"},
    ),
    "an escalation's owner": (
        "accounts:escalation-new",
        on("account"),
        lambda _, one: {"subject": "Down", "severity": "low", "opened_at": NOW, "owner": one.user.pk},
    ),
    "an escalation's owner, changed": (
        "accounts:escalation-change",
        on("escalation"),
        lambda _, one: {"subject": "Down", "severity": "low", "opened_at": NOW, "owner": one.user.pk},
    ),
    "a mail's account": ("accounts:mail-assign", on("mail"), lambda _, one: {"account": one.account.pk}),
    "a file that goes": (
        "accounts:touchpoint-detach",
        lambda here, one: [here.touchpoint.pk, one.file.pk],
        lambda *_: {},
    ),
    "a parent": (
        "lists:record-field",
        cell("parent"),
        lambda here, one: {"value": one.elsewhere.pk, "version": here.account.version},
    ),
    "a custom person": (
        "lists:record-field",
        cell("custom_buddy"),
        lambda here, one: {"value": one.user.pk, "version": here.account.version},
    ),
    "a record's field": (
        "lists:record-field",
        lambda _, one: ["accounts", one.account.pk, "employees"],
        lambda _, one: {"value": "12", "version": one.account.version},
    ),
    "rows of a bulk": (
        "lists:bulk",
        lambda *_: ["contacts", "archive"],
        lambda _, one: {"id": [one.contact.pk]},
    ),
    "a bulk's person": (
        "lists:bulk",
        lambda *_: ["accounts", "set-csm"],
        lambda here, one: {"id": [here.account.pk], "value": one.user.pk},
    ),
}


def send(client, form: Form, here: Here, one: Side):
    name, ids, data = form
    given = data(here, one)
    query = "?" + "&".join(f"id={key}" for key in given.pop("id", []))
    answer = client.post(reverse(name, args=ids(here, one)) + query, given)
    run_all_jobs()
    return answer


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_it_takes_an_id_that_its_sender_sees(form, sides, client):
    here, seen, _hidden = sides
    before = AuditEntry.objects.count()
    assert send(client, form, here, seen).status_code in {200, 302}
    assert AuditEntry.objects.count() > before


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_it_takes_no_id_that_its_sender_does_not_see(form, sides, client):
    here, _seen, hidden = sides
    before = AuditEntry.objects.count()
    answer = send(client, form, here, hidden)
    assert answer.status_code in {404, 422}
    assert AuditEntry.objects.count() == before
    page = answer.content.decode()
    assert "Secret" not in page
    assert hidden.user.name not in page


def test_it_keeps_an_owner_whom_the_next_writer_does_not_see(sides, client):
    here, _seen, hidden = sides
    max_ = hidden.user
    ActionItem.objects.filter(pk=here.item.pk).update(owner=max_)
    url = reverse("accounts:action-edit", args=[here.item.pk])
    assert f'<option value="u{max_.pk}" selected>' in client.get(url).content.decode()
    client.post(url, {"text": "Send it", "who": f"u{max_.pk}", "version": here.item.version})
    here.item.refresh_from_db()
    assert (here.item.text, here.item.owner) == ("Send it", max_)


@pytest.mark.parametrize(
    "url",
    ["/accounts/?parent={0.account.pk}", "/contacts/?accounts={0.account.pk}", "/contacts/?reports_to={0.contact.pk}"],
)
def test_it_names_nothing_hidden_in_a_filter(url, sides, client):
    _here, seen, hidden = sides
    assert "Secret" not in client.get(url.format(hidden)).content.decode()
    assert "Northwind" in client.get(url.format(seen)).content.decode()
