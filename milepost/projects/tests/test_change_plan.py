from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.audit.public import AuditEntry
from milepost.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from milepost.projects.models import Dependency, PlanChange, Project, Task, TaskMove, WorkCalendar
from milepost.projects.public import change_plan, create_project, preview_plan
from milepost.projects.records_plan import (
    LinkEdit,
    LinkRemoval,
    LinksOfRemoved,
    NewTask,
    PartyEdit,
    ProjectEdit,
    TaskDates,
    TaskEdit,
    TaskPlace,
    TaskRemoval,
)
from milepost.projects.tests.conftest import DAY, day, moment


def dates(project: Project) -> dict[str, tuple[str, str]]:
    return {
        row.title: (row.start_at.isoformat(" ", "minutes"), row.finish_at.isoformat(" ", "minutes"))
        for row in Task.objects.filter(project=project)
    }


def test_it_dates_a_plan(onboarding):
    assert dates(onboarding) == {
        "Kick-off": ("2026-03-02 08:00", "2026-03-02 17:00"),
        "Migration": ("2026-03-03 08:00", "2026-03-09 17:00"),
        "Training": ("2026-03-10 08:00", "2026-03-11 17:00"),
        "Go-live": ("2026-03-11 17:00", "2026-03-11 17:00"),
    }
    stored = Project.objects.get()
    assert stored.forecast_on == day("2026-03-11")
    assert stored.go_live.title == "Go-live"
    assert list(Task.objects.order_by("outline_order").values_list("wbs", flat=True)) == ["1", "2", "3", "4"]


def test_it_previews_without_writing(onboarding, task):
    before = (dates(onboarding), PlanChange.objects.count(), Project.objects.get().revision)
    found = preview_plan(onboarding, [TaskEdit(task("Migration").pk, {"duration_minutes": 7 * DAY})])
    assert [(move.label, move.finish_to.date()) for move in found.moves] == [
        ("Migration", day("2026-03-11")),
        ("Training", day("2026-03-13")),
        ("Go-live", day("2026-03-13")),
    ]
    assert (found.forecast_from, found.forecast_to) == (day("2026-03-11"), day("2026-03-13"))
    assert found.asks_for_cause
    assert (dates(onboarding), PlanChange.objects.count(), Project.objects.get().revision) == before


def test_it_writes_the_moves_with_their_root_and_ripples(onboarding, task, max_):
    edit = TaskEdit(task("Migration").pk, {"duration_minutes": 7 * DAY})
    applied = change_plan(onboarding, [edit], actor=max_.as_actor(), revision=onboarding.revision)
    assert Project.objects.get().forecast_on == day("2026-03-13")
    (change,) = applied.changes
    assert (change.task, change.origin, change.side) == (task("Migration"), "edit", "ours")
    assert (change.forecast_from, change.forecast_to) == (day("2026-03-11"), day("2026-03-13"))
    moves = {move.label: move for move in TaskMove.objects.filter(change=change)}
    assert moves["Migration"].because_of is None
    assert moves["Training"].because_of == task("Migration")
    assert moves["Go-live"].because_of == task("Training")
    assert moves["Go-live"].finish_from == moment("2026-03-11 17:00")


def test_it_moves_nothing_for_other_values(onboarding, task, max_):
    applied = change_plan(onboarding, [TaskEdit(task("Training").pk, {"title": "Teach"})], actor=max_.as_actor())
    assert not applied.changes
    assert AuditEntry.objects.of(task("Teach")).first().changes == {"title": ["Training", "Teach"]}


def test_it_refuses_a_plan_that_changed_meanwhile(onboarding, task, max_):
    seen = onboarding.revision
    change_plan(onboarding, [TaskEdit(task("Kick-off").pk, {"duration_minutes": 960})], actor=max_.as_actor())
    with pytest.raises(Conflict) as refusal:
        change_plan(
            onboarding, [TaskEdit(task("Training").pk, {"duration_minutes": 1})], actor=max_.as_actor(), revision=seen
        )
    assert refusal.value.code == "stale-plan"
    assert task("Training").duration_minutes == 2 * DAY


def test_it_refuses_a_cycle_by_its_tasks_and_writes_nothing(onboarding, task, max_):
    edits = [
        TaskEdit(task("Kick-off").pk, {"title": "Start"}),
        LinkEdit(task("Training").pk, task("Kick-off").pk),
    ]
    with pytest.raises(Invalid) as refusal:
        change_plan(onboarding, edits, actor=max_.as_actor())
    assert refusal.value.code == "cycle"
    assert not Task.objects.filter(title="Start").exists()
    assert Dependency.objects.count() == 3


def test_it_asks_what_becomes_of_links(onboarding, task, max_):
    with pytest.raises(Invalid) as refusal:
        change_plan(onboarding, [TaskRemoval(task("Migration").pk)], actor=max_.as_actor())
    assert (refusal.value.code, refusal.value.details["depending"]) == ("links-asked", ["Training"])


@pytest.mark.parametrize(
    ("links", "forecast"), [(LinksOfRemoved.BRIDGE, "2026-03-04"), (LinksOfRemoved.DROP, "2026-03-03")]
)
def test_it_removes_a_task_others_depend_on(task, max_, links, forecast):
    migration = task("Migration")
    applied = change_plan(migration.project, [TaskRemoval(migration.pk, links)], actor=max_.as_actor())
    assert not Task.objects.filter(title="Migration").exists()
    assert applied.project.forecast_on == day(forecast)
    (change,) = applied.changes
    assert (change.task, change.label, change.origin) == (None, "Migration", "scope")


def test_a_bridge_keeps_a_lag_in_per_cent(onboarding, task, max_):
    edits = [
        LinkEdit(task("Migration").pk, task("Training").pk, lag_kind="percent", lag_percent=50),
        TaskRemoval(task("Migration").pk, LinksOfRemoved.BRIDGE),
    ]
    change_plan(onboarding, edits, actor=max_.as_actor())
    bridge = Dependency.objects.get(successor=task("Training"))
    assert (bridge.predecessor, bridge.lag_kind, bridge.lag_percent) == (task("Kick-off"), "percent", 50)


def test_it_writes_a_plan_with_a_constant_number_of_queries(northwind, max_):
    def edits(count: int) -> list:
        keys = [f"t{number}" for number in range(count)]
        made = [NewTask(key, {"title": key}) for key in keys]
        parties = [PartyEdit(task_id=key, user_id=max_.pk) for key in keys]
        return [*made, *parties, *[LinkEdit(one, other) for one, other in pairwise(keys)]]

    counted = []
    for count in (1, 20, 60):  # the first task that is ever indexed names its kind
        project = create_project("P", actor=max_.as_actor(), account=northwind)
        with CaptureQueriesContext(connection) as queries:
            change_plan(project, edits(count), actor=max_.as_actor(), as_one=True)
        counted.append(len(queries))
    assert counted[1] == counted[2]


def test_it_refuses_a_task_below_itself(onboarding, task, max_):
    phase = change_plan(onboarding, [NewTask("p", {"title": "Phase"})], actor=max_.as_actor()).tasks["p"]
    change_plan(onboarding, [TaskPlace(task("Training").pk, phase.pk)], actor=max_.as_actor())
    with pytest.raises(Invalid) as refusal:
        change_plan(onboarding, [TaskPlace(phase.pk, task("Training").pk)], actor=max_.as_actor())
    assert refusal.value.code == "own-child"


def test_it_puts_new_tasks_below_new_ones(onboarding, max_):
    edits = [
        NewTask("phase", {"title": "Phase"}),
        NewTask("a", {"title": "A"}, parent_id="phase"),
        NewTask("b", {"title": "B"}, parent_id="phase"),
        NewTask("first", {"title": "First"}, parent_id="phase"),
        TaskPlace("first", "phase"),
        LinkEdit("a", "b"),
    ]
    change_plan(onboarding, edits, actor=max_.as_actor())
    rows = Task.objects.filter(outline_order__gte=4).order_by("outline_order")
    assert [(row.wbs, row.title, row.depth, row.is_summary) for row in rows] == [
        ("5", "Phase", 0, True),
        ("5.1", "First", 1, False),
        ("5.2", "A", 1, False),
        ("5.3", "B", 1, False),
    ]


def test_it_bridges_no_link_twice(onboarding, task, max_):
    change_plan(onboarding, [LinkRemoval(task("Training").pk, task("Go-live").pk)], actor=max_.as_actor())
    assert Dependency.objects.count() == 2
    with pytest.raises(NotFound):
        change_plan(onboarding, [LinkRemoval(task("Training").pk, task("Go-live").pk)], actor=max_.as_actor())


def test_it_ends_a_task_with_its_state(onboarding, task, max_):
    change_plan(onboarding, [TaskEdit(task("Kick-off").pk, {"state": "done"})], actor=max_.as_actor())
    done = task("Kick-off")
    assert (done.percent_complete, done.actual_start is None, done.actual_finish is None) == (100, False, False)
    change_plan(onboarding, [TaskEdit(done.pk, {"state": "doing"})], actor=max_.as_actor())
    again = task("Kick-off")
    assert (again.percent_complete, again.actual_finish) == (99, None)
    assert again.actual_start == done.actual_start


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        ({"colour": "red"}, "unknown-field", "colour"),
        ({"title": ""}, "wrong-value", "title"),
        ({"percent_complete": 101}, "wrong-value", "percent_complete"),
        ({"constraint_kind": "MSO"}, "no-constraint-date", "constraint_at"),
        (
            {"pinned_start": "2026-03-05 08:00", "pinned_finish": "2026-03-04 17:00"},
            "ends-before-start",
            "pinned_finish",
        ),
        ({"pinned_start": "soon"}, "wrong-value", "pinned_start"),
        ({"state": "finished"}, "wrong-value", "state"),
    ],
)
def test_it_refuses_what_cannot_be(task, max_, values, code, field):
    training = task("Training")
    with pytest.raises(Invalid) as refusal:
        change_plan(training.project, [TaskEdit(training.pk, values)], actor=max_.as_actor())
    assert refusal.value.code == code
    assert field in refusal.value.fields


def test_it_asks_for_the_right_to_write(onboarding, task, victor):
    with pytest.raises(NotAllowed):
        change_plan(onboarding, [TaskEdit(task("Training").pk, {"title": "X"})], actor=victor.as_actor())


def test_it_runs_on_another_calendar(onboarding, task, max_):
    """Without Fridays the migration, from Tuesday, ends a day later; the ledger says which calendar it was."""
    four_days = [[[480, 720], [780, 1020]]] * 4 + [[], [], []]
    short = WorkCalendar.objects.create(name="Four days", week=four_days)
    change_plan(onboarding, [TaskEdit(task("Migration").pk, {"calendar_id": short.pk})], actor=max_.as_actor())
    assert task("Migration").finish_on == day("2026-03-10")
    applied = change_plan(onboarding, [ProjectEdit({"calendar": short})], actor=max_.as_actor())
    assert task("Training").finish_on == day("2026-03-12")
    change_plan(onboarding, [ProjectEdit({"start_on": day("2026-03-05")})], actor=max_.as_actor())
    assert task("Migration").start_on == day("2026-03-09")
    assert [change.origin for change in applied.changes] == []
    with pytest.raises(Invalid):
        change_plan(onboarding, [TaskEdit(task("Migration").pk, {"calendar_id": 987654})], actor=max_.as_actor())


def test_it_starts_another_day(onboarding, max_):
    change_plan(onboarding, [ProjectEdit({"start_on": day("2026-03-09")})], actor=max_.as_actor())
    stored = Project.objects.get()
    assert (stored.start_on, stored.forecast_on) == (day("2026-03-09"), day("2026-03-18"))
    assert AuditEntry.objects.of(stored).first().changes == {"start_on": ["2026-03-02", "2026-03-09"]}


def test_it_puts_a_milestone_on_the_day_it_is_dragged_to(onboarding, task, max_):
    """A Friday is that Friday, not the Monday on which the next working hour lies."""
    for edit in (
        TaskDates(task("Go-live").pk, finish_on=day("2026-03-20")),
        TaskDates(task("Go-live").pk, day("2026-03-27")),
    ):
        change_plan(onboarding, [edit], actor=max_.as_actor())
        assert task("Go-live").finish_on == (edit.finish_on or edit.start_on)
