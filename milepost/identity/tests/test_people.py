import threading

import pytest
from django.db import connection

from milepost.audit.public import AuditEntry
from milepost.identity.public import Role, User, add_user, change_user, issue_token, set_preferences, token_from_secret
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Conflict, Invalid, NotAllowed


def test_it_adds_a_person_and_logs_it(ada):
    user = add_user(" Nora@Example.com ", "Nora", Role.LEAD, actor=ada.as_actor(), password="correct horse battery")
    assert (user.email, user.role) == ("nora@example.com", "lead")
    assert user.check_password("correct horse battery")
    assert AuditEntry.objects.of(user).get().changes["email"] == [None, "nora@example.com"]


def test_it_lets_the_system_add_a_person(db):
    assert not add_user("nora@example.com", "Nora", actor=SYSTEM).has_usable_password()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("ada@example.com", "Nora", "member", None), "email"),
        (("nonsense", "Nora", "member", None), "email"),
        (("n@example.com", " ", "member", None), "name"),
        (("n@example.com", "Nora", "king", None), "role"),
        (("n@example.com", "Nora", "member", "short"), "password"),
    ],
)
def test_it_refuses_what_is_wrong_and_says_which_field(ada, given, field):
    email, name, role, password = given
    with pytest.raises(Invalid) as caught:
        add_user(email, name, role, actor=ada.as_actor(), password=password)
    assert field in caught.value.fields
    assert User.objects.count() == 1


@pytest.mark.parametrize("who", ["lena", "max_", "fiona", "victor"])
def test_it_refuses_all_but_admins(request, ada, who):
    person = request.getfixturevalue(who)
    with pytest.raises(NotAllowed):
        add_user("nora@example.com", "Nora", actor=person.as_actor())
    with pytest.raises(NotAllowed):
        change_user(person, {"role": Role.ADMIN}, actor=person.as_actor())
    assert User.objects.get(pk=person.pk).role != Role.ADMIN


def test_it_changes_role_and_address(ada, max_):
    change_user(max_, {"role": Role.LEAD, "email": "Maximilian@example.com"}, actor=ada.as_actor())
    stored = User.objects.get(pk=max_.pk)
    assert (stored.role, stored.email) == ("lead", "maximilian@example.com")


def test_it_refuses_an_address_that_another_has(ada, max_):
    with pytest.raises(Invalid):
        change_user(max_, {"email": "ADA@example.com"}, actor=ada.as_actor())


def test_it_refuses_fields_that_are_nobodys_to_set(ada, max_):
    with pytest.raises(Invalid):
        change_user(max_, {"password": "x"}, actor=ada.as_actor())


@pytest.mark.parametrize("changes", [{"role": Role.MEMBER}, {"is_active": False}])
def test_it_keeps_the_last_active_admin(ada, make_user, changes):
    make_user("Gone", Role.ADMIN, is_active=False)
    with pytest.raises(Conflict) as caught:
        change_user(ada, changes, actor=ada.as_actor())
    assert caught.value.code == "last-admin"
    assert User.objects.get(pk=ada.pk).may("manage-people")


def test_it_lets_one_of_two_admins_go(ada, make_user):
    other = make_user("Otto", Role.ADMIN)
    change_user(ada, {"role": Role.MEMBER}, actor=other.as_actor())
    assert User.objects.get(pk=ada.pk).role == Role.MEMBER


@pytest.mark.django_db(transaction=True)
def test_it_keeps_an_admin_when_two_demote_each_other_at_once(ada, make_user):
    other = make_user("Otto", Role.ADMIN)
    start, refused = threading.Barrier(2), []

    def demote(victim, actor):
        start.wait()
        try:
            change_user(victim, {"role": Role.MEMBER}, actor=actor)
        except (Conflict, NotAllowed) as error:
            refused.append(error)
        finally:
            connection.close()

    pairs = [(ada, other.as_actor()), (other, ada.as_actor())]
    threads = [threading.Thread(target=demote, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert User.objects.active().filter(role=Role.ADMIN).count() == 1


def test_it_ends_the_tokens_of_those_who_leave(ada, max_):
    _token, secret = issue_token(max_, "script", ["read"], None, max_.as_actor())
    change_user(max_, {"is_active": False}, actor=ada.as_actor())
    assert token_from_secret(secret) is None
    change_user(max_, {"is_active": True}, actor=ada.as_actor())
    assert token_from_secret(secret) is None


def test_it_lets_everyone_set_their_own_preferences(victor):
    set_preferences(victor, {"timezone": "Europe/Lisbon", "theme": "dark"}, actor=victor.as_actor())
    assert User.objects.get(pk=victor.pk).timezone == "Europe/Lisbon"


@pytest.mark.parametrize("changes", [{"timezone": "Mars/Base"}, {"locale": "xx"}, {"theme": "pink"}, {"name": ""}])
def test_it_refuses_preferences_that_do_not_exist(victor, changes):
    with pytest.raises(Invalid):
        set_preferences(victor, changes, actor=victor.as_actor())


def test_it_refuses_rights_as_preferences(victor):
    with pytest.raises(NotAllowed):
        set_preferences(victor, {"role": "admin"}, actor=victor.as_actor())


def test_it_refuses_anothers_preferences(victor, max_):
    with pytest.raises(NotAllowed):
        set_preferences(max_, {"theme": "dark"}, actor=victor.as_actor())


def test_it_shows_a_contributor_only_themself_and_their_teams(fiona, max_, lena):
    from milepost.identity.public import Team, TeamMembership

    team = Team.objects.create(name="Rollout")
    for user in (fiona, max_):
        TeamMembership.objects.create(team=team, user=user)
    Team.objects.create(name="Other")
    assert set(User.objects.visible_to(fiona)) == {fiona, max_}
    assert set(Team.objects.visible_to(fiona)) == {team}
    assert User.objects.visible_to(lena).count() == 3


@pytest.mark.slow
def test_it_logs_that_a_password_is_kept_by_a_newer_recipe(max_, settings):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    stored = User.objects.get(pk=max_.pk)
    assert stored.check_password("correct horse battery")
    stored.refresh_from_db()
    assert stored.password.startswith("pbkdf2")
    entry = AuditEntry.objects.of(stored).get()
    assert (entry.actor_kind, list(entry.changes)) == ("system", ["password"])
    assert stored.check_password("correct horse battery")
    assert AuditEntry.objects.of(stored).count() == 1


def test_it_lets_in_though_somebody_writes_meanwhile(max_, settings, ada):
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]
    seen = User.objects.get(pk=max_.pk)
    change_user(max_, {"title": "CSM"}, actor=ada.as_actor())
    assert seen.check_password("correct horse battery")
