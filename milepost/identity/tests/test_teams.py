import pytest

from milepost.audit.public import AuditEntry
from milepost.identity.public import (
    Invitation,
    Team,
    TeamMembership,
    add_to_team,
    change_team,
    create_team,
    delete_team,
    invite,
    remove_from_team,
    set_team_lead,
)
from milepost.lib.errors import Invalid, NotAllowed


def test_it_makes_renames_and_fills_a_team(lena, max_):
    team = create_team(" Onboarding ", actor=lena.as_actor(), purpose="New customers")
    change_team(team, {"name": "Rollout"}, actor=lena.as_actor())
    membership = add_to_team(team, max_, actor=lena.as_actor())
    assert add_to_team(team, max_, actor=lena.as_actor(), is_lead=True) == membership
    set_team_lead(membership, True, actor=lena.as_actor())
    assert list(Team.objects.get(name="Rollout").memberships.values_list("user", "is_lead")) == [(max_.pk, True)]
    remove_from_team(membership, actor=lena.as_actor())
    assert not team.memberships.exists()


@pytest.mark.parametrize("name", ["", "  ", "rollout"])
def test_it_refuses_no_name_and_a_taken_one(lena, name):
    create_team("Rollout", actor=lena.as_actor())
    with pytest.raises(Invalid):
        create_team(name, actor=lena.as_actor())


def test_it_lets_a_team_keep_its_name(lena):
    team = create_team("Rollout", actor=lena.as_actor())
    change_team(team, {"name": "rollout", "purpose": "x"}, actor=lena.as_actor())
    assert Team.objects.get().purpose == "x"


def test_it_logs_every_row_that_goes_with_a_team(ada, max_):
    team = create_team("Rollout", actor=ada.as_actor())
    membership = add_to_team(team, max_, actor=ada.as_actor())
    invitation, _secret = invite("nora@example.com", actor=ada.as_actor(), team=team)
    delete_team(team, actor=ada.as_actor())
    assert not TeamMembership.objects.exists()
    assert Invitation.objects.get(pk=invitation.pk).team is None
    assert AuditEntry.objects.filter(action="delete").count() == 2
    assert AuditEntry.objects.of(invitation).first().changes == {"team": [team.pk, None]}
    assert AuditEntry.objects.filter(kind="identity.teammembership", action="delete").get().label == str(membership)


@pytest.mark.parametrize("who", ["max_", "fiona", "victor"])
def test_it_refuses_those_who_do_not_manage_teams(request, who, lena):
    person = request.getfixturevalue(who)
    team = create_team("Rollout", actor=lena.as_actor())
    for write in (
        lambda: create_team("Mine", actor=person.as_actor()),
        lambda: change_team(team, {"name": "Mine"}, actor=person.as_actor()),
        lambda: add_to_team(team, person, actor=person.as_actor()),
        lambda: delete_team(team, actor=person.as_actor()),
    ):
        with pytest.raises(NotAllowed):
            write()
    assert Team.objects.get().name == "Rollout"
