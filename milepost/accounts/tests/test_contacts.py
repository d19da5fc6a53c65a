import pytest

from milepost.accounts.actions.contact_addresses import set_addresses
from milepost.accounts.actions.contact_places import change_place, place_contact, remove_place
from milepost.accounts.actions.contacts import (
    add_contact,
    archive_contact,
    change_contact,
    subscribe_again,
    unsubscribe,
)
from milepost.accounts.models import Account, AccountContact, Contact, Stage
from milepost.accounts.queries.contacts import contact_by_address
from milepost.audit.public import AuditEntry, create_record
from milepost.lib.errors import Conflict, Invalid, NotAllowed


@pytest.fixture
def stage(db):
    return Stage.objects.get(is_default=True)


@pytest.fixture
def northwind(stage, max_):
    return create_record(Account(name="Northwind", stage=stage), actor=max_.as_actor())


@pytest.fixture
def mona(northwind, max_):
    return add_contact("Mona Lind", actor=max_.as_actor(), account=northwind, emails=["Mona@Northwind.example"])


def test_it_adds_a_contact_at_an_account(mona, northwind):
    assert mona.emails.get().address == "mona@northwind.example"
    assert mona.emails.get().is_primary
    assert mona.places.get().account == northwind
    assert AuditEntry.objects.of(mona).count() == 1


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "  "}, "name"),
        ({"name": "A", "timezone": "Europe/Atlantis"}, "timezone"),
        ({"name": "A", "stance": "friend"}, "stance"),
        ({"name": "A", "emails": ["a@x.example", "not an address"]}, "emails"),
    ],
)
def test_it_refuses_wrong_values_and_names_the_field(max_, values, field):
    with pytest.raises(Invalid) as refusal:
        add_contact(**values, actor=max_.as_actor())
    assert field in refusal.value.fields
    assert not Contact.objects.exists()


def test_it_refuses_the_same_address_at_one_account_but_not_at_another(mona, northwind, stage, max_):
    with pytest.raises(Conflict) as refusal:
        add_contact("M. Lind", actor=max_.as_actor(), account=northwind, emails=["mona@northwind.example"])
    assert refusal.value.details["contacts"] == [mona.pk]
    other = create_record(Account(name="Other", stage=stage), actor=max_.as_actor())
    assert add_contact("M. Lind", actor=max_.as_actor(), account=other, emails=["mona@northwind.example"])
    assert contact_by_address("mona@northwind.example") is None


def test_it_refuses_a_circle_of_bosses(mona, northwind, max_):
    boss = add_contact("Boss", actor=max_.as_actor(), account=northwind)
    change_contact(mona, {"reports_to": boss}, actor=max_.as_actor())
    with pytest.raises(Invalid) as refusal:
        change_contact(boss, {"reports_to": mona}, actor=max_.as_actor())
    assert "reports_to" in refusal.value.fields


def test_it_shows_the_second_writer_both_values(mona, max_, lena):
    seen = mona.version
    change_contact(mona, {"title": "CTO"}, actor=max_.as_actor(), expected_version=seen)
    with pytest.raises(Conflict) as refusal:
        change_contact(mona, {"title": "CIO"}, actor=lena.as_actor(), expected_version=seen)
    assert refusal.value.details["current"] == {"title": "CTO"}


def test_it_swaps_addresses_and_the_main_one(mona, max_):
    rows = set_addresses(mona, ["new@n.example", "mona@northwind.example"], actor=max_.as_actor())
    assert [(row.address, row.is_primary) for row in rows] == [
        ("new@n.example", True),
        ("mona@northwind.example", False),
    ]
    rows = set_addresses(mona, ["mona@northwind.example"], actor=max_.as_actor())
    assert [(row.address, row.is_primary) for row in rows] == [("mona@northwind.example", True)]
    assert set_addresses(mona, [], actor=max_.as_actor()) == []


def test_it_keeps_one_person_to_ask_first(mona, northwind, max_):
    other = add_contact("Olaf", actor=max_.as_actor(), account=northwind)
    first, second = mona.places.get(), other.places.get()
    change_place(first, {"is_primary": True}, actor=max_.as_actor())
    change_place(second, {"is_primary": True, "stance": "champion"}, actor=max_.as_actor())
    assert list(AccountContact.objects.filter(is_primary=True)) == [second]


def test_it_places_a_partner_at_two_accounts_and_takes_them_away(mona, stage, max_):
    other = create_record(Account(name="Other", stage=stage), actor=max_.as_actor())
    place = place_contact(mona, other, "sponsor", actor=max_.as_actor())
    assert place_contact(mona, other, "detractor", actor=max_.as_actor()) == place
    assert mona.places.count() == 2
    place.refresh_from_db()
    remove_place(place, actor=max_.as_actor())
    assert mona.places.count() == 1


def test_it_unsubscribes_once_and_again_subscribes(mona, max_):
    first = unsubscribe(mona, actor=max_.as_actor()).unsubscribed_at
    assert unsubscribe(mona, actor=max_.as_actor()).unsubscribed_at == first
    assert subscribe_again(mona, actor=max_.as_actor()).unsubscribed_at is None


def test_it_shows_contributors_only_the_people_of_their_accounts(mona, fiona, max_):
    assert list(Contact.objects.visible_to(max_)) == [mona]
    assert not Contact.objects.visible_to(fiona).exists()


def test_it_refuses_those_who_may_not_write(mona, victor):
    for write in (
        lambda: add_contact("A", actor=victor.as_actor()),
        lambda: change_contact(mona, {"title": "x"}, actor=victor.as_actor()),
        lambda: set_addresses(mona, [], actor=victor.as_actor()),
        lambda: archive_contact(mona, actor=victor.as_actor()),
    ):
        with pytest.raises(NotAllowed):
            write()
