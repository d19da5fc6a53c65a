import datetime as dt

import pytest

from milepost.audit.public import AuditEntry
from milepost.identity.public import (
    Invitation,
    Role,
    Team,
    User,
    accept_invitation,
    change_user,
    invitation_from_secret,
    invite,
    renew_invitation,
    revoke_invitation,
)
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Conflict, Invalid, NotAllowed, NotFound

PASSWORD = "correct horse battery"


@pytest.fixture
def invited(ada):
    team = Team.objects.create(name="Rollout")
    return invite("Nora@Example.com", actor=ada.as_actor(), name="Nora", role=Role.LEAD, team=team)


def accept(secret, password=PASSWORD):
    return accept_invitation(secret, name="Nora", password=password, timezone_name="Europe/Berlin")


def test_it_turns_into_a_person_with_role_and_team(invited):
    _invitation, secret = invited
    user = accept(secret)
    assert (user.email, user.role, user.timezone) == ("nora@example.com", "lead", "Europe/Berlin")
    assert user.teams.get().name == "Rollout"
    assert user.check_password(PASSWORD)
    assert invitation_from_secret(secret).state == "accepted"
    assert AuditEntry.objects.of(user).get().actor_kind == "invitation"


def test_it_keeps_only_the_digest(invited):
    invitation, secret = invited
    assert secret not in str(Invitation.objects.values().get())
    assert secret not in str(list(AuditEntry.objects.values()))
    assert invitation.digest not in str(list(AuditEntry.objects.values()))


def test_it_works_once(invited):
    accept(invited[1])
    with pytest.raises(Conflict) as caught:
        accept(invited[1])
    assert caught.value.code == "invitation-accepted"
    assert User.objects.count() == 2


def test_it_ends_after_seven_days(invited, time_machine):
    time_machine.move_to(dt.datetime.now(dt.UTC) + dt.timedelta(days=7, minutes=1))
    with pytest.raises(Conflict) as caught:
        accept(invited[1])
    assert caught.value.code == "invitation-expired"


def test_it_ends_when_revoked(invited, ada):
    revoke_invitation(invited[0], actor=ada.as_actor())
    with pytest.raises(Conflict) as caught:
        accept(invited[1])
    assert caught.value.code == "invitation-revoked"


def test_it_gives_a_new_link_and_ends_the_former(invited, ada):
    secret = renew_invitation(invited[0], actor=ada.as_actor())
    with pytest.raises(NotFound):
        accept(invited[1])
    assert accept(secret).email == "nora@example.com"
    with pytest.raises(Conflict):
        renew_invitation(invitation_from_secret(secret), actor=ada.as_actor())
    with pytest.raises(Conflict):
        revoke_invitation(invitation_from_secret(secret), actor=ada.as_actor())


@pytest.mark.parametrize("email", ["nora@example.com", "ADA@example.com", "none"])
def test_it_refuses_those_invited_or_here_already(invited, ada, email):
    with pytest.raises(Invalid):
        invite(email, actor=ada.as_actor())
    assert Invitation.objects.count() == 1


def test_it_makes_nobody_with_a_weak_password(invited):
    with pytest.raises(Invalid):
        accept(invited[1], password="short")
    assert invitation_from_secret(invited[1]).state == "open"


@pytest.mark.parametrize("who", ["lena", "max_", "fiona", "victor"])
def test_it_is_for_admins_alone(request, who, invited):
    person = request.getfixturevalue(who)
    for write in (
        lambda: invite("otto@example.com", actor=person.as_actor()),
        lambda: renew_invitation(invited[0], actor=person.as_actor()),
        lambda: revoke_invitation(invited[0], actor=person.as_actor()),
    ):
        with pytest.raises(NotAllowed):
            write()


def test_it_needs_a_person_who_invites(ada):
    with pytest.raises(NotAllowed):
        invite("otto@example.com", actor=SYSTEM)


def test_it_refuses_an_admin_who_left(ada, make_user):
    other = make_user("Otto", Role.ADMIN)
    change_user(ada, {"is_active": False}, actor=other.as_actor())
    with pytest.raises(NotAllowed):
        invite("otto2@example.com", actor=ada.as_actor())
