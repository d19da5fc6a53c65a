import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.events import AccountsMerged, MergeUndone
from milepost.accounts.models import (
    Account,
    AccountContact,
    AccountTeamMember,
    Fact,
    Merge,
    SegmentMember,
    TimelineEntry,
    Touchpoint,
)
from milepost.accounts.public import (
    FactInput,
    add_action_item,
    add_contact,
    change_account,
    csm_of,
    join_team,
    log_touchpoint,
    merge_accounts,
    place_contact,
    record_facts,
    restore_account,
    undo_merge,
)
from milepost.jobs.public import Subscriber, subscribers
from milepost.jobs.testing import run_all_jobs
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Conflict, Invalid, NotAllowed


@pytest.fixture
def winner(make_account, max_):
    return make_account("Northwind", csm=max_, tags=["key"], domains=["northwind.example"])


@pytest.fixture
def loser(make_account, lena):
    fields = {"domains": ["nw.example"], "external_ids": {"crm": "7"}, "renewal_date": "2027-03-01"}
    return make_account("Northwind Ltd", csm=lena, tags=["key", "old"], currency="EUR", description="About", **fields)


@pytest.fixture
def merge(winner, loser, ada):
    """Merge the one into the other, as they are stored now."""

    def now():
        winner.refresh_from_db()
        loser.refresh_from_db()
        made = merge_accounts(loser, winner, actor=ada.as_actor())
        winner.refresh_from_db()
        loser.refresh_from_db()
        return made

    return now


def test_it_moves_what_hangs_on_the_loser_and_archives_it(winner, loser, merge, ada):
    call = log_touchpoint(loser, "call", "Hello", actor=ada.as_actor())
    item = add_action_item(loser, "Send it", actor=ada.as_actor())
    merge()
    call.refresh_from_db()
    item.refresh_from_db()
    assert (call.account, item.account) == (winner, winner)
    assert loser.is_archived
    assert sorted(tag.name for tag in winner.tags.all()) == ["key", "old"]
    assert {row.domain for row in winner.domains.all()} == {"northwind.example", "nw.example"}
    assert winner.external_ids.get().value == "7"
    assert TimelineEntry.objects.filter(account=winner, key=str(call.pk), kind="call").count() == 1
    assert not TimelineEntry.objects.filter(account=loser, kind="call").exists()


def test_it_fills_what_is_empty_and_keeps_what_is_not(winner, loser, merge, ada):
    change_account(winner, {"description": "Ours"}, actor=ada.as_actor())
    merge()
    assert (winner.name, winner.description) == ("Northwind", "Ours")
    assert (winner.currency, winner.renewal_date) == ("EUR", dt.date(2027, 3, 1))


def test_it_keeps_one_csm_and_the_history_of_the_other(winner, max_, lena, merge):
    merge()
    assert csm_of(winner) == max_
    rows = AccountTeamMember.objects.filter(account=winner, role="csm").order_by("pk")
    assert {(row.user.name, row.until) for row in rows} == {("Max", None), ("Lena", timezone.localdate())}


def test_it_drops_a_hand_over_that_had_not_begun(winner, loser, lena, ada, merge):
    later = timezone.localdate() + dt.timedelta(days=9)
    AccountTeamMember.objects.filter(account=loser).delete()
    join_team(loser, lena, "csm", actor=ada.as_actor(), since=later)
    made = merge()
    assert AccountTeamMember.objects.filter(role="csm").count() == 1
    undo_merge(made, actor=ada.as_actor())
    assert AccountTeamMember.objects.get(account=loser, role="csm").since == later


def test_it_takes_the_newer_figure(winner, loser, merge, declared_facts, ada):
    now = timezone.now()
    old, new = now - dt.timedelta(days=9), now
    record_facts(winner, {"test_seats": FactInput(value=5, as_of=old), "test_plan": FactInput(value="Pro", as_of=new)})
    record_facts(loser, {"test_seats": FactInput(value=8, as_of=new), "test_plan": FactInput(value="Free", as_of=old)})
    made = merge()
    figures = {fact.key: fact for fact in Fact.objects.filter(account=winner)}
    assert (figures["test_seats"].number, figures["test_plan"].text) == (8, "Pro")
    undo_merge(made, actor=ada.as_actor())
    seats = dict(Fact.objects.filter(key="test_seats").values_list("account", "number"))
    assert seats == {winner.pk: 5, loser.pk: 8}


def test_it_keeps_one_place_of_a_contact_with_the_stance_that_says_more(winner, loser, merge, ada):
    mona = add_contact("Mona", actor=ada.as_actor(), account=winner)
    place_contact(mona, loser, "champion", actor=ada.as_actor())
    made = merge()
    assert AccountContact.objects.get(contact=mona).stance == "champion"
    undo_merge(made, actor=ada.as_actor())
    assert dict(mona.places.values_list("account", "stance")) == {winner.pk: "user", loser.pk: "champion"}


@pytest.fixture
def tops(make_account):
    return make_account("Top"), make_account("Middle")


@pytest.mark.parametrize("above", [False, True])
def test_it_makes_no_account_its_own_parent(winner, loser, merge, tops, above):
    top, middle = tops
    actor = SYSTEM
    change_account(loser, {"parent": top}, actor=actor)
    change_account(middle, {"parent": loser}, actor=actor)
    if above:
        change_account(winner, {"parent": middle}, actor=actor)
    made = merge()
    middle.refresh_from_db()
    assert middle.parent == winner
    assert winner.parent == top
    undo_merge(made, actor=actor)
    middle.refresh_from_db()
    winner.refresh_from_db()
    assert middle.parent == loser
    assert winner.parent == (middle if above else None)


def test_it_merges_a_child_into_its_parent_and_back(winner, loser, merge, ada):
    change_account(loser, {"parent": winner}, actor=ada.as_actor())
    merge()
    assert winner.parent is None


def test_it_leaves_both_as_they_are_when_one_was_edited_meanwhile(winner, loser, ada, max_):
    seen = (loser.version, winner.version)
    change_account(winner, {"currency": "CHF"}, actor=max_.as_actor())
    with pytest.raises(Conflict, match="“Northwind” was changed meanwhile"):
        merge_accounts(loser, winner, actor=ada.as_actor(), expected_versions=seen)
    loser.refresh_from_db()
    assert not loser.is_archived
    assert not Merge.objects.exists()


def test_it_refuses_itself_and_who_may_not(winner, loser, ada, max_):
    with pytest.raises(Invalid):
        merge_accounts(winner, winner, actor=ada.as_actor())
    with pytest.raises(NotAllowed):
        merge_accounts(loser, winner, actor=max_.as_actor())


def test_it_refuses_the_archived_and_what_was_merged_before(winner, loser, merge, lena, make_account):
    merge()
    third = make_account("Third")
    with pytest.raises(Conflict, match="merged into another one before"):
        merge_accounts(loser, third, actor=lena.as_actor())
    with pytest.raises(Conflict, match="is archived"):
        merge_accounts(third, loser, actor=lena.as_actor())


def test_it_puts_everything_back(winner, loser, merge, ada, lena):
    actor = ada.as_actor()
    log_touchpoint(loser, "call", "Hello", actor=actor)
    add_contact("Mona", actor=actor, account=loser)
    tables = (AccountTeamMember, AccountContact, Touchpoint, TimelineEntry)
    before = [sorted(table.objects.values_list("account", "pk")) for table in tables]
    made = merge()
    assert undo_merge(made, actor=actor) == []
    winner.refresh_from_db()
    loser.refresh_from_db()
    assert [sorted(table.objects.values_list("account", "pk")) for table in tables[:3]] == before[:3]
    assert sorted(TimelineEntry.objects.values_list("account", "kind", "key"))
    assert not loser.is_archived
    assert (winner.currency, winner.renewal_date) == ("", None)
    assert csm_of(loser) == lena
    assert sorted(tag.name for tag in loser.tags.all()) == ["key", "old"]
    assert [tag.name for tag in winner.tags.all()] == ["key"]
    assert loser.domains.get().domain == "nw.example"


def test_it_lists_and_leaves_what_was_changed_since(winner, loser, merge, ada, max_):
    made = merge()
    change_account(winner, {"currency": "CHF"}, actor=max_.as_actor())
    restore_account(loser, actor=max_.as_actor())
    left = undo_merge(made, actor=ada.as_actor())
    winner.refresh_from_db()
    assert left == ["account: Northwind", "account: Northwind Ltd"]
    assert winner.currency == "CHF"
    assert not Account.objects.get(pk=loser.pk).is_archived


def test_it_takes_a_merge_back_once_and_within_thirty_days(winner, loser, merge, ada, max_):
    made = merge()
    with pytest.raises(NotAllowed):
        undo_merge(made, actor=max_.as_actor())
    Merge.objects.update(created_at=timezone.now() - dt.timedelta(days=31))
    with pytest.raises(Conflict, match="After 30 days"):
        undo_merge(made, actor=ada.as_actor())
    Merge.objects.update(created_at=timezone.now() - dt.timedelta(days=29))
    undo_merge(made, actor=ada.as_actor())
    with pytest.raises(Conflict, match="already"):
        undo_merge(made, actor=ada.as_actor())


def test_it_takes_back_the_last_merge_first(winner, loser, merge, make_account, ada):
    first = merge()
    third = make_account("Third")
    second = merge_accounts(winner, third, actor=ada.as_actor())
    with pytest.raises(Conflict, match="First take back"):
        undo_merge(first, actor=ada.as_actor())
    undo_merge(second, actor=ada.as_actor())
    assert undo_merge(first, actor=ada.as_actor()) == []


def test_it_tells_the_others(winner, loser, merge, ada):
    heard = []
    subscribers.register(Subscriber("test.merged", AccountsMerged, heard.append))
    subscribers.register(Subscriber("test.two-again", MergeUndone, heard.append))
    try:
        undo_merge(merge(), actor=ada.as_actor())
        run_all_jobs()
    finally:
        subscribers.unregister("test.merged")
        subscribers.unregister("test.two-again")
    assert heard == [AccountsMerged(winner.pk, loser.pk), MergeUndone("account", winner.pk, loser.pk)]


def test_it_leaves_the_history_of_segments_with_the_loser(winner, loser, merge, ada):
    assert not SegmentMember.objects.exists()
    merge()
    assert loser.stage_changes.exists()
