"""Inserting many rows at once, tried on contacts and tickets: what is stored is what Django's own way stores."""

import datetime as dt

import pytest

from milepost.accounts.models import Account, Contact, ContactKey, Ticket
from milepost.accounts.public import create_account
from milepost.accounts.records import TicketState
from milepost.lib.actor import SYSTEM
from milepost.lib.bulk_rows import insert_rows, insert_values, update_values

pytestmark = pytest.mark.django_db
MOMENT = dt.datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=dt.timezone(dt.timedelta(hours=2)))


def contacts() -> list[Contact]:
    return [
        Contact(name="Élodie 100 % ?", custom={"a": ["ü", None, 1.5]}, left_on=dt.date(2026, 2, 28)),
        Contact(name="Bo", last_two_way_at=MOMENT, title="'; --"),
        Contact(name="Cy", left_on="2026-03-01"),
    ]


def test_it_stores_what_django_stores():
    mine, theirs = insert_rows(contacts()), Contact.objects.bulk_create(contacts())
    left_out = {"id", "created_at", "updated_at"}
    names = [field.attname for field in Contact._meta.concrete_fields if field.attname not in left_out]
    stored = [
        list(Contact.objects.filter(pk__in=[row.pk for row in rows]).order_by("pk").values(*names))
        for rows in (mine, theirs)
    ]
    assert stored[0] == stored[1]
    assert [one["name_folded"] for one in stored[0]] == ["elodie 100 % ?", "bo", "cy"]


def test_rows_are_of_one_moment_and_know_that_they_are_stored():
    rows = insert_rows([Contact(name=f"P {number}") for number in range(1203)])
    assert len({row.pk for row in rows}) == Contact.objects.count() == 1203
    assert {row.created_at for row in rows} == {row.updated_at for row in rows} == {rows[0].created_at}
    assert all(Contact.objects.get(pk=row.pk).name == row.name for row in (rows[0], rows[501], rows[-1]))
    assert not rows[0]._state.adding
    rows[0].refresh_from_db()
    assert rows[0].created_at == rows[1].created_at


def test_it_takes_links_choices_and_keys_that_are_given():
    account = create_account("A", actor=SYSTEM)
    late = Contact(name="Late")
    ticket = Ticket(account=account, contact=late, system="s", external_key="1", subject="x", opened_at=MOMENT)
    ticket.state = TicketState.SOLVED
    late.save()
    insert_rows([ticket, Ticket(id=777, account=account, system="s", external_key="2", subject="y", opened_at=MOMENT)])
    assert Ticket.objects.get(external_key="1").contact == late
    assert Ticket.objects.get(external_key="1").state == "solved"
    assert Ticket.objects.get(pk=777).opened_at == MOMENT


def test_it_refuses_a_row_that_hangs_on_an_unsaved_one():
    with pytest.raises(ValueError, match="unsaved related object"):
        insert_rows([Ticket(account=Account(name="A"), system="s", external_key="1", subject="x", opened_at=MOMENT)])


def test_a_conflict_is_left_alone_when_that_is_said():
    contact = insert_rows(contacts())[0]
    rows = [("crm", "1", contact.pk), ("crm", "1", contact.pk), ("crm", "2", contact.pk)]
    insert_values(ContactKey, ("system", "value", "contact_id"), rows, on_conflict="ON CONFLICT DO NOTHING")
    assert ContactKey.objects.count() == 2


def test_nothing_costs_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        insert_rows([])
        insert_values(ContactKey, ("system", "value", "contact_id"), [])


def test_rows_that_are_there_get_values_of_their_own():
    one, two, _three = insert_rows(contacts())
    pairs = [(one.pk, {"b": 1}, None, "Élodie"), (two.pk, {}, dt.date(2026, 4, 1), "Bo")]
    update_values(Contact, ("custom", "left_on", "title"), pairs)
    stored = Contact.objects.order_by("pk").values_list("custom", "left_on", "title")
    assert list(stored) == [({"b": 1}, None, "Élodie"), ({}, dt.date(2026, 4, 1), "Bo"), ({}, dt.date(2026, 3, 1), "")]


def test_it_writes_members_of_enums_beside_words_and_leaves_rows_that_hold_others_by_now():
    account = create_account("A", actor=SYSTEM)
    made = {"account": account, "system": "s", "subject": "x", "opened_at": MOMENT}
    one, two, three = insert_rows([Ticket(external_key=str(number), **made) for number in range(3)])
    pairs = [
        (one.pk, TicketState.SOLVED, "a {b,c}", 1),
        (two.pk, "open", 'd "e" \\ NULL', 1),
        (three.pk, "open", "f", 7),
    ]
    assert update_values(Ticket, ("state", "subject"), pairs, seen=("version",)) == 2
    stored = Ticket.objects.order_by("pk").values_list("state", "subject")
    assert list(stored) == [("solved", "a {b,c}"), ("open", 'd "e" \\ NULL'), (three.state, "x")]
