"""The pages of a person and of a team, for those who look and those who manage."""

import pytest

from milepost.identity.public import Role, Team, TeamMembership, User, add_to_team, create_team

HTMX = {"HX-Request": "true", "HX-Target": "drawer-body"}


def page(client, user):
    return client.get(f"/settings/people/{user.pk}/")


def wanted(user, changes):
    fields = {"name": user.name, "title": user.title, "email": user.email, "role": user.role, "version": user.version}
    return {**fields, **changes}


@pytest.fixture
def team(ada, fiona, lena):
    team = create_team("Rollout", actor=ada.as_actor())
    for user in (fiona, lena):
        add_to_team(team, user, actor=ada.as_actor())
    return team


def test_it_shows_a_contributor_only_themself_and_their_team(signed_in, team, fiona, lena, max_):
    client = signed_in(fiona)
    assert [page(client, user).status_code for user in (fiona, lena, max_)] == [200, 200, 404]
    other = Team.objects.create(name="Other")
    assert client.get(f"/settings/teams/{team.pk}/").status_code == 200
    assert client.get(f"/settings/teams/{other.pk}/").status_code == 404


def test_it_names_a_contributor_no_team_but_their_own(signed_in, team, ada, fiona, lena):
    add_to_team(create_team("Acquisition", actor=ada.as_actor()), lena, actor=ada.as_actor())
    client = signed_in(fiona)
    for address in (f"/settings/people/{lena.pk}/", "/settings/people/"):
        text = client.get(address).content.decode()
        assert "Rollout" in text
        assert "Acquisition" not in text


def test_it_tells_the_last_sign_in_to_those_alone_who_manage_people(signed_in, ada, lena, max_):
    assert "Last signed in" in page(signed_in(ada), max_).content.decode()
    assert "Last signed in" not in page(signed_in(lena), max_).content.decode()


def test_it_offers_changes_to_those_alone_who_manage_people(signed_in, ada, lena, max_):
    assert "Deactivate" in page(signed_in(ada), max_).content.decode()
    for viewer in (lena, max_):
        assert "Deactivate" not in page(signed_in(viewer), max_).content.decode()


def test_it_changes_a_person(signed_in, ada, max_):
    answer = signed_in(ada).post(f"/settings/people/{max_.pk}/change/", wanted(max_, {"role": "lead", "title": "Lead"}))
    assert answer.status_code == 302
    assert User.objects.get(pk=max_.pk).role == Role.LEAD


def test_it_answers_in_the_drawer_with_a_toast(signed_in, ada, max_):
    path = f"/settings/people/{max_.pk}/change/"
    answer = signed_in(ada).post(path, wanted(max_, {"title": "Lead"}), headers=HTMX)
    assert answer.status_code == 200
    assert "drawer:changed" in answer["HX-Trigger"]
    assert "Saved" in answer["HX-Trigger"]
    assert "<html" not in answer.content.decode()


def test_it_refuses_a_change_made_from_an_older_version(signed_in, ada, max_):
    form = wanted(max_, {"title": "Mine"})
    signed_in(ada).post(f"/settings/people/{max_.pk}/change/", wanted(max_, {"title": "Theirs"}))
    answer = signed_in(ada).post(f"/settings/people/{max_.pk}/change/", form)
    assert answer.status_code == 422
    assert "meanwhile" in answer.content.decode()
    assert User.objects.get(pk=max_.pk).title == "Theirs"


@pytest.mark.parametrize("wrong", [{"email": "ada@example.com"}, {"email": "x"}, {"name": ""}, {"role": "king"}])
def test_it_says_what_is_wrong(signed_in, ada, max_, wrong):
    answer = signed_in(ada).post(f"/settings/people/{max_.pk}/change/", wanted(max_, wrong))
    assert answer.status_code == 422
    assert User.objects.get(pk=max_.pk).version == 1


def test_it_keeps_the_last_admin(signed_in, ada):
    client = signed_in(ada)
    answer = client.post(f"/settings/people/{ada.pk}/change/", wanted(ada, {"role": "member"}))
    assert "only active admin" in answer.content.decode()
    assert client.post(f"/settings/people/{ada.pk}/deactivate/").status_code == 409
    assert User.objects.get(pk=ada.pk).may("manage-people")


def test_it_deactivates_and_activates(signed_in, ada, max_):
    client, theirs = signed_in(ada), signed_in(max_)
    theirs.get("/")
    client.post(f"/settings/people/{max_.pk}/deactivate/")
    assert theirs.get("/").status_code == 302
    assert "deactivated" in page(client, max_).content.decode()
    client.post(f"/settings/people/{max_.pk}/activate/")
    assert User.objects.get(pk=max_.pk).is_active


def test_it_signs_somebody_out_everywhere_and_oneself_everywhere_else(signed_in, ada, max_):
    client, elsewhere, theirs = signed_in(ada), signed_in(ada), signed_in(max_)
    for each in (elsewhere, theirs):
        each.get("/")
    client.post(f"/settings/people/{max_.pk}/sign-out/")
    client.post(f"/settings/people/{ada.pk}/sign-out/")
    assert [each.get("/").status_code for each in (client, elsewhere, theirs)] == [200, 302, 302]


def test_it_makes_fills_renames_and_deletes_a_team(signed_in, lena, max_):
    client = signed_in(lena)
    client.post("/settings/teams/new/", {"name": "Rollout", "purpose": "New customers"})
    team = Team.objects.get(name="Rollout")
    base = f"/settings/teams/{team.pk}"
    client.post(f"{base}/members/add/", {"user": max_.pk, "is_lead": "on"})
    membership = TeamMembership.objects.get()
    assert (membership.user, membership.is_lead) == (max_, True)
    client.post(f"{base}/members/{membership.pk}/lead/", {"is_lead": "0"})
    assert not TeamMembership.objects.get().is_lead
    client.post(f"{base}/change/", {"name": "Onboarding", "purpose": "", "version": 1})
    assert "Onboarding" in client.get(f"{base}/").content.decode()
    client.post(f"{base}/members/{membership.pk}/remove/")
    assert not TeamMembership.objects.exists()
    assert client.post(f"{base}/delete/").status_code == 302
    assert not Team.objects.exists()


def test_it_refuses_a_team_name_that_is_taken_and_a_person_twice(signed_in, lena, team):
    client = signed_in(lena)
    assert client.post("/settings/teams/new/", {"name": "rollout"}).status_code == 422
    assert client.post(f"/settings/teams/{team.pk}/members/add/", {"user": lena.pk}).status_code == 422
    assert client.post(f"/settings/teams/{team.pk}/members/add/", {"user": ""}).status_code == 422
    assert Team.objects.count() == 1
    assert team.memberships.count() == 2


def test_it_reaches_no_membership_through_another_team(signed_in, lena, team):
    other = Team.objects.create(name="Other")
    membership = team.memberships.first()
    answer = signed_in(lena).post(f"/settings/teams/{other.pk}/members/{membership.pk}/remove/")
    assert answer.status_code == 404
    assert team.memberships.count() == 2


def test_it_offers_team_changes_to_those_alone_who_manage_teams(signed_in, team, lena, max_):
    assert "Delete team" in signed_in(lena).get(f"/settings/teams/{team.pk}/").content.decode()
    assert "Delete team" not in signed_in(max_).get(f"/settings/teams/{team.pk}/").content.decode()
