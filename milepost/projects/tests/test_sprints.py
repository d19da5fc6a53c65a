"""Sprints: planned, started, finished, with what they do to dates and what is kept of them."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milepost.lib.errors import Conflict, Invalid
from milepost.projects.models import Project, SprintReading, Task
from milepost.projects.public import (
    change_plan,
    change_project,
    change_sprint,
    create_sprint,
    delete_sprint,
    finish_sprint,
    slip_ledger,
    start_sprint,
    take_baseline,
    undo_change,
)
from milepost.projects.queries.backlog_order import placed_after
from milepost.projects.queries.burndown import burndown_of
from milepost.projects.queries.task_page import task_page
from milepost.projects.records_plan import BacklogPlace, NewTask, TaskEdit, TaskRemoval
from milepost.projects.tests.conftest import DAY, MONDAY, day, moment

WEEK = {"start_on": MONDAY, "end_on": day("2026-03-13")}
SECOND = {"start_on": day("2026-03-16"), "end_on": day("2026-03-27")}


@pytest.fixture
def scrum(onboarding, max_) -> Project:
    return change_project(onboarding, {"method": "scrum", "state": "active"}, actor=max_.as_actor())


@pytest.fixture
def sprint(scrum, max_):
    return create_sprint(scrum, {**WEEK, "goal": "Data is in", "capacity_minutes": 4800}, actor=max_.as_actor())


@pytest.fixture
def plan_into(scrum, task, max_):
    """Return a function that plans tasks, by their titles, into a sprint (None: the backlog)."""

    def plan(sprint, *titles: str, at=None) -> None:
        edits = [TaskEdit(task(title).pk, {"sprint_id": sprint.pk if sprint else None}) for title in titles]
        change_plan(scrum, edits, actor=max_.as_actor(), at=at)

    return plan


def clock(text: str) -> dt.datetime:
    return moment(text).replace(tzinfo=dt.UTC)


def code_of(refusal) -> str:
    return refusal.value.code


def test_it_counts_the_sprints_of_a_project(sprint, scrum, max_):
    second = create_sprint(scrum, {**SECOND, "name": "Second"}, actor=max_.as_actor())
    assert (str(sprint), second.number, str(second)) == ("Sprint 1", 2, "Second")


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"start_on": MONDAY, "end_on": MONDAY - dt.timedelta(days=1)}, "ends-before-start"),
        ({"start_on": day("2026-03-13"), "end_on": day("2026-03-20")}, "sprints-overlap"),
        ({"start_on": day("2026-04-01"), "end_on": day("2027-04-01")}, "too-long"),
        ({"start_on": day("2026-04-01")}, "no-days"),
        ({**SECOND, "capacity_minutes": -1}, "wrong-value"),
        ({**SECOND, "state": "running"}, "unknown-field"),
        ({**SECOND, "name": "\0"}, "wrong-value"),
    ],
)
def test_it_refuses_what_cannot_be_a_sprint(sprint, scrum, max_, values, code):
    with pytest.raises(Invalid) as refusal:
        create_sprint(scrum, values, actor=max_.as_actor())
    assert code_of(refusal) == code


def test_it_refuses_days_of_another_one_also_when_it_is_changed(sprint, scrum, max_):
    second = create_sprint(scrum, SECOND, actor=max_.as_actor())
    with pytest.raises(Invalid) as refusal:
        change_sprint(second, {"start_on": day("2026-03-10")}, actor=max_.as_actor())
    assert code_of(refusal) == "sprints-overlap"


def test_only_scrum_has_sprints(onboarding, max_):
    with pytest.raises(Invalid) as refusal:
        create_sprint(onboarding, WEEK, actor=max_.as_actor())
    assert code_of(refusal) == "not-scrum"


def test_the_method_stays_while_a_sprint_is_open(sprint, scrum, max_):
    with pytest.raises(Invalid) as refusal:
        change_project(scrum, {"method": "kanban"}, actor=max_.as_actor())
    assert code_of(refusal) == "sprints-open"
    delete_sprint(sprint, actor=max_.as_actor())
    assert change_project(scrum, {"method": "kanban"}, actor=max_.as_actor()).method == "kanban"


def test_a_task_waits_for_its_sprint_and_says_so(scrum, task, plan_into, max_):
    second = create_sprint(scrum, SECOND, actor=max_.as_actor())
    plan_into(second, "Migration")
    assert task("Migration").start_at == moment("2026-03-16 08:00")
    assert [hold.words for hold in task_page(task("Migration"), max_).holds] == [
        "Sprint 1, into which it is planned, begins then"
    ]
    change_sprint(second, {"start_on": day("2026-03-18")}, actor=max_.as_actor())
    assert task("Migration").start_at == moment("2026-03-18 08:00")
    plan_into(None, "Migration")
    assert task("Migration").start_at == moment("2026-03-03 08:00")


def test_a_pin_and_a_begun_task_stand_whatever_the_sprint_says(scrum, task, plan_into, max_):
    second = create_sprint(scrum, SECOND, actor=max_.as_actor())
    edits = [
        TaskEdit(task("Kick-off").pk, {"actual_start": moment("2026-03-02 08:00")}),
        TaskEdit(task("Migration").pk, {"pinned_start": moment("2026-03-04 08:00")}),
    ]
    change_plan(scrum, edits, actor=max_.as_actor())
    plan_into(second, "Kick-off", "Migration")
    assert task("Kick-off").start_at == moment("2026-03-02 08:00")
    assert task("Migration").start_at == moment("2026-03-04 08:00")


def _of_another_project(_sprint, max_):
    other = Project.objects.create(name="Other", method="scrum", start_on=MONDAY)
    return create_sprint(other, WEEK, actor=max_.as_actor())


def _finished(sprint, max_):
    running = start_sprint(sprint, actor=max_.as_actor(), at=clock("2026-03-02 09:00"))
    return finish_sprint(running, actor=max_.as_actor(), rest="backlog")


@pytest.mark.parametrize(
    ("target_of", "code"), [(_of_another_project, "unknown-sprint"), (_finished, "sprint-finished")]
)
def test_it_plans_nothing_into_a_wrong_sprint(sprint, plan_into, max_, target_of, code):
    plan_into(sprint, "Kick-off")
    target = target_of(sprint, max_)
    with pytest.raises(Invalid) as refusal:
        plan_into(target, "Migration")
    assert code_of(refusal) == code
    assert not Task.objects.filter(title="Migration", sprint__isnull=False).exists()


def test_it_plans_the_tasks_below_a_summary_not_itself(sprint, scrum, task, plan_into, max_):
    below = NewTask("below", {"title": "Export"}, parent_id=task("Migration").pk)
    change_plan(scrum, [below], actor=max_.as_actor())
    with pytest.raises(Invalid) as refusal:
        plan_into(sprint, "Migration")
    assert code_of(refusal) == "summary"


def test_a_plan_without_scrum_plans_nothing_into_sprints(onboarding, task, max_):
    other = Project.objects.create(name="Other", method="scrum", start_on=MONDAY)
    target = create_sprint(other, WEEK, actor=max_.as_actor())
    with pytest.raises(Invalid) as refusal:
        change_plan(onboarding, [TaskEdit(task("Migration").pk, {"sprint_id": target.pk})], actor=max_.as_actor())
    assert code_of(refusal) == "not-scrum"


def test_two_people_who_reorder_lose_nothing(sprint, scrum, task, max_, lena):
    """Each move is made on the order as it stands, not on the one that was seen."""
    change_plan(scrum, [BacklogPlace(task("Training").pk)], actor=max_.as_actor())
    change_plan(scrum, [BacklogPlace(task("Migration").pk, task("Kick-off").pk)], actor=lena.as_actor())
    rows = Task.objects.filter(backlog_place__isnull=False).order_by("backlog_place")
    assert list(rows.values_list("title", flat=True)) == ["Training", "Kick-off", "Migration"]


def test_it_refuses_a_place_after_what_left(sprint, scrum, task, plan_into, max_):
    plan_into(sprint, "Training")
    with pytest.raises(Invalid) as refusal:
        change_plan(scrum, [BacklogPlace(task("Kick-off").pk, task("Training").pk)], actor=max_.as_actor())
    assert code_of(refusal) == "no-sibling"


@given(
    places=st.lists(st.integers(min_value=-5, max_value=5), unique=True, max_size=6).map(sorted),
    unplaced=st.integers(min_value=0, max_value=4),
    data=st.data(),
)
def test_a_moved_task_stands_where_it_was_put_and_the_others_as_before(places, unplaced, data):
    order = [*enumerate(places), *((100 + at, None) for at in range(unplaced))]
    keys = [key for key, _place in order]
    after = data.draw(st.sampled_from([None, *keys]))
    now = dict(order) | placed_after(order, 999, after)
    at = 0 if after is None else keys.index(after) + 1
    wanted = [*keys[:at], 999, *keys[at:]]
    assert sorted(wanted, key=lambda key: (now[key] is None, now[key] or 0, wanted.index(key))) == wanted
    placed = [place for place in now.values() if place is not None]
    assert len(placed) == len(set(placed))


def test_it_is_started_once_alone_and_with_something_in_it(sprint, scrum, plan_into, max_):
    at = clock("2026-03-03 09:00")
    with pytest.raises(Invalid) as refusal:
        start_sprint(sprint, actor=max_.as_actor(), at=at)
    assert code_of(refusal) == "empty-sprint"
    plan_into(sprint, "Kick-off", "Migration")
    for early in (clock("2026-02-27 09:00"), clock("2026-03-14 09:00")):
        with pytest.raises(Invalid):
            start_sprint(sprint, actor=max_.as_actor(), at=early)
    started = start_sprint(sprint, actor=max_.as_actor(), at=at)
    assert (started.state, SprintReading.objects.filter(kind="committed").count()) == ("running", 2)
    with pytest.raises(Conflict) as again:
        start_sprint(sprint, actor=max_.as_actor(), at=at)
    assert code_of(again) == "sprint-started"
    second = create_sprint(scrum, SECOND, actor=max_.as_actor())
    with pytest.raises(Conflict) as second_one:
        start_sprint(second, actor=max_.as_actor(), at=clock("2026-03-16 09:00"))
    assert code_of(second_one) == "sprint-running"


def test_it_asks_where_goes_what_is_not_done(sprint, scrum, task, plan_into, max_):
    plan_into(sprint, "Kick-off", "Migration")
    running = start_sprint(sprint, actor=max_.as_actor(), at=clock("2026-03-02 09:00"))
    done = {"state": "done", "actual_finish": moment("2026-03-02 17:00")}
    change_plan(scrum, [TaskEdit(task("Kick-off").pk, done)], actor=max_.as_actor())
    for rest, code in (("", "rest-asked"), ("next", "no-next-sprint"), ("away", "wrong-value")):
        with pytest.raises(Invalid) as refusal:
            finish_sprint(running, actor=max_.as_actor(), rest=rest)
        assert code_of(refusal) == code
    second = create_sprint(scrum, SECOND, actor=max_.as_actor())
    finish_sprint(running, actor=max_.as_actor(), rest="next")
    assert (task("Kick-off").sprint_id, task("Migration").sprint_id) == (sprint.pk, second.pk)
    assert task("Migration").start_at == moment("2026-03-16 08:00")
    with pytest.raises(Conflict) as again:
        finish_sprint(running, actor=max_.as_actor(), rest="next")
    assert code_of(again) == "sprint-not-running"


def test_what_is_not_done_goes_to_the_top_of_the_backlog(sprint, scrum, task, plan_into, max_):
    change_plan(scrum, [BacklogPlace(task("Training").pk)], actor=max_.as_actor())
    plan_into(sprint, "Kick-off", "Migration")
    running = start_sprint(sprint, actor=max_.as_actor(), at=clock("2026-03-02 09:00"))
    finish_sprint(running, actor=max_.as_actor(), rest="backlog")
    rows = Task.objects.filter(sprint=None, is_milestone=False).order_by("backlog_place")
    assert list(rows.values_list("title", flat=True)) == ["Kick-off", "Migration", "Training"]


def test_a_started_sprint_keeps_its_first_day_and_is_not_deleted(sprint, plan_into, max_):
    plan_into(sprint, "Kick-off")
    running = start_sprint(sprint, actor=max_.as_actor(), at=clock("2026-03-02 09:00"))
    with pytest.raises(Invalid):
        change_sprint(running, {"start_on": day("2026-03-03")}, actor=max_.as_actor())
    with pytest.raises(Conflict):
        delete_sprint(running, actor=max_.as_actor())
    assert change_sprint(running, {"end_on": day("2026-03-12")}, actor=max_.as_actor()).end_on == day("2026-03-12")


def test_a_deleted_sprint_gives_its_tasks_back(scrum, task, plan_into, max_):
    second = create_sprint(scrum, SECOND, actor=max_.as_actor())
    plan_into(second, "Migration")
    delete_sprint(second, actor=max_.as_actor())
    assert (task("Migration").sprint_id, task("Migration").start_at) == (None, moment("2026-03-03 08:00"))


def test_planning_is_taken_back(scrum, task, max_):
    second = create_sprint(scrum, SECOND, actor=max_.as_actor())
    edits = [TaskEdit(task("Migration").pk, {"sprint_id": second.pk}), BacklogPlace(task("Migration").pk)]
    applied = change_plan(scrum, edits, actor=max_.as_actor())
    undo_change(scrum, applied.batch, actor=max_.as_actor())
    assert (task("Migration").sprint_id, task("Migration").start_at) == (None, moment("2026-03-03 08:00"))


def test_the_burndown_tells_each_day_as_it_was(sprint, scrum, task, plan_into, max_):
    plan_into(sprint, "Kick-off", "Migration")
    start_sprint(sprint, actor=max_.as_actor(), at=clock("2026-03-02 07:00"))

    def act(at: str, *edits: object) -> None:
        change_plan(scrum, edits, actor=max_.as_actor(), at=clock(at))

    migration = task("Migration").pk
    act("2026-03-02 15:00", TaskEdit(task("Kick-off").pk, {"state": "done"}))
    act("2026-03-04 15:00", TaskEdit(migration, {"percent_complete": 50}))
    act("2026-03-07 10:00", TaskEdit(task("Training").pk, {"sprint_id": sprint.pk}))
    act("2026-03-09 10:00", NewTask("new", {"title": "Hotfix", "duration_minutes": 240, "sprint_id": sprint.pk}))
    act("2026-03-10 10:00", TaskEdit(task("Training").pk, {"sprint_id": None}))
    act("2026-03-11 10:00", TaskEdit(migration, {"estimate_minutes": 3 * DAY}))
    act("2026-03-12 10:00", TaskEdit(migration, {"state": "done"}), TaskRemoval(task("Hotfix").pk))
    finish_sprint(sprint, actor=max_.as_actor(), at=clock("2026-03-13 15:00"))
    told = burndown_of(type(sprint).objects.get(), max_)
    assert [day.on.day for day in told.days] == [2, 3, 4, 5, 6, 9, 10, 11, 12, 13]
    days = [5, 5, 2.5, 2.5, 2.5, 5, 3, 2, 0, 0]
    assert [round(one.left / DAY, 1) for one in told.days] == days
    assert [(one.on.day, one.reading.label, one.minutes / DAY) for one in told.changes] == [
        (7, "Training", 2),
        (9, "Hotfix", 0.5),
        (10, "Training", -2),
        (11, "Migration", -1),
        (12, "Hotfix", -0.5),
    ]
    assert [one.scope / DAY for one in told.days] == [0, 0, 0, 0, 0, 2.5, -2, -1, -0.5, 0]
    assert (told.committed, told.left, told.done, told.days[0].ideal) == (6 * DAY, 0, 4 * DAY, round(5.4 * DAY))
    assert told.days[-1].ideal == 0


def test_the_ledger_tells_of_a_sprint_that_moved_go_live(scrum, task, plan_into, max_):
    take_baseline(scrum, "Agreement", actor=max_.as_actor(), is_agreement=True)
    second = create_sprint(scrum, SECOND, actor=max_.as_actor())
    plan_into(second, "Migration")
    change_sprint(second, {"start_on": day("2026-03-17")}, actor=max_.as_actor())
    ledger = slip_ledger(Project.objects.get())
    assert [(entry.change.label, entry.change.origin, entry.days) for entry in ledger.entries] == [
        ("Migration", "sprint", 9),
        ("Sprint planned", "sprint", 1),
    ]
    assert ledger.entries[1].change.note.startswith("Sprint 1 begins on Tue 17 Mar")
    assert ledger.unattributed_days == 0
