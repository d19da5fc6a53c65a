import pytest

from milepost.accounts.public import add_contact, create_account
from milepost.lib.errors import Invalid, NotFound
from milepost.projects.models import Project, TaskParty, WorkCalendar
from milepost.projects.public import change_plan
from milepost.projects.records_plan import NewTask, PartyEdit, PartyRemoval
from milepost.projects.tests.conftest import day

FOUR_DAYS = [[[480, 720], [780, 1020]]] * 4 + [[], [], []]


def test_who_does_the_work_brings_their_calendar(onboarding, task, max_):
    """Max does not work on Fridays: the migration of five days, from Tuesday, ends a day later."""
    WorkCalendar.objects.create(name="Max", user=max_, week=FOUR_DAYS)
    applied = change_plan(onboarding, [PartyEdit(task_id=task("Migration").pk, user_id=max_.pk)], actor=max_.as_actor())
    assert task("Migration").finish_on == day("2026-03-10")
    (change,) = applied.changes
    assert (change.label, change.origin) == ("Migration", "edit")
    party = TaskParty.objects.get()
    change_plan(onboarding, [PartyRemoval(party.pk)], actor=max_.as_actor())
    assert task("Migration").finish_on == day("2026-03-09")
    assert not TaskParty.objects.exists()


def test_work_of_both_sides_is_done_on_the_days_of_both(onboarding, task, northwind, max_):
    WorkCalendar.objects.create(name="Northwind", account=northwind, week=[[], *FOUR_DAYS[:4], [], []])
    mona = add_contact("Mona Lind", actor=max_.as_actor(), account=northwind)
    edits = [
        PartyEdit(task_id=task("Kick-off").pk, user_id=max_.pk),
        PartyEdit(task_id=task("Kick-off").pk, contact_id=mona.pk),
    ]
    change_plan(onboarding, edits, actor=max_.as_actor())
    assert task("Kick-off").start_on == day("2026-03-03")
    assert {(party.side, party.letter) for party in TaskParty.objects.all()} == {("ours", "R"), ("theirs", "R")}


def test_a_new_task_is_made_with_its_parties(onboarding, max_):
    edits = [
        NewTask("x", {"title": "Extra"}),
        PartyEdit(task_id="x", user_id=max_.pk),
        PartyEdit(task_id="x", role="Their IT", side="theirs", letter="C"),
    ]
    made = change_plan(onboarding, edits, actor=max_.as_actor()).tasks["x"]
    assert {(party.user, party.role, party.side) for party in made.parties.all()} == {
        (max_, "", "ours"),
        (None, "Their IT", "theirs"),
    }


def test_a_part_is_given_once(onboarding, task, max_):
    edit = PartyEdit(task_id=task("Training").pk, user_id=max_.pk)
    change_plan(onboarding, [edit, edit], actor=max_.as_actor())
    change_plan(onboarding, [edit], actor=max_.as_actor())
    assert TaskParty.objects.count() == 1


def test_it_refuses_a_contact_of_another_account(onboarding, task, max_):
    other = create_account("Contoso", actor=max_.as_actor())
    stranger = add_contact("Otto", actor=max_.as_actor(), account=other)
    with pytest.raises(Invalid) as refusal:
        change_plan(onboarding, [PartyEdit(task_id=task("Training").pk, contact_id=stranger.pk)], actor=max_.as_actor())
    assert refusal.value.code == "stranger"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "one-party"),
        ({"role": "IT", "user_id": 1}, "one-party"),
        ({"role": "IT", "letter": "X"}, "wrong-letter"),
        ({"role": "IT", "side": "nobody"}, "wrong-side"),
        ({"user_id": 987654}, "wrong-person"),
    ],
)
def test_it_refuses_what_is_nobody(task, max_, values, code):
    training = task("Training")
    with pytest.raises(Invalid) as refusal:
        change_plan(training.project, [PartyEdit(task_id=training.pk, **values)], actor=max_.as_actor())
    assert refusal.value.code == code


def test_it_removes_no_part_of_another_project(onboarding, task, max_):
    other = Project.objects.create(name="Other", start_on=day("2026-03-02"))
    change_plan(onboarding, [PartyEdit(task_id=task("Training").pk, user_id=max_.pk)], actor=max_.as_actor())
    with pytest.raises(NotFound):
        change_plan(other, [PartyRemoval(TaskParty.objects.get().pk)], actor=max_.as_actor())
