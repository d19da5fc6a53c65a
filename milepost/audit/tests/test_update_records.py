import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.audit.public import (
    Action,
    AuditEntry,
    WriteObserver,
    create_records,
    update_record,
    update_records,
    write_observers,
)
from milepost.lib.actor import SYSTEM, entering
from milepost.lib.errors import Invalid


def team_model():
    return apps.get_model("identity.Team")


@pytest.fixture
def teams(db):
    return create_records([team_model()(name=f"Team {i:04}") for i in range(30)], actor=SYSTEM)


def stored():
    return {team.pk: team for team in team_model().objects.all()}


def test_it_writes_each_row_with_an_entry_of_its_own(teams):
    written, refused = update_records([(team, {"purpose": f"For {team.name}"}) for team in teams], actor=SYSTEM)
    assert (written, refused) == (teams, [])
    assert all(row.purpose == f"For {row.name}" and row.version == 2 for row in stored().values())
    assert all(team.version == 2 and team.purpose for team in teams)
    entries = AuditEntry.objects.filter(action=Action.UPDATE)
    assert {entry.key: entry.changes for entry in entries} == {
        str(team.pk): {"purpose": ["", f"For {team.name}"]} for team in teams
    }
    assert len({entry.batch for entry in entries}) == 1
    assert entries[0].batch


@pytest.mark.parametrize("values", ["same", "different"])
def test_it_takes_as_many_queries_for_thirty_rows_as_for_two(teams, values):
    def count(rows):
        pairs = [(row, {"purpose": "x" if values == "same" else f"x{row.pk}"}) for row in rows]
        with CaptureQueriesContext(connection) as captured:
            update_records(pairs, actor=SYSTEM)
        return len(captured)

    count(teams[:1])  # observers look things up the first time
    assert count(teams[1:3]) == count(teams[3:])


def test_it_refuses_only_the_rows_that_somebody_else_wrote(teams):
    update_record(stored()[teams[0].pk], {"purpose": "Theirs"}, actor=SYSTEM)
    team_model().objects.filter(pk=teams[1].pk).delete()
    written, refused = update_records([(team, {"purpose": "Mine"}) for team in teams], actor=SYSTEM)
    assert written == teams[2:]
    assert [(row.pk, conflict.code) for row, conflict in refused] == [
        (teams[0].pk, "stale"),
        (teams[1].pk, "deleted"),
    ]
    assert refused[0][1].details["current"] == {"purpose": "Theirs"}
    assert stored()[teams[0].pk].purpose == "Theirs"


def test_it_refuses_only_the_row_that_breaks_a_rule_of_the_database(teams):
    pairs = [(team, {"name": f"New {team.pk}"}) for team in teams]
    pairs[3] = (teams[3], {"name": teams[29].name})
    pairs[29] = (teams[29], {"purpose": "Stays"})
    written, refused = update_records(pairs, actor=SYSTEM)
    assert [(row.pk, conflict.code) for row, conflict in refused] == [(teams[3].pk, "constraint")]
    assert len(written) == 29
    assert AuditEntry.objects.filter(action=Action.UPDATE).count() == 29
    assert stored()[teams[3].pk].version == teams[3].version == 1


def test_it_writes_a_row_twice_when_it_comes_twice(teams):
    team = teams[0]
    written, refused = update_records([(team, {"purpose": "a"}), (team, {"purpose": "b"})], actor=SYSTEM)
    assert (len(written), refused, stored()[team.pk].version) == (2, [], 3)


def test_it_counts_what_was_so_already_as_written_and_logs_nothing(teams):
    written, _refused = update_records([(teams[0], {"purpose": ""})], actor=SYSTEM)
    assert written == [teams[0]]
    assert not AuditEntry.objects.filter(action=Action.UPDATE).exists()


def test_it_keeps_the_batch_that_it_is_part_of(teams):
    with entering(batch="mine"):
        update_records([(teams[0], {"purpose": "x"})], actor=SYSTEM)
    assert AuditEntry.objects.of_batch("mine").count() == 1


def test_it_compares_with_the_stored_row_and_not_with_what_a_form_left_in_memory(teams):
    teams[0].purpose = "typed"
    update_record(teams[0], {"purpose": "typed"}, actor=SYSTEM)
    assert stored()[teams[0].pk].purpose == "typed"
    assert AuditEntry.objects.of(teams[0]).first().changes == {"purpose": ["", "typed"]}


def test_it_takes_text_for_what_it_means(ada, max_):
    membership_model = apps.get_model("identity.TeamMembership")
    team = create_records([team_model()(name="A")], actor=SYSTEM)[0]
    member = create_records([membership_model(team=team, user=max_)], actor=SYSTEM)[0]
    update_record(member, {"is_lead": "True", "user_id": str(ada.pk)}, actor=SYSTEM)
    entry = AuditEntry.objects.of(member).first()
    assert entry.changes == {"is_lead": [False, True], "user": [max_.pk, ada.pk]}
    assert member.user == ada
    update_record(member, {"user": max_}, actor=SYSTEM)
    assert member.user is max_


def test_it_refuses_a_value_that_does_not_fit(max_):
    with pytest.raises(Invalid) as caught:
        update_record(max_, {"is_active": "perhaps"}, actor=SYSTEM)
    assert set(caught.value.fields) == {"is_active"}


@pytest.mark.parametrize("name", ["version", "created_at", "id", "members"])
def test_it_refuses_fields_that_are_not_the_callers(teams, name):
    with pytest.raises(TypeError):
        update_record(teams[0], {name: 1}, actor=SYSTEM)


def test_it_neither_logs_nor_counts_fields_that_the_log_ignores(max_):
    from django.utils import timezone

    now = timezone.now()
    update_record(max_, {"last_login": now}, actor=SYSTEM)
    fresh = type(max_).objects.get(pk=max_.pk)
    assert (fresh.version, fresh.last_login) == (1, now)
    assert not AuditEntry.objects.exists()


def test_it_tells_observers_of_all_rows_at_once(teams):
    told = []
    write_observers.register(WriteObserver("test", lambda records, action: told.append((list(records), action))))
    try:
        update_records([(team, {"purpose": "x"}) for team in teams], actor=SYSTEM)
    finally:
        write_observers.unregister("test")
    assert [(len(records), action) for records, action in told] == [(30, "update")]


def test_it_refuses_what_was_written_since_the_caller_read_it(teams):
    update_record(stored()[teams[0].pk], {"purpose": "Theirs"}, actor=SYSTEM)
    written, refused = update_records([(team, {"purpose": "Mine"}) for team in teams], actor=SYSTEM, are_read=True)
    assert written == teams[1:]
    [(team, conflict)] = refused
    assert (team, conflict.code, conflict.details["current"]) == (teams[0], "stale", {"purpose": "Theirs"})
    assert [stored()[team.pk].purpose for team in teams[:2]] == ["Theirs", "Mine"]
    assert [(team.version, stored()[team.pk].version) for team in teams] == [(1, 2), *[(2, 2)] * (len(teams) - 1)]


def test_it_does_not_read_again_what_the_caller_read(teams):
    def selects(are_read):
        with CaptureQueriesContext(connection) as captured:
            update_records([(teams[0], {"purpose": f"{are_read}"})], actor=SYSTEM, are_read=are_read)
        return sum("SELECT" in query["sql"] and "identity_team" in query["sql"] for query in captured)

    assert [selects(are_read) for are_read in (False, True)] == [1, 0]
