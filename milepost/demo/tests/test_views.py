import datetime as dt

import pytest

from milepost.accounts.public import Segment, segment_query
from milepost.demo.public import World, build_demo
from milepost.demo.views import SEGMENTS, VIEWS
from milepost.identity.public import Role, User
from milepost.ui.public import SavedView, list_query, lists

pytestmark = pytest.mark.slow


@pytest.fixture
def company(db):
    return list(build_demo(World(accounts=1, today=dt.date(2026, 11, 2))))


@pytest.mark.usefixtures("company")
def test_it_shares_views_with_everyone():
    member = User.objects.filter(role=Role.MEMBER)[0]
    assert {view.name for view in SavedView.objects.visible_to(member)} == {name for _key, name, _query in VIEWS}


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("name", ["Customer success managers", "Colleagues who help on projects"])
def test_it_shares_views_that_a_member_may_use_and_that_show_some_of_the_rows(name):
    member = User.objects.filter(role=Role.MEMBER)[0]
    view = SavedView.objects.get(name=name)
    shown = list_query(lists[view.list_key], member, view.state["filter"])
    assert 0 < shown.count() < User.objects.count()


@pytest.mark.usefixtures("company")
def test_it_shares_views_of_accounts_that_their_list_can_be_filtered_by():
    lead = User.objects.filter(role=Role.LEAD)[0]
    views = SavedView.objects.filter(list_key="accounts")
    assert views.count() == sum(key == "accounts" for key, _name, _query in VIEWS)
    for view in views:
        assert view.state["filter"]
        assert list_query(lists["accounts"], lead, view.state["filter"]).count() <= 1


@pytest.mark.usefixtures("company")
def test_it_shares_segments_that_a_member_may_ask():
    member = User.objects.filter(role=Role.MEMBER)[0]
    shared = Segment.objects.filter(is_shared=True)
    assert {one.name for one in shared} == {name for name, _purpose, _query in SEGMENTS}
    assert all(segment_query(one, member).count() <= 1 for one in shared)
