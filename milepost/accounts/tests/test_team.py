import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.events import AccountHandedOver
from milepost.accounts.models import Account, AccountTeamMember
from milepost.accounts.public import csm_of, hand_over, holder_of, join_team, leave_team
from milepost.jobs.public import Subscriber, subscribers
from milepost.jobs.testing import run_all_jobs
from milepost.lib.errors import Conflict, Invalid, NotAllowed


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def listening():
    heard = []
    subscribers.register(Subscriber("test.handed-over", AccountHandedOver, heard.append))
    yield heard
    subscribers.unregister("test.handed-over")


def spans(account, role="csm"):
    rows = AccountTeamMember.objects.filter(account=account, role=role).order_by("since", "pk")
    return [(row.user.name, row.since, row.until) for row in rows]


def test_it_hands_over_and_keeps_who_held_it_when(max_, lena, ada, make_account, listening):
    today = timezone.localdate()
    begin = today - dt.timedelta(days=100)
    accounts = [make_account(f"A{n}", csm=max_, stage_since=begin) for n in range(3)]
    hand_over(accounts, "csm", lena, actor=ada.as_actor())
    assert {csm_of(account) for account in accounts} == {lena}
    assert spans(accounts[0]) == [("Max", begin, today), ("Lena", today, None)]
    assert list(Account.objects.of_book(max_)) == []
    assert AccountTeamMember.objects.current(today - dt.timedelta(days=1)).filter(user=max_).count() == 3
    run_all_jobs()
    assert listening == [AccountHandedOver(account.pk, "csm", max_.pk, lena.pk) for account in accounts]


def test_it_leaves_who_holds_it_already(max_, ada, northwind, listening):
    hand_over([northwind], "csm", max_, actor=ada.as_actor())
    assert len(spans(northwind)) == 1
    run_all_jobs()
    assert not listening


def test_it_plans_a_hand_over_and_drops_the_plan_for_another(max_, lena, ada, northwind, today):
    later = today + dt.timedelta(days=30)
    hand_over([northwind], "csm", lena, actor=ada.as_actor(), on=later)
    assert csm_of(northwind) == max_
    assert AccountTeamMember.objects.current(later).get(account=northwind).user == lena
    hand_over([northwind], "csm", ada, actor=ada.as_actor())
    assert spans(northwind) == [("Max", today, today), ("Ada", today, None)]


def test_it_hands_over_to_nobody(ada, northwind):
    hand_over([northwind], "csm", None, actor=ada.as_actor())
    assert csm_of(northwind) is None


def test_it_takes_one_csm_and_several_project_managers(max_, lena, ada, northwind):
    with pytest.raises(Conflict, match="Max holds this role"):
        join_team(northwind, lena, "csm", actor=ada.as_actor())
    first = join_team(northwind, max_, "pm", actor=ada.as_actor())
    join_team(northwind, lena, "pm", actor=ada.as_actor())
    assert join_team(northwind, max_, "pm", actor=ada.as_actor()) == first
    assert holder_of(northwind, "pm") == max_


def test_it_ends_a_part_in_an_account(fiona, ada, northwind, today):
    member = join_team(northwind, fiona, "support", actor=ada.as_actor())
    assert Account.objects.visible_to(fiona).exists()
    with pytest.raises(Invalid):
        leave_team(member, actor=ada.as_actor(), until=today - dt.timedelta(days=1))
    leave_team(member, actor=ada.as_actor())
    assert not Account.objects.visible_to(fiona).exists()


def test_it_refuses_roles_that_there_are_not_and_people_who_only_read(lena, victor, northwind):
    with pytest.raises(Invalid):
        hand_over([northwind], "boss", lena, actor=lena.as_actor())
    with pytest.raises(NotAllowed):
        hand_over([northwind], "csm", lena, actor=victor.as_actor())
