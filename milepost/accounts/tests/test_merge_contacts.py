import pytest

from milepost.accounts.models import Contact, Merge
from milepost.accounts.public import (
    add_action_item,
    add_contact,
    change_contact,
    log_touchpoint,
    merge_contacts,
    place_contact,
    undo_merge,
    unsubscribe,
)
from milepost.lib.errors import Conflict


@pytest.fixture
def twins(ada, northwind, make_account):
    """Mona twice: the second with another address, at another account as well."""
    actor = ada.as_actor()
    mona = add_contact("Mona Lind", actor=actor, account=northwind, emails=["mona@northwind.example"])
    again = add_contact("M. Lind", actor=actor, account=northwind, emails=["ml@partner.example"], title="CTO")
    place_contact(again, make_account("Partner"), "sponsor", actor=actor)
    return mona, again


def test_it_makes_two_people_one_and_two_again(twins, northwind, ada):
    actor, (mona, again) = ada.as_actor(), twins
    call = log_touchpoint(northwind, "call", "Hello", actor=actor, attendees=[mona, again])
    item = add_action_item(northwind, "Send it", contact=again, actor=actor)
    boss = add_contact("Boss", actor=actor, reports_to=again)
    unsubscribe(again, actor=actor)
    made = merge_contacts(again, mona, actor=actor)
    mona.refresh_from_db()
    item.refresh_from_db()
    boss.refresh_from_db()
    assert (item.contact, boss.reports_to, mona.title) == (mona, mona, "CTO")
    assert mona.unsubscribed_at
    assert {(row.address, row.is_primary) for row in mona.emails.all()} == {
        ("mona@northwind.example", True),
        ("ml@partner.example", False),
    }
    assert {place.account.name for place in mona.places.all()} == {"Northwind", "Partner"}
    assert [row.contact for row in call.attendees.exclude(contact=None)] == [mona]
    assert not Contact.objects.active().filter(pk=again.pk).exists()

    assert undo_merge(made, actor=actor) == []
    again.refresh_from_db()
    item.refresh_from_db()
    assert again.archived_at is None
    assert item.contact == again
    assert again.emails.get().is_primary
    assert {row.contact for row in call.attendees.exclude(contact=None)} == {mona, again}
    assert {place.account.name for place in again.places.all()} == {"Northwind", "Partner"}


def test_it_leaves_both_when_one_was_edited_meanwhile(twins, ada):
    mona, again = twins
    stale = Contact.objects.get(pk=mona.pk)
    change_contact(mona, {"title": "CEO"}, actor=ada.as_actor())
    with pytest.raises(Conflict, match="was changed meanwhile"):
        merge_contacts(again, stale, actor=ada.as_actor())
    assert not Merge.objects.exists()
