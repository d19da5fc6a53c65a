import datetime as dt

import pytest
from django.apps import apps
from django.utils import timezone

from milepost.audit.public import (
    Action,
    AuditEntry,
    WriteObserver,
    create_record,
    delete_record,
    update_record,
    write_observers,
)
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Conflict


@pytest.fixture
def team(ada, max_):
    team = create_record(apps.get_model("identity.Team")(name="Onboarding"), actor=SYSTEM)
    create_record(apps.get_model("identity.TeamMembership")(team=team, user=max_), actor=SYSTEM)
    invitation = apps.get_model("identity.Invitation")(
        email="new@example.com", team=team, invited_by=ada, digest="d", expires_at=timezone.now() + dt.timedelta(days=7)
    )
    create_record(invitation, actor=SYSTEM)
    return team


def test_it_logs_what_falls_with_the_record_and_what_loses_its_link(team):
    key = team.pk
    delete_record(team, actor=SYSTEM)
    entries = AuditEntry.objects.exclude(action=Action.CREATE).order_by("id")
    assert [(entry.kind, entry.action) for entry in entries] == [
        ("identity.invitation", "update"),
        ("identity.teammembership", "delete"),
        ("identity.team", "delete"),
    ]
    assert entries[0].changes == {"team": [key, None]}
    assert len({entry.batch for entry in entries}) == 1
    assert apps.get_model("identity.Invitation").objects.get().version == 2
    assert team.pk == key


def test_it_tells_observers_of_everything_that_went(team):
    told = []
    write_observers.register(
        WriteObserver("test", lambda records, action: told.extend((type(r).__name__, r.pk, action) for r in records))
    )
    try:
        delete_record(team, actor=SYSTEM)
    finally:
        write_observers.unregister("test")
    assert [(name, action) for name, _key, action in told] == [
        ("Invitation", "update"),
        ("TeamMembership", "delete"),
        ("Team", "delete"),
    ]
    assert all(key for _name, key, _action in told)


def test_it_refuses_what_others_need(team, ada):
    with pytest.raises(Conflict) as caught:
        delete_record(ada, actor=SYSTEM)
    assert (caught.value.code, caught.value.details["count"]) == ("in-use", 1)
    assert not AuditEntry.objects.filter(action=Action.DELETE).exists()


def test_it_refuses_what_was_written_since(team):
    mine = type(team).objects.get(pk=team.pk)
    update_record(team, {"purpose": "Other"}, actor=SYSTEM)
    with pytest.raises(Conflict) as caught:
        delete_record(mine, actor=SYSTEM)
    assert caught.value.code == "stale"
    assert type(team).objects.filter(pk=team.pk).exists()
