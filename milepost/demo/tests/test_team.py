import datetime as dt

import pytest

from milepost.audit.public import AuditEntry
from milepost.demo.cast import people
from milepost.demo.logins import logins
from milepost.demo.public import DemoPart, World, build_demo, demo_parts
from milepost.demo.records import read_logins, write_logins
from milepost.identity.public import Notification, Role, Team, User

pytestmark = pytest.mark.slow


def build(accounts: int = 2) -> list[str]:
    return [part.key for part in build_demo(World(accounts=accounts, today=dt.date(2026, 11, 2)))]


@pytest.mark.parametrize(("accounts", "csms"), [(60, 3), (99, 3), (100, 4), (500, 14), (50_000, 1251)])
def test_it_grows_by_one_csm_for_forty_accounts(accounts, csms):
    team = people(accounts)
    assert sum("ustomer success manager" in person.title for person in team) == csms
    assert len({person.email for person in team}) == len(team)
    assert len({person.name for person in team}) == len(team)


def test_it_lists_one_person_of_each_role_first():
    assert {login.role for login in logins(60)[:5]} == set(Role.values)


def test_it_builds_the_same_company_each_time():
    assert logins(200) == logins(200)


def test_it_builds_people_who_can_sign_in(db):
    assert "team" in build()
    assert User.objects.count() == len(logins(2))
    for login in logins(60)[:5]:
        user = User.objects.get(email=login.email)
        assert user.check_password(login.password)
        assert user.role == login.role


def test_it_builds_teams_each_with_one_lead(db):
    build()
    for team in Team.objects.all():
        assert team.memberships.filter(is_lead=True).count() == 1
    told = Notification.objects.filter(user__email="aoife.brennan@halden.example", text__contains="in the team")
    assert told.count() == 1


def test_it_leaves_a_trace_of_every_person_in_the_log(db):
    build()
    entries = AuditEntry.objects.filter(kind="identity.user", action="create", actor_label="Milepost demo")
    assert entries.count() == User.objects.count()
    assert set(entries.values_list("door", flat=True)) == {"command"}


def test_it_builds_nothing_twice(db):
    build()
    assert build() == []


def test_it_leaves_nothing_behind_of_a_part_that_failed(db):
    def broken(world: World) -> None:
        world.progress(1, 2)
        User.objects.create_user("half@halden.example", None, name="Half")
        raise RuntimeError("the disk is full")

    part = demo_parts.register(DemoPart("broken", 99, "a part that fails", broken))
    try:
        with pytest.raises(RuntimeError):
            build()
        assert not User.objects.filter(email="half@halden.example").exists()
    finally:
        demo_parts.unregister(part.key)


def test_it_keeps_the_sign_ins_for_its_owner_alone(tmp_path):
    assert read_logins(tmp_path) == []
    write_logins(tmp_path, logins(60))
    assert read_logins(tmp_path) == logins(60)
    assert (tmp_path / "demo-logins.json").stat().st_mode & 0o777 == 0o600
