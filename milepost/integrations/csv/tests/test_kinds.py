import datetime as dt
from typing import Any

import pytest

from milepost.accounts.public import (
    Account,
    Contact,
    ContactEmail,
    Ticket,
    Touchpoint,
    add_contact,
    add_option,
    archive_account,
    create_account,
    declare_field,
    erase_contact,
)
from milepost.integrations.csv.queries import alike_words, counts_of
from milepost.integrations.csv.tests.conftest import OPERATOR, reasons

pytestmark = pytest.mark.django_db
ACCOUNTS = "id,name,domain,industry,seats,csm\n1,Acme,acme.example,Robots,12,ada@example.com\n2,Bolt,,Robots,,\n"
COLUMNS = {"name": "name", "domain": "domains", "industry": "industry", "seats": "employees", "csm": "csm"}


def accounts(imported, text=ACCOUNTS, **given: Any):
    return imported("accounts", text, key_column="id", columns=given.pop("columns", COLUMNS), **given)


def counts(import_):
    return import_.created, import_.updated, import_.unchanged, import_.refused


def test_it_makes_accounts_and_a_second_import_changes_nothing(imported, ada):
    first = accounts(imported, create_missing=True)
    assert counts(first) == (2, 0, 0, 0)
    acme = Account.objects.get(name="Acme")
    assert (acme.industry.name, acme.employees) == ("Robots", 12)
    assert list(acme.domains.values_list("domain", flat=True)) == ["acme.example"]
    assert acme.team.get().user == ada
    assert acme.external_ids.get().value == "1"
    assert counts(accounts(imported, create_missing=True)) == (0, 0, 2, 0)


def test_the_dry_run_names_accounts_that_would_be_there_twice(imported, checked, ada):
    accounts(imported, create_missing=True)
    same = {"key_column": "id", "columns": {"name": "name"}}
    elsewhere = checked("accounts", "id,name\n7,ACME\n8,Bolt\n9,Corda\n", source="erp", **same)
    assert counts_of(elsewhere)["created"] == 3
    assert (elsewhere.checked["alike"], elsewhere.checked["alike_first"]) == (2, ["Acme", "Bolt"])
    assert "Acme, Bolt" in alike_words(elsewhere)
    again = checked("accounts", "id,name\n1,Acme\n3,Corda\n", **same)
    assert (again.checked["alike"], alike_words(again)) == (0, "")


def test_an_archived_account_is_no_double(imported, checked, ada):
    accounts(imported, create_missing=True)
    archive_account(Account.objects.get(name="Bolt"), actor=OPERATOR)
    elsewhere = checked("accounts", "id,name\n8,Bolt\n", source="erp", key_column="id", columns={"name": "name"})
    assert elsewhere.checked["alike"] == 0


def test_it_changes_what_differs_and_leaves_blank_cells(imported, ada):
    accounts(imported, create_missing=True)
    changed = ACCOUNTS.replace("Acme,acme.example,Robots,12", "Acme Inc,,Robots,13")
    assert counts(accounts(imported, changed, create_missing=True)) == (0, 1, 1, 0)
    acme = Account.objects.get(external_ids__value="1")
    assert (acme.name, acme.employees) == ("Acme Inc", 13)
    assert acme.domains.count() == 1


def test_it_clears_blank_cells_when_that_is_chosen(imported, ada):
    accounts(imported, create_missing=True)
    blank = ACCOUNTS.replace("Robots,12", ",")
    accounts(imported, blank, create_missing=True, blank="clear")
    acme = Account.objects.get(name="Acme")
    assert (acme.industry, acme.employees) == (None, None)


def test_it_leaves_what_is_here_when_that_is_chosen(imported, ada):
    accounts(imported, create_missing=True)
    import_ = accounts(imported, ACCOUNTS.replace(",12,", ",99,"), create_missing=True, existing="skip")
    assert counts(import_) == (0, 0, 2, 0)


def test_it_makes_choices_only_when_that_is_chosen(imported, ada):
    import_ = accounts(imported)
    assert counts(import_) == (0, 0, 0, 2)
    assert [(row, column) for row, column, _why in reasons(import_)] == [(2, "industry"), (3, "industry")]
    add_option("industry", "robots", actor=OPERATOR)
    assert counts(accounts(imported)) == (2, 0, 0, 0)


def test_it_refuses_people_who_are_not_here(imported):
    import_ = accounts(imported, create_missing=True)
    assert reasons(import_) == [(2, "csm", "Nobody here has this name or mail address.")]


def test_it_refuses_a_key_that_stands_there_twice(imported):
    import_ = accounts(imported, "id,name\n1,A\n1,B\n,C\n", columns={"name": "name"})
    assert counts(import_) == (1, 0, 0, 2)
    assert reasons(import_) == [(3, "id", "Row 2 has this key already."), (4, "id", "A row needs a key.")]


def test_it_refuses_a_header_in_the_middle_and_rows_that_are_too_long(imported):
    import_ = accounts(imported, "id,name\n1,A\nid,name\n2,B,C\n3,D\n", columns={"name": "name"})
    assert counts(import_) == (2, 0, 0, 2)
    assert [row for row, _column, _why in reasons(import_)] == [3, 4]


def test_it_finds_parents_further_down(imported):
    text = "id,name,parent\n1,Child,2\n2,Parent,3\n3,Grand,\n4,Other,Grand\n"
    import_ = accounts(imported, text, columns={"name": "name", "parent": "parent"})
    assert counts(import_)[0] == 3
    assert Account.objects.get(name="Child").parent.parent.name == "Grand"
    again = accounts(imported, text, columns={"name": "name", "parent": "parent"})
    assert counts(again) == (1, 0, 3, 0)


def test_it_refuses_rows_whose_parents_make_a_circle(imported):
    text = "id,name,parent\n1,A,2\n2,B,3\n3,C,1\n4,D,4\n5,E,1\n6,F,\n"
    import_ = accounts(imported, text, columns={"name": "name", "parent": "parent"})
    assert counts(import_) == (1, 0, 0, 5)
    assert "circle" in reasons(import_)[0][2]


def test_it_refuses_a_domain_of_another_account_or_row(imported):
    create_account("Old", actor=OPERATOR, domains=["old.example"])
    text = "id,name,domain\n1,A,old.example\n2,B,new.example\n3,C,https://www.new.example/about\n4,D,nonsense\n"
    import_ = accounts(imported, text, columns={"name": "name", "domain": "domains"})
    assert counts(import_) == (1, 0, 0, 3)
    assert [row for row, _column, _why in reasons(import_)] == [2, 4, 5]


def test_it_finds_accounts_by_domain_without_a_key(imported):
    create_account("Acme", actor=OPERATOR, domains=["acme.example"])
    import_ = imported(
        "accounts",
        "website,name,staff\nhttps://acme.example,Acme,5\nb.example,New,6\n",
        columns={"website": "domains", "name": "name", "staff": "employees"},
        key_column="",
    )
    assert counts(import_) == (1, 1, 0, 0)
    assert Account.objects.get(name="Acme").employees == 5


def test_it_takes_custom_fields(imported):
    declare_field("Seats", "number", actor=OPERATOR)
    declare_field("Trial", "yes-no", actor=OPERATOR)
    text = 'id,name,seats,trial\n1,A,"1.234,5",ja\n2,B,many,nein\n'
    columns = {"name": "name", "seats": "custom_seats", "trial": "custom_trial"}
    import_ = accounts(imported, text, columns=columns)
    assert counts(import_) == (1, 0, 0, 1)
    assert Account.objects.get(name="A").custom == {"seats": 1234.5, "trial": True}
    assert counts(accounts(imported, text, columns=columns)) == (0, 0, 1, 1)


@pytest.mark.parametrize(
    ("type_", "cell", "wrong"),
    [
        ("text", "ERP of 1998", "x" * 2001),
        ("date", "2026-02-28", "2026-02-30"),
        ("choice", "cloud", "Moon"),
        ("person", "ada@example.com", "nobody@example.com"),
    ],
)
def test_it_takes_a_custom_field_of_each_type_and_refuses_what_is_none(imported, ada, type_, cell, wrong):
    declare_field("F", type_, actor=OPERATOR, choices=["Cloud", "Own"] if type_ == "choice" else [])
    import_ = accounts(imported, f"id,name,f\n1,A,{cell}\n2,B,{wrong}\n", columns={"name": "name", "f": "custom_f"})
    assert counts(import_) == (1, 0, 0, 1)
    assert Account.objects.get().custom == {"f": {"choice": "Cloud", "person": ada.pk}.get(type_, cell)}


def test_it_guesses_columns_by_their_names(checked, ada):
    import_ = checked("accounts", ACCOUNTS.replace("seats", "Number of employees"), create_missing=True)
    assert import_.how.columns == {
        "name": "name",
        "domain": "domains",
        "industry": "industry",
        "Number of employees": "employees",
        "csm": "csm",
    }
    assert import_.how.key_column == "id"


CONTACTS = "id,name,mail,company,stance\n7,Mona Lind,Mona@Acme.example,Acme,Champion\n8,Olaf,olaf@acme.example,Acme,\n"
PEOPLE = {"name": "name", "mail": "email", "company": "account", "stance": "stance"}


def test_it_makes_contacts_at_their_accounts(imported):
    acme = create_account("Acme", actor=OPERATOR)
    import_ = imported("contacts", CONTACTS, key_column="id", columns=PEOPLE)
    assert counts(import_) == (2, 0, 0, 0)
    mona = Contact.objects.get(name="Mona Lind")
    assert [(one.address, one.is_primary) for one in mona.emails.all()] == [("mona@acme.example", True)]
    assert (mona.places.get().account, mona.places.get().stance, mona.version) == (acme, "champion", 1)
    assert counts(imported("contacts", CONTACTS, key_column="id", columns=PEOPLE)) == (0, 0, 2, 0)


def test_it_finds_contacts_by_their_key_when_the_address_is_new(imported):
    create_account("Acme", actor=OPERATOR)
    imported("contacts", CONTACTS, key_column="id", columns=PEOPLE)
    moved = CONTACTS.replace("olaf@acme.example", "olaf@new.example").replace("Olaf", "Olaf Berg")
    assert counts(imported("contacts", moved, key_column="id", columns=PEOPLE)) == (0, 1, 1, 0)
    assert set(Contact.objects.get(name="Olaf Berg").emails.values_list("address", flat=True)) == {
        "olaf@acme.example",
        "olaf@new.example",
    }


def test_it_finds_contacts_by_address_without_a_key(imported):
    acme = create_account("Acme", actor=OPERATOR)
    add_contact("Mona", actor=OPERATOR, account=acme, emails=["mona@acme.example"])
    import_ = imported("contacts", CONTACTS, key_column="", columns=PEOPLE)
    assert counts(import_) == (1, 1, 0, 0)
    assert Contact.objects.get(emails__address="mona@acme.example").name == "Mona Lind"


def test_it_does_not_take_erased_people_in_again(imported):
    acme = create_account("Acme", actor=OPERATOR)
    erase_contact(add_contact("Mona", actor=OPERATOR, account=acme, emails=["mona@acme.example"]), actor=OPERATOR)
    import_ = imported("contacts", CONTACTS, key_column="id", columns=PEOPLE)
    assert counts(import_) == (1, 0, 0, 1)
    [(row, column, why)] = reasons(import_)
    assert (row, column) == (2, "mail")
    assert "erased" in why


def test_it_refuses_wrong_addresses_doubles_and_unknown_accounts(imported):
    create_account("Acme", actor=OPERATOR)
    text = (
        "name,mail,company\nA,a@a.example,Acme\nB,A@A.example,Acme\nC,nonsense,Acme\nD,d@d.example,Nowhere\nE,,Acme\n"
    )
    import_ = imported("contacts", text, key_column="", columns={"name": "name", "mail": "email", "company": "account"})
    assert counts(import_) == (1, 0, 0, 4)
    assert [(row, column) for row, column, _why in reasons(import_)] == [
        (3, "mail"),
        (4, "mail"),
        (5, "company"),
        (6, "mail"),
    ]


def test_it_finds_who_was_imported_in_the_search(imported, ada):
    from milepost.search.public import search

    create_account("Acme", actor=OPERATOR)
    imported("contacts", CONTACTS, key_column="id", columns=PEOPLE)
    assert [hit.title for hit in search(ada, "olaf@acme.example")] == ["Olaf"]


def test_it_takes_names_in_two_columns(imported):
    text = "first,last,mail\nMona,Lind,m@a.example\n"
    imported("contacts", text, key_column="", columns={"first": "first_name", "last": "last_name", "mail": "email"})
    assert Contact.objects.get().name == "Mona Lind"
    assert ContactEmail.objects.count() == 1


TICKETS = (
    "id,account,opened,closed,prio,minutes\nT1,Acme,27-07-2023,28-07-2023 03:00,urgent,74\nT2,Acme,13-08-2024,,low,5\n"
)
DESK = {
    "account": "account",
    "opened": "opened_at",
    "closed": "closed_at",
    "prio": "priority",
    "minutes": "first_answer_minutes",
}


def test_it_makes_tickets_and_a_second_import_changes_nothing(imported):
    create_account("Acme", actor=OPERATOR)
    assert counts(imported("tickets", TICKETS, key_column="id", columns=DESK)) == (2, 0, 0, 0)
    ticket = Ticket.objects.get(external_key="T1")
    assert (ticket.subject, ticket.priority, ticket.state) == ("Ticket T1", "critical", "solved")
    assert ticket.closed_at == dt.datetime(2023, 7, 28, 3, tzinfo=dt.UTC)
    assert ticket.first_answer_at - ticket.opened_at == dt.timedelta(minutes=74)
    assert Ticket.objects.get(external_key="T2").state == "open"
    assert counts(imported("tickets", TICKETS, key_column="id", columns=DESK)) == (0, 0, 2, 0)
    closed = TICKETS.replace("13-08-2024,,", "13-08-2024,14-08-2024,")
    assert counts(imported("tickets", closed, key_column="id", columns=DESK)) == (0, 1, 1, 0)


def test_it_refuses_tickets_of_nobody_and_with_odd_words(imported):
    create_account("Acme", actor=OPERATOR)
    text = "id,account,opened,prio\nT1,Nobody,27-07-2023,low\nT2,Acme,27-07-2023,awful\nT3,Acme,31-02-2023,low\n"
    import_ = imported(
        "tickets",
        text,
        key_column="id",
        columns={"account": "account", "opened": "opened_at", "prio": "priority"},
    )
    assert [(row, column) for row, column, _why in reasons(import_)] == [(2, "account"), (3, "prio"), (4, "opened")]


def test_it_makes_touchpoints_once(imported, ada):
    create_account("Acme", actor=OPERATOR)
    text = (
        "id,company,topic,date,type,by\n"
        "C1,Acme,First call,2026-01-05 10:00,Phone call,Ada\nC2,Acme,Mail,2026-01-06,email,\n"
    )
    columns = {"company": "account", "topic": "subject", "date": "at", "type": "kind", "by": "author"}
    assert counts(imported("touchpoints", text, key_column="id", columns=columns)) == (2, 0, 0, 0)
    call = Touchpoint.objects.get(subject="First call")
    assert (call.kind, call.author, call.state) == ("call", ada, "held")
    assert counts(imported("touchpoints", text, key_column="id", columns=columns)) == (0, 0, 2, 0)
    changed = text.replace("First call", "Second call")
    assert counts(imported("touchpoints", changed, key_column="id", columns=columns)) == (0, 1, 1, 0)


def test_it_keeps_figures_and_takes_them_back(imported, undone):
    from milepost.accounts.public import Fact

    acme = create_account("Acme", actor=OPERATOR)
    before = Fact.objects.get(account=acme, key="open_tickets").number
    text = "account,tickets\nAcme,7\nNobody,3\n"
    import_ = imported("facts", text, key_column="", columns={"account": "account", "tickets": "fact_open_tickets"})
    assert counts(import_) == (0, 1, 0, 1)
    assert Fact.objects.get(account=acme, key="open_tickets").number == 7
    undone(import_)
    assert Fact.objects.get(account=acme, key="open_tickets").number == before
