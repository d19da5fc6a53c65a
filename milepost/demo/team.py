"""The first part of the demo: the vendor's people, their teams, and what they were told lately."""

from django.urls import reverse

from milepost.demo.cast import TEAMS, Person, people
from milepost.demo.logins import password_of
from milepost.demo.public import World
from milepost.identity.public import Team, User, add_to_team, add_user, create_team, notify


def build_team(world: World) -> None:
    """Make the people and their teams."""
    teams = {name: create_team(name, purpose=purpose, actor=world.actor) for name, purpose in TEAMS.items()}
    cast = people(world.accounts)
    for done, person in enumerate(cast, start=1):
        user = _add(person, world)
        if person.team:
            add_to_team(teams[person.team], user, actor=world.actor, is_lead=person.leads)
            _tell(user, person, teams[person.team])
        world.progress(done, len(cast))


def _add(person: Person, world: World) -> User:
    return add_user(
        person.email,
        person.name,
        person.role,
        actor=world.actor,
        password=password_of(person),
        title=person.title,
        timezone=person.timezone,
    )


def _tell(user: User, person: Person, team: Team) -> None:
    words = f"You lead the team {team.name} now." if person.leads else f"You are in the team {team.name} now."
    notify(user, "team", words, reverse("web:today"), dedupe_key=f"demo:team:{team.pk}")
