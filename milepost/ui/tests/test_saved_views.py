import pytest

from milepost.identity.public import Team, add_to_team
from milepost.lib.errors import Invalid, NotAllowed
from milepost.ui.actions import change_view, delete_view, save_view, set_default_view
from milepost.ui.models import DefaultView, SavedView


def seen_by(user):
    return {view.name for view in SavedView.objects.visible_to(user)}


def test_it_shows_a_private_view_to_its_owner_alone(lena, max_):
    save_view("people", "Mine", {}, owner=max_)
    assert seen_by(max_) == {"Mine"}
    assert seen_by(lena) == set()


def test_it_shares_with_a_team_or_with_everyone(ada, lena, max_, victor):
    team = Team.objects.create(name="North")
    add_to_team(team, max_, actor=ada.as_actor())
    save_view("people", "Team's", {}, owner=lena, sharing="team", team=team)
    save_view("people", "All's", {}, owner=lena, sharing="everyone")
    assert seen_by(max_) == {"Team's", "All's"}
    assert seen_by(victor) == {"All's"}


def test_it_lets_only_those_with_the_right_share(max_):
    with pytest.raises(NotAllowed):
        save_view("people", "Mine", {}, owner=max_, sharing="everyone")
    view = save_view("people", "Mine", {}, owner=max_)
    with pytest.raises(NotAllowed):
        change_view(view, {"sharing": "everyone"}, by=max_)


def test_it_refuses_a_name_that_is_taken_or_empty(max_, lena):
    save_view("people", "Mine", {}, owner=max_)
    save_view("people", "Mine", {}, owner=lena)
    for name in ["Mine", " Mine ", "", "x" * 81]:
        with pytest.raises(Invalid):
            save_view("people", name, {}, owner=max_)


def test_it_lets_others_neither_change_nor_delete(lena, max_, ada):
    view = save_view("people", "All's", {}, owner=lena, sharing="everyone")
    with pytest.raises(NotAllowed):
        change_view(view, {"name": "Theirs"}, by=max_)
    with pytest.raises(NotAllowed):
        delete_view(view, by=max_)
    change_view(view, {"name": "Ours"}, by=ada)
    assert seen_by(max_) == {"Ours"}


def test_it_forgets_a_default_with_its_view(lena, max_):
    view = save_view("people", "All's", {}, owner=lena, sharing="everyone")
    set_default_view(max_, "people", view)
    delete_view(view, by=lena)
    assert not DefaultView.objects.exists()
