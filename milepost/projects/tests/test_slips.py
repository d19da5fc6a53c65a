import datetime as dt
from contextlib import suppress

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.lib.errors import Conflict, Invalid
from milepost.projects.models import Project, SlipCause, Task, TaskParty
from milepost.projects.public import (
    Reason,
    change_plan,
    change_project,
    change_sprint,
    create_sprint,
    delete_sprint,
    finish_sprint,
    roll_forward,
    slip_ledger,
    start_sprint,
    take_baseline,
)
from milepost.projects.records_plan import (
    LinkEdit,
    LinksOfRemoved,
    NewTask,
    ProjectEdit,
    TaskEdit,
    TaskRemoval,
)
from milepost.projects.tests.conftest import DAY, day, moment


@pytest.fixture
def agreed(onboarding, max_) -> Project:
    take_baseline(onboarding, "Agreement", actor=max_.as_actor(), is_agreement=True)
    return onboarding


def told(project: Project) -> list[tuple[str, str, int]]:
    return [(entry.change.label, entry.change.origin, entry.days) for entry in slip_ledger(project).entries]


def test_it_has_no_ledger_without_a_baseline(onboarding):
    assert slip_ledger(onboarding) is None


def test_it_tells_each_root_with_its_own_effect(agreed, task, max_):
    cause = SlipCause.objects.get(name="Data or access was late")
    edits = [
        TaskEdit(task("Migration").pk, {"duration_minutes": 7 * DAY}),
        TaskEdit(task("Training").pk, {"duration_minutes": DAY}),
    ]
    reason = Reason(cause=cause, side="theirs", note="The firewall was closed.")
    change_plan(agreed, edits, actor=max_.as_actor(), reason=reason)
    project = Project.objects.get()
    ledger = slip_ledger(project)
    assert told(project) == [("Migration", "edit", 2), ("Training", "edit", -1)]
    assert (ledger.total_days, ledger.unattributed_days) == (1, 0)
    assert ledger.days_by_side() == {"theirs": 1}
    assert not ledger.unexplained


def test_it_rolls_overdue_work_as_a_root_of_its_own(agreed, task, max_):
    TaskParty.objects.create(task=task("Kick-off"), role="Their IT", side="theirs")
    roll_forward(agreed, day("2026-03-06"), actor=max_.as_actor())
    project = Project.objects.get()
    assert told(project) == [("Kick-off", "overdue", 4)]
    assert (project.forecast_on, project.planned_until) == (day("2026-03-17"), day("2026-03-06"))
    ledger = slip_ledger(project)
    assert ledger.days_by_side() == {"theirs": 4}
    assert [entry.change.task.title for entry in ledger.unexplained] == ["Kick-off"]
    assert roll_forward(project, day("2026-03-06"), actor=max_.as_actor()) is None


def test_it_keeps_agreed_changes_apart(agreed, task, max_):
    edit = TaskEdit(task("Training").pk, {"duration_minutes": 5 * DAY})
    change_plan(agreed, [edit], actor=max_.as_actor(), reason=Reason(note="More people to train", is_agreed=True))
    ledger = slip_ledger(Project.objects.get())
    assert (ledger.total_days, ledger.agreed_days, ledger.days_by_side()) == (3, 3, {})


def test_it_shows_what_nobody_did(agreed, task, max_):
    """Somebody wrote past the plan's actions: the next change tells of it as computed anew, not as its own."""
    Task.objects.filter(pk=task("Migration").pk).update(duration_minutes=6 * DAY)
    change_plan(agreed, [TaskEdit(task("Kick-off").pk, {"duration_minutes": 2 * DAY})], actor=max_.as_actor())
    assert told(Project.objects.get()) == [("Computed anew", "recomputed", 1), ("Kick-off", "edit", 1)]
    Project.objects.update(forecast_on=day("2026-03-20"))
    ledger = slip_ledger(Project.objects.get())
    assert (ledger.total_days, ledger.unattributed_days) == (7, 5)


FIRST_DAYS = (day("2026-03-02"), day("2026-03-16"))
STARTED = dt.datetime(2026, 3, 3, 9, tzinfo=dt.UTC)
_TITLES = ("Kick-off", "Migration", "Training")
_lengths = st.integers(min_value=0, max_value=10 * DAY)
_acts = st.lists(
    st.one_of(
        st.tuples(st.just("length"), st.sampled_from(_TITLES), _lengths),
        st.tuples(st.just("start"), st.integers(min_value=-5, max_value=20), st.just(0)),
        st.tuples(st.just("roll"), st.integers(min_value=0, max_value=40), st.just(0)),
        st.tuples(st.just("state"), st.sampled_from(_TITLES), st.sampled_from(("todo", "doing", "done", "dropped"))),
        st.tuples(st.just("add"), st.sampled_from(_TITLES), _lengths),
        st.tuples(st.just("remove"), st.sampled_from(_TITLES), st.sampled_from(list(LinksOfRemoved))),
        st.tuples(st.just("pin"), st.sampled_from(_TITLES), st.integers(min_value=0, max_value=40)),
        st.tuples(st.just("go-live"), st.sampled_from((*_TITLES, None)), st.just(0)),
        st.tuples(st.just("sprint"), st.sampled_from(_TITLES), st.sampled_from((0, 1, None))),
        st.tuples(st.just("sprint-day"), st.just(1), st.integers(min_value=0, max_value=10)),
        st.tuples(st.just("sprint-start"), st.just(0), st.just(0)),
        st.tuples(st.just("sprint-finish"), st.just(0), st.sampled_from(("backlog", "next"))),
        st.tuples(st.just("sprint-delete"), st.just(1), st.just(0)),
    ),
    min_size=1,
    max_size=6,
)


def _of_sprint(project: Project, act, actor) -> None:
    """Do something to one of the two sprints; what cannot be is refused, and moves nothing."""
    kind, number, how = act
    sprint = project.sprints.filter(number=number + 1).first()
    ways = {
        "sprint-day": lambda: change_sprint(sprint, {"start_on": FIRST_DAYS[1] + dt.timedelta(days=how)}, actor=actor),
        "sprint-start": lambda: start_sprint(sprint, actor=actor, at=STARTED),
        "sprint-finish": lambda: finish_sprint(sprint, actor=actor, rest=how),
        "sprint-delete": lambda: delete_sprint(sprint, actor=actor),
    }
    if sprint is not None:
        with suppress(Invalid, Conflict), transaction.atomic():
            ways[kind]()


def _planned(project: Project, key: int, number: int | None) -> list[TaskEdit]:
    sprint = project.sprints.filter(number=(number or 0) + 1).exclude(state="done").first()
    return [TaskEdit(key, {"sprint_id": sprint.pk if sprint and number is not None else None})]


def _edits(project: Project, act) -> list:
    kind, what, how = act
    found = Task.objects.filter(project=project, title=what).first() if kind not in {"start", "roll"} else None
    key = found.pk if found else None
    makers = {
        "start": lambda: [ProjectEdit({"start_on": day("2026-03-02") + dt.timedelta(days=what)})],
        "go-live": lambda: [ProjectEdit({"go_live_id": key})],
        "add": lambda: [NewTask("new", {"title": "Extra", "duration_minutes": how}), LinkEdit(key, "new")],
        "remove": lambda: [TaskRemoval(key, how)],
        "pin": lambda: [TaskEdit(key, {"pinned_start": moment("2026-03-02 08:00") + dt.timedelta(days=how)})],
        "length": lambda: [TaskEdit(key, {"duration_minutes": how})],
        "state": lambda: [TaskEdit(key, {"state": how})],
        "sprint": lambda: _planned(project, key, how),
    }
    return makers[kind]() if found or kind in {"start", "go-live"} else []


@pytest.mark.slow
# Each example is rolled back, so the fixture stands as it was.
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_acts)
def test_it_always_adds_up(agreed, max_, acts):
    """Whatever is done to a plan, the effects told are the forecast less the baseline, and nothing is unattributed."""
    with transaction.atomic():
        change_project(Project.objects.get(), {"method": "scrum"}, actor=max_.as_actor())
        for first in FIRST_DAYS:
            values = {"start_on": first, "end_on": first + dt.timedelta(days=11)}
            create_sprint(agreed, values, actor=max_.as_actor())
        for act in acts:
            project = Project.objects.get()
            if act[0] == "roll":
                roll_forward(project, day("2026-03-02") + dt.timedelta(days=act[1]), actor=max_.as_actor())
            elif act[0].startswith("sprint-"):
                _of_sprint(project, act, max_.as_actor())
            else:
                change_plan(project, _edits(project, act), actor=max_.as_actor())
        ledger = slip_ledger(Project.objects.get())
        assert ledger is not None
        assert ledger.unattributed_days == 0
        assert sum(entry.days for entry in ledger.entries) == ledger.total_days
        chain = [ledger.baseline.forecast_on, *(entry.to_on for entry in ledger.entries)]
        assert [entry.from_on for entry in ledger.entries] == chain[:-1]
        assert chain[-1] == ledger.to_on
        transaction.set_rollback(True)


def test_a_contributor_reads_the_acts_of_their_own_tasks_and_one_sum_of_the_others(agreed, task, max_, fiona):
    TaskParty.objects.create(task=task("Training"), user=fiona)
    edits = [TaskEdit(task("Migration").pk, {"duration_minutes": 7 * DAY})]
    change_plan(agreed, edits, actor=max_.as_actor(), reason=Reason(note="Their network"))
    change_plan(agreed, [TaskEdit(task("Training").pk, {"duration_minutes": 3 * DAY})], actor=max_.as_actor())
    project = Project.objects.get()
    ledger = slip_ledger(project, viewer=fiona)
    assert [(entry.change.label, entry.days) for entry in ledger.entries] == [("Training", 1)]
    assert (ledger.total_days, ledger.hidden_days, ledger.unattributed_days) == (3, 2, 0)
    assert slip_ledger(project, viewer=max_).hidden_days == 0
