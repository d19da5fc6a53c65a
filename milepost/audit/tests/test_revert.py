import pytest
from django.apps import apps

from milepost.audit.public import (
    AuditEntry,
    create_record,
    create_records,
    delete_record,
    new_batch,
    revert_batch,
    revert_entry,
    update_record,
    update_records,
)
from milepost.lib.actor import SYSTEM, entering
from milepost.lib.errors import Conflict


def model(name):
    return apps.get_model(f"identity.{name}")


@pytest.fixture
def teams(db):
    return create_records([model("Team")(name=f"Team {i}", purpose="old") for i in range(4)], actor=SYSTEM)


@pytest.fixture
def batch():
    return new_batch()


def purposes():
    return list(model("Team").objects.order_by("name").values_list("purpose", flat=True))


def rename_all(teams, batch, purpose="new"):
    with entering(batch=batch):
        update_records([(team, {"purpose": purpose}) for team in teams], actor=SYSTEM)


def test_it_takes_a_bulk_edit_back_and_does_it_again(teams, batch):
    rename_all(teams, batch)
    reverted, left = revert_batch(batch, actor=SYSTEM)
    assert (len(reverted), left, purposes()) == (4, [], ["old"] * 4)
    undo = AuditEntry.objects.order_by("-id").first().batch
    assert undo not in ("", batch)
    reverted, left = revert_batch(undo, actor=SYSTEM)
    assert (len(reverted), left, purposes()) == (4, [], ["new"] * 4)


def test_it_leaves_rows_that_were_written_since(teams, batch):
    rename_all(teams, batch)
    update_record(teams[1], {"purpose": "newer"}, actor=SYSTEM)
    delete_record(teams[2], actor=SYSTEM)
    reverted, left = revert_batch(batch, actor=SYSTEM)
    assert purposes() == ["old", "newer", "old"]
    assert {entry.key: conflict.code for entry, conflict in left} == {
        str(teams[1].pk): "stale",
        str(teams[2].pk): "deleted",
    }
    assert len(reverted) == 2


def test_it_cannot_be_done_twice(teams, batch):
    rename_all(teams, batch)
    revert_batch(batch, actor=SYSTEM)
    reverted, left = revert_batch(batch, actor=SYSTEM)
    assert reverted == []
    assert {conflict.code for _entry, conflict in left} == {"stale"}


def test_it_goes_back_to_before_the_first_of_several_writes(teams, batch):
    rename_all(teams, batch, "new")
    rename_all(teams, batch, "newer")
    reverted, left = revert_batch(batch, actor=SYSTEM)
    assert (len(reverted), left, purposes()) == (4, [], ["old"] * 4)


def test_it_leaves_a_row_that_somebody_else_wrote_in_between(teams, batch):
    rename_all(teams[:1], batch, "new")
    update_record(teams[0], {"name": "Another"}, actor=SYSTEM)
    rename_all(teams[:1], batch, "newer")
    reverted, left = revert_batch(batch, actor=SYSTEM)
    assert (reverted, left[0][1].code) == ([], "stale")


def test_it_deletes_what_the_batch_created(db, batch):
    with entering(batch=batch):
        team = create_record(model("Team")(name="Made"), actor=SYSTEM)
        update_record(team, {"purpose": "x"}, actor=SYSTEM)
    reverted, left = revert_batch(batch, actor=SYSTEM)
    assert (len(reverted), left, purposes()) == (1, [], [])


def test_it_brings_back_what_the_batch_deleted_with_all_that_fell_with_it(teams, batch, max_):
    member = create_record(model("TeamMembership")(team=teams[0], user=max_, is_lead=True), actor=SYSTEM)
    with entering(batch=batch):
        delete_record(teams[0], actor=SYSTEM)
    reverted, left = revert_batch(batch, actor=SYSTEM)
    assert (len(reverted), left) == (2, [])
    again = model("TeamMembership").objects.get()
    assert (again.pk, again.team_id, again.user, again.is_lead) == (member.pk, teams[0].pk, max_, True)
    assert again.version > member.version
    assert purposes() == ["old"] * 4


def test_it_does_nothing_about_what_came_and_went(db, batch):
    with entering(batch=batch):
        delete_record(create_record(model("Team")(name="Brief"), actor=SYSTEM), actor=SYSTEM)
    assert revert_batch(batch, actor=SYSTEM) == ([], [])


def test_it_never_puts_a_secret_back(max_, batch):
    with entering(batch=batch):
        update_record(max_, {"password": "!other"}, actor=SYSTEM)
    _reverted, left = revert_batch(batch, actor=SYSTEM)
    assert [conflict.code for _entry, conflict in left] == ["hidden"]
    assert type(max_).objects.get(pk=max_.pk).password == "!other"


def test_it_leaves_a_row_whose_old_link_is_gone(teams, batch, max_):
    member = create_record(model("TeamMembership")(team=teams[0], user=max_), actor=SYSTEM)
    with entering(batch=batch):
        update_record(member, {"team": teams[1]}, actor=SYSTEM)
    delete_record(teams[0], actor=SYSTEM)
    _reverted, left = revert_batch(batch, actor=SYSTEM)
    assert [conflict.code for _entry, conflict in left] == ["gone"]


def test_it_leaves_a_row_whose_old_name_was_taken(teams, batch):
    with entering(batch=batch):
        update_record(teams[0], {"name": "Moved away"}, actor=SYSTEM)
    create_record(model("Team")(name="Team 0"), actor=SYSTEM)
    _reverted, left = revert_batch(batch, actor=SYSTEM)
    assert [conflict.code for _entry, conflict in left] == ["constraint"]


def test_it_takes_nothing_for_an_empty_batch(teams):
    assert revert_batch("", actor=SYSTEM) == ([], [])
    assert len(purposes()) == 4


def test_it_says_how_far_it_is(teams, batch):
    rename_all(teams, batch)
    seen = []
    revert_batch(batch, actor=SYSTEM, on_progress=lambda done, total: seen.append((done, total)))
    assert seen == [(4, 4)]


def test_it_takes_one_write_back(teams):
    update_record(teams[0], {"purpose": "new"}, actor=SYSTEM)
    entry = AuditEntry.objects.of(teams[0]).first()
    revert_entry(entry, actor=SYSTEM)
    assert purposes()[0] == "old"
    with pytest.raises(Conflict) as caught:
        revert_entry(entry, actor=SYSTEM)
    assert caught.value.code == "stale"


def test_it_puts_back_field_by_field_what_the_batch_still_says(teams, batch):
    with entering(batch=batch):
        update_records([(team, {"purpose": "new", "name": f"{team.name}!"}) for team in teams], actor=SYSTEM)
    update_record(teams[0], {"purpose": "theirs"}, actor=SYSTEM)
    reverted, left = revert_batch(batch, actor=SYSTEM, field_by_field=True)
    assert len(reverted) == 4
    assert [entry.key for entry, _conflict in left] == [str(teams[0].pk)]
    assert purposes() == ["theirs", "old", "old", "old"]
    assert [team.name for team in model("Team").objects.order_by("name")] == [f"Team {i}" for i in range(4)]
