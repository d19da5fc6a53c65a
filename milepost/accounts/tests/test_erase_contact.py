import pytest
from django.utils import timezone

from milepost.accounts.models import Attendee, CapturedMail, Contact, ContactEmail, Merge, Tombstone
from milepost.accounts.public import (
    add_action_item,
    add_contact,
    change_contact,
    erase_contact,
    is_erased,
    log_touchpoint,
    merge_contacts,
    set_addresses,
    undo_merge,
)
from milepost.audit.public import AuditEntry, create_record, revert_entry
from milepost.lib.errors import Conflict, NotAllowed
from milepost.search.public import search

SECRETS = ("Mona", "Lind", "mona@", "old@northwind", "m.lind@", "+41 44")


@pytest.fixture
def mona(ada, northwind):
    actor = ada.as_actor()
    emails = ["mona@northwind.example", "old@northwind.example"]
    contact = add_contact("Mona Lind", actor=actor, account=northwind, emails=emails, phone="+41 44 000 00 00")
    set_addresses(contact, ["mona@northwind.example"], actor=actor)
    return contact


def everything_logged() -> str:
    return " ".join(f"{entry.label} {entry.changes}" for entry in AuditEntry.objects.all())


def test_it_leaves_nothing_of_the_person(mona, northwind, ada):
    actor = ada.as_actor()
    call = log_touchpoint(northwind, "call", "Hello", actor=actor, attendees=[mona])
    item = add_action_item(northwind, "Send it", contact=mona, actor=actor)
    report = erase_contact(mona, actor=actor)
    item.refresh_from_db()
    assert item.contact is None
    assert not call.attendees.filter(contact__isnull=False).exists()
    assert not Contact.objects.exists()
    assert not ContactEmail.objects.exists()
    assert [secret for secret in SECRETS if secret in everything_logged()] == []
    assert search(ada, "Mona Lind") == []
    done = {str(row.label): row.count for row in report.rows}
    assert done == {"Attendances": 1, "Promises": 1, "Accounts": 1, "Mail addresses": 1}
    assert report.log_entries >= 6
    event = AuditEntry.objects.get(event="erased-on-request")
    assert (event.key, event.actor_label) == (str(mona.pk), "Ada")
    assert AuditEntry.objects.filter(kind="accounts.contact", key=str(mona.pk), action="create").exists()


def test_it_does_not_let_late_data_bring_them_back(mona, northwind, ada):
    erase_contact(mona, actor=ada.as_actor())
    assert is_erased("Mona@Northwind.example")
    assert is_erased("old@northwind.example")
    assert not is_erased("other@northwind.example")
    assert not any("mona" in one.digest for one in Tombstone.objects.all())
    with pytest.raises(Conflict, match="asked to be erased"):
        add_contact("Mona", actor=ada.as_actor(), account=northwind, emails=["mona@northwind.example"])
    nora = add_contact("Nora", actor=ada.as_actor())
    with pytest.raises(Conflict, match="asked to be erased"):
        set_addresses(nora, ["mona@northwind.example"], actor=ada.as_actor())
    for entry in AuditEntry.objects.filter(action="delete"):
        with pytest.raises(Conflict):
            revert_entry(entry, actor=ada.as_actor())


def test_it_keys_the_hash_with_the_secret_of_the_installation(mona, ada, settings):
    erase_contact(mona, actor=ada.as_actor())
    settings.SECRET_KEY = "another" * 10
    assert not is_erased("mona@northwind.example")


def test_it_erases_those_who_were_merged_into_them(mona, ada):
    actor = ada.as_actor()
    again = add_contact("M. Lind", actor=actor, emails=["m.lind@private.example"])
    made = merge_contacts(again, mona, actor=actor)
    with pytest.raises(Conflict, match="part of another contact"):
        erase_contact(Contact.objects.get(pk=again.pk), actor=actor)
    erase_contact(Contact.objects.get(pk=mona.pk), actor=actor)
    assert not Contact.objects.exists()
    assert is_erased("m.lind@private.example")
    assert Merge.objects.get().label == "–"
    assert [secret for secret in SECRETS if secret in everything_logged()] == []
    with pytest.raises(Conflict, match="erased"):
        undo_merge(made, actor=actor)


def test_it_finds_what_knows_them_by_address_alone(mona, northwind, ada, max_):
    actor = ada.as_actor()
    touchpoint = log_touchpoint(northwind, "call", "Hello", actor=actor)
    create_record(Attendee(touchpoint=touchpoint, address="mona@northwind.example"), actor=actor)
    common = {"user": max_, "sent_at": timezone.now(), "state": "waiting"}
    theirs = CapturedMail(
        sender="Mona Lind <mona@northwind.example>", subject="Mona", body="Yours, Mona", message_key="1", **common
    )
    ours = CapturedMail(
        sender="max@vendor.example",
        recipients=["mona@northwind.example", "x@y.example"],
        subject="Offer",
        message_key="2",
        **common,
    )
    for mail in (theirs, ours):
        create_record(mail, actor=actor)
    erase_contact(mona, actor=actor)
    theirs.refresh_from_db()
    ours.refresh_from_db()
    assert (theirs.sender, theirs.subject, theirs.body) == ("–", "", "")
    assert (ours.subject, ours.recipients) == ("Offer", ["x@y.example"])
    assert not touchpoint.attendees.filter(address__contains="mona").exists()
    assert [secret for secret in SECRETS if secret in everything_logged()] == []


def test_it_lists_texts_that_name_them(mona, northwind, ada):
    log_touchpoint(northwind, "note", "Talk", actor=ada.as_actor(), body="Mona Lind was cross")
    log_touchpoint(northwind, "note", "Else", actor=ada.as_actor(), body="Nothing")
    report = erase_contact(mona, actor=ada.as_actor())
    assert [mention.label for mention in report.mentions] == ["Talk"]


def test_it_erases_nobody_who_was_changed_meanwhile(mona, ada, max_):
    seen = mona.version
    change_contact(mona, {"title": "CTO"}, actor=max_.as_actor())
    with pytest.raises(Conflict, match="changed meanwhile"):
        erase_contact(mona, actor=ada.as_actor(), expected_version=seen)
    with pytest.raises(NotAllowed):
        erase_contact(mona, actor=max_.as_actor())
    assert Contact.objects.exists()
