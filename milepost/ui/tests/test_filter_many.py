"""Conditions on many, over every kind of relation that leads there."""

import pytest

from milepost.identity.public import Role, Team, TeamMembership, User
from milepost.ui.filters.compiling import compile_tree
from milepost.ui.filters.fields import Field, FieldType, FixedOptions, Op
from milepost.ui.filters.tree import Condition, Not

OPTIONS = FixedOptions([])
FIELDS = {
    "teams": Field(key="teams", label="Teams", type=FieldType.MANY, options=OPTIONS),
    "led": Field(key="led", label="Team of", type=FieldType.MANY, options=OPTIONS, path="memberships__team"),
    "members": Field(key="members", label="Members", type=FieldType.MANY, options=OPTIONS),
    "roles": Field(key="roles", label="Roles", type=FieldType.MANY, options=OPTIONS, path="members__role"),
}


@pytest.fixture
def teams(lena, max_):
    north, south, empty = [Team.objects.create(name=name) for name in ["North", "South", "Empty"]]
    for team, person in [(north, lena), (north, max_), (south, max_)]:
        TeamMembership.objects.create(team=team, user=person)
    return [north, south, empty]


def found(rows, node, viewer):
    return set(rows.filter(compile_tree(node, rows.model, FIELDS, viewer)).values_list("name", flat=True))


@pytest.mark.parametrize("path", ["teams", "led"])
def test_it_asks_people_for_their_teams(teams, lena, max_, path):
    people = User.objects.all()
    south = (str(teams[1].pk),)
    both = (str(teams[0].pk), *south)
    assert found(people, Condition(path, Op.ANY_OF, south), lena) == {"Max"}
    assert found(people, Condition(path, Op.ANY_OF, both), lena) == {"Lena", "Max"}
    assert found(people, Condition(path, Op.ALL_OF, both), lena) == {"Max"}
    assert found(people, Condition(path, Op.NONE_OF, south), lena) == {"Lena"}


@pytest.mark.parametrize("path", ["teams", "led"])
def test_it_knows_who_has_none(teams, lena, ada, path):
    assert found(User.objects.all(), Condition(path, Op.UNKNOWN), lena) == {"Ada"}
    assert found(User.objects.all(), Not(Condition(path, Op.UNKNOWN)), lena) == {"Lena", "Max"}


def test_it_asks_teams_for_their_members(teams, lena):
    asked = Condition("members", Op.ANY_OF, (str(lena.pk),))
    assert found(Team.objects.all(), asked, lena) == {"North"}
    assert found(Team.objects.all(), Not(asked), lena) == {"South", "Empty"}
    assert found(Team.objects.all(), Condition("members", Op.UNKNOWN), lena) == {"Empty"}


def test_it_asks_what_lies_behind_the_relation(teams, lena):
    assert found(Team.objects.all(), Condition("roles", Op.ANY_OF, (Role.LEAD,)), lena) == {"North"}
