from typing import Any

import pytest

from milepost.accounts.events import ContactChanged, ContactCreated
from milepost.accounts.models import AccountContact, Contact
from milepost.accounts.public import (
    BulkState,
    ContactDraft,
    add_contact,
    change_contact,
    create_account,
    erase_contact,
    merge_contacts,
    upsert_contacts,
    write_contacts,
)
from milepost.audit.public import AuditEntry
from milepost.jobs.public import Subscriber, subscribers
from milepost.jobs.testing import run_all_jobs
from milepost.lib.errors import NotAllowed
from milepost.search.public import search

CREATED, UPDATED, UNCHANGED, REFUSED = BulkState.CREATED, BulkState.UPDATED, BulkState.UNCHANGED, BulkState.REFUSED


@pytest.fixture
def northwind(ada):
    return create_account("Northwind", actor=ada.as_actor())


@pytest.fixture
def upsert(ada):
    def call(*rows: Any, **options: Any):
        return upsert_contacts(rows, actor=ada.as_actor(), **options)

    return call


def test_it_makes_contacts_with_their_addresses_and_place(upsert, northwind, ada):
    [outcome] = upsert(
        {"email": " Mona@N.example", "name": "Mona Lind", "title": "CTO", "account": northwind.pk, "stance": "champion"}
    )
    contact = Contact.objects.get(pk=outcome.record_id)
    assert (outcome.state, contact.title) == (CREATED, "CTO")
    assert [(row.address, row.is_primary) for row in contact.emails.all()] == [("mona@n.example", True)]
    assert (contact.places.get().account, contact.places.get().stance) == (northwind, "champion")
    assert [hit.title for hit in search(ada, "mona@n.example")] == ["Mona Lind"]
    assert AuditEntry.objects.of(contact).count() == 1


def test_a_second_time_nothing_changes(upsert, northwind):
    row = {"email": "m@n.example", "name": "Mona", "account": northwind.pk, "emails": ["m@n.example", "m2@n.example"]}
    upsert(row)
    entries = AuditEntry.objects.count()
    assert [one.state for one in upsert(row)] == [UNCHANGED]
    assert AuditEntry.objects.count() == entries


def test_it_changes_only_what_the_row_names(upsert, northwind):
    upsert({"email": "m@n.example", "name": "Mona", "title": "CTO", "emails": ["m2@n.example"]})
    [outcome] = upsert({"email": "m@n.example", "title": "CEO", "account": northwind.pk})
    contact = Contact.objects.get()
    assert (outcome.state, contact.name, contact.title) == (UPDATED, "Mona", "CEO")
    assert contact.emails.count() == 2
    assert AccountContact.objects.get().account == northwind
    upsert({"email": "m@n.example", "stance": "sponsor", "account": northwind.pk})
    assert AccountContact.objects.get().stance == "sponsor"


def test_of_several_holders_the_one_at_the_account_is_meant(upsert, northwind, ada):
    here = add_contact("Here", actor=ada.as_actor(), account=northwind, emails=["shared@n.example"])
    add_contact("There", actor=ada.as_actor(), emails=["shared@n.example"])
    [refused] = upsert({"email": "shared@n.example", "title": "x"})
    [found] = upsert({"email": "shared@n.example", "title": "x", "account": northwind.pk})
    assert (refused.state, refused.code) == (REFUSED, "ambiguous")
    assert found.record_id == here.pk


def test_wrong_rows_are_refused_and_stop_no_other(upsert, ada):
    gone = add_contact("Gone", actor=ada.as_actor(), emails=["gone@n.example"])
    erase_contact(gone, actor=ada.as_actor())
    outcomes = upsert(
        {"email": "nobody", "name": "A"},
        {"email": "gone@n.example", "name": "B"},
        {"email": "c@n.example"},
        {"email": "d@n.example", "name": "D", "account": 999},
        {"email": "e@n.example", "name": "E", "stance": "friend"},
        {"email": "f@n.example", "name": "F"},
        {"email": "F@n.example", "name": "G"},
        {"email": "h@n.example", "name": "H", "timezone": "Mars/Base"},
    )
    codes = [outcome.code or outcome.state.value for outcome in outcomes]
    assert codes == [
        "wrong-email",
        "erased",
        "wrong-value",
        "wrong-value",
        "wrong-value",
        "created",
        "duplicate-key",
        "wrong-value",
    ]


def test_it_finds_contacts_by_their_key_in_another_system(upsert):
    row = {"external_id": "7", "email": "m@n.example", "name": "Mona"}
    [made] = upsert(row, system="CRM")
    assert [one.state for one in upsert(row, system="crm")] == [UNCHANGED]
    [moved] = upsert({"external_id": "7", "email": "new@n.example"}, system="crm")
    assert (moved.state, moved.record_id) == (UPDATED, made.record_id)
    assert {one.address for one in Contact.objects.get().emails.all()} == {"m@n.example", "new@n.example"}
    [other] = upsert({"external_id": "7", "name": "Somebody else"}, system="shop")
    assert other.state == CREATED


def test_a_contact_that_is_found_by_address_is_found_by_key_from_then_on(upsert, ada):
    known = add_contact("Mona", actor=ada.as_actor(), emails=["m@n.example"])
    upsert({"external_id": "7", "email": "m@n.example", "title": "CTO"}, system="crm")
    [found] = upsert({"external_id": "7", "title": "CEO"}, system="crm")
    assert (found.state, found.record_id) == (UPDATED, known.pk)


def test_a_key_follows_a_merge(upsert, ada):
    [made] = upsert({"external_id": "7", "name": "Mona"}, system="crm")
    winner = add_contact("Mona L", actor=ada.as_actor())
    merge_contacts(Contact.objects.get(pk=made.record_id), winner, actor=ada.as_actor())
    assert upsert({"external_id": "7", "title": "CTO"}, system="crm")[0].record_id == winner.pk


def test_one_address_is_for_one_row(upsert):
    outcomes = upsert(
        {"external_id": "1", "email": "m@n.example", "name": "A"},
        {"external_id": "2", "email": "M@n.example", "name": "B"},
        {"external_id": "1", "name": "C"},
        {"name": "D"},
        system="crm",
    )
    assert [one.code for one in outcomes] == ["", "duplicate-key", "duplicate-key", "missing"]


def test_what_collides_is_refused_alone_and_leaves_nothing(ada, northwind):
    actor = ada.as_actor()
    old, seen = add_contact("Old", actor=actor), Contact.objects.get()
    change_contact(old, {"title": "CTO"}, actor=actor)
    fine = ContactDraft({"name": "Fine"}, addresses=["f@n.example"], account=northwind)
    stale = ContactDraft({"title": "CEO"}, seen, addresses=["o@n.example"], account=northwind)
    known = add_contact("Known", actor=actor)
    also = ContactDraft({"title": "CEO"}, known, addresses=["k@n.example"])
    write_contacts([fine, stale, also], actor=actor)
    assert [getattr(one.refusal, "code", "") for one in (fine, stale, also)] == ["", "stale", ""]
    assert Contact.objects.get(name="Fine").emails.get().address == "f@n.example"
    assert Contact.objects.get(name="Known").title == "CEO"
    assert not old.emails.exists()
    assert not old.places.exists()
    assert AuditEntry.objects.of(known).filter(action="update").count() == 1


def test_many_rows_cost_few_queries(upsert, northwind, django_assert_max_num_queries):
    rows = [{"email": f"p{n}@n.example", "name": f"P {n}", "account": northwind.pk} for n in range(300)]
    with django_assert_max_num_queries(70):
        upsert(*rows)
    assert Contact.objects.count() == 300


@pytest.mark.parametrize("who", ["fiona", "victor"])
def test_it_needs_the_rights(request, who):
    with pytest.raises(NotAllowed):
        upsert_contacts([], actor=request.getfixturevalue(who).as_actor())


@pytest.fixture
def told():
    """Which events of contacts are told, once a subscriber listens."""
    heard: list[str] = []
    kinds = (ContactCreated, ContactChanged)
    listening = [
        Subscriber(f"test.{kind.__name__}", kind, lambda event: heard.append(type(event).__name__)) for kind in kinds
    ]
    for subscriber in listening:
        subscribers.register(subscriber)
    yield lambda: (run_all_jobs(), sorted(heard))[1]
    for subscriber in listening:
        subscribers.unregister(subscriber.key)


def test_a_contact_that_is_made_with_address_and_place_is_told_once(upsert, northwind, told):
    row = {"email": "mona@n.example", "name": "Mona", "account": northwind.pk}
    upsert(row, {**row, "email": "olaf@n.example"})
    assert told() == ["ContactCreated"] * 2
    upsert({**row, "stance": "champion"})
    assert told() == ["ContactChanged", *["ContactCreated"] * 2]
