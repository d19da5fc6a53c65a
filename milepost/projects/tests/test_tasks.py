import pytest

from milepost.accounts.public import add_contact
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.models import Task, TaskParty
from milepost.projects.public import (
    PartyEdit,
    TaskHome,
    change_task,
    create_task,
    delete_task,
    put_on_task,
    take_off_task,
)
from milepost.projects.records_plan import LinksOfRemoved
from milepost.projects.tests.conftest import DAY, day


def test_it_makes_a_task_of_an_account_alone(northwind, max_):
    values = {"title": "Call the champion", "deadline_on": day("2026-03-12")}
    task = create_task(values, actor=max_.as_actor(), home=TaskHome(account=northwind))
    stored = Task.objects.get(pk=task.pk)
    assert (stored.account, stored.project, stored.finish_on) == (northwind, None, day("2026-03-12"))
    change_task(stored, {"state": "done"}, actor=max_.as_actor())
    assert Task.objects.get().percent_complete == 100


def test_it_makes_a_task_of_a_project_in_its_plan(onboarding, task, max_):
    made = create_task({"title": "Extra"}, actor=max_.as_actor(), home=TaskHome(project=onboarding), author=max_)
    assert (made.project_id, made.wbs, made.start_on) == (onboarding.pk, "5", day("2026-03-02"))
    change_task(task("Migration"), {"duration_minutes": 7 * DAY}, actor=max_.as_actor())
    assert task("Go-live").finish_on == day("2026-03-13")


def test_it_makes_ones_own(max_, victor):
    task = create_task({"title": "Renew my pass"}, actor=max_.as_actor(), home=TaskHome(), author=max_)
    assert list(Task.objects.visible_to(max_)) == [task]
    assert not Task.objects.visible_to(victor).exists()


def test_it_refuses_a_change_of_what_was_changed_meanwhile(onboarding, task, max_):
    seen = task("Training").version
    change_task(task("Training"), {"title": "Teach"}, actor=max_.as_actor(), expected_version=seen)
    with pytest.raises(Conflict):
        change_task(task("Teach"), {"title": "Train"}, actor=max_.as_actor(), expected_version=seen)
    assert Task.objects.filter(title="Teach").exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "no-title"),
        ({"title": "A", "pinned_start": "2026-03-02T08:00"}, "only-in-a-plan"),
        ({"x": 1}, "unknown-field"),
    ],
)
def test_it_refuses_what_cannot_be(northwind, max_, values, code):
    with pytest.raises(Invalid) as refusal:
        create_task(values, actor=max_.as_actor(), home=TaskHome(account=northwind))
    assert refusal.value.code == code


def test_it_refuses_a_task_of_nobody(max_):
    with pytest.raises(Invalid):
        create_task({"title": "A"}, actor=max_.as_actor(), home=TaskHome())


def test_it_gives_parts_with_and_without_a_plan(onboarding, task, northwind, max_):
    mona = add_contact("Mona", actor=max_.as_actor(), account=northwind)
    alone = create_task({"title": "Call"}, actor=max_.as_actor(), home=TaskHome(account=northwind))
    for each in (alone, task("Training")):
        edit = PartyEdit(task_id=0, contact_id=mona.pk)
        party = put_on_task(edit, each, actor=max_.as_actor())
        assert put_on_task(edit, each, actor=max_.as_actor()) == party
        take_off_task(party, actor=max_.as_actor())
    assert not TaskParty.objects.exists()


def test_it_deletes(onboarding, task, max_, northwind):
    delete_task(task("Migration"), actor=max_.as_actor(), links=LinksOfRemoved.DROP)
    alone = create_task({"title": "Call"}, actor=max_.as_actor(), home=TaskHome(account=northwind))
    delete_task(alone, actor=max_.as_actor())
    assert set(Task.objects.values_list("title", flat=True)) == {"Kick-off", "Training", "Go-live"}


def test_it_asks_for_the_right_to_write(onboarding, task, victor):
    for act in (change_task, delete_task):
        more = ({"title": "X"},) if act is change_task else ()
        with pytest.raises(NotAllowed):
            act(task("Training"), *more, actor=victor.as_actor())
