from typing import Any

import pytest

from milepost.accounts.models import AccountContact, Contact
from milepost.accounts.public import BulkState, add_contact, create_account, erase_contact, upsert_contacts
from milepost.audit.public import AuditEntry
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


def test_many_rows_cost_few_queries(upsert, northwind, django_assert_max_num_queries):
    rows = [{"email": f"p{n}@n.example", "name": f"P {n}", "account": northwind.pk} for n in range(300)]
    with django_assert_max_num_queries(70):
        upsert(*rows)
    assert Contact.objects.count() == 300


@pytest.mark.parametrize("who", ["fiona", "victor"])
def test_it_needs_the_rights(request, who):
    with pytest.raises(NotAllowed):
        upsert_contacts([], actor=request.getfixturevalue(who).as_actor())
