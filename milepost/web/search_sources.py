"""What the search finds of rooms below whose pages are the web's: people and teams."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.identity.public import Team, User
from milepost.search.public import SearchDocument, SearchSource, search_sources


def person_document(user: User) -> SearchDocument:
    """Return what a person is found by: name, e-mail address, job title."""
    subtitle = user.title or user.email
    return SearchDocument(
        title=str(user),
        body=f"{user.email} {user.title}",
        url=reverse("web:person-detail", args=[user.pk]),
        subtitle=subtitle if user.is_active else _("%(who)s, deactivated") % {"who": subtitle},
    )


def team_document(team: Team) -> SearchDocument:
    """Return what a team is found by: name and purpose."""
    url = reverse("web:team-detail", args=[team.pk])
    return SearchDocument(title=team.name, body=team.purpose, url=url, subtitle=team.purpose)


PEOPLE = SearchSource("identity.user", gettext_lazy("People"), "user", User.objects.visible_to, person_document)
TEAMS = SearchSource("identity.team", gettext_lazy("Teams"), "users-group", Team.objects.visible_to, team_document)


def register_sources() -> None:
    for source in (PEOPLE, TEAMS):
        search_sources.register(source)
