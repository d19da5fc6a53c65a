import datetime as dt
import io

import pytest

from milepost.lib.errors import Invalid
from milepost.projects.models import Task, TaskParty
from milepost.projects.public import Project, create_project, export_plan, import_plan, slip_ledger, take_baseline
from milepost.projects.tests.conftest import moment
from milepost.scheduling.public import (
    Assignment,
    Calendar,
    CalendarException,
    Constraint,
    Link,
    LinkType,
    Plan,
    Resource,
    Split,
    read_plan,
    schedule,
    write_plan,
)
from milepost.scheduling.public import Task as PlanTask

MONDAY, ENDED = moment("2026-03-02T08:00"), moment("2026-03-02T17:00")
LATER = moment("2026-03-23T08:00")
DAY = 480


def file_of(plan: Plan) -> bytes:
    stream = io.BytesIO()
    write_plan(schedule(plan), stream)
    return stream.getvalue()


@pytest.fixture
def plan() -> Plan:
    """Summaries, links with lags, a constraint, a deadline, progress, a split, a holiday, a role."""
    team = Calendar("team", "Team", exceptions=(CalendarException(dt.date(2026, 3, 5), dt.date(2026, 3, 5)),))
    return Plan(
        name="Roll-out",
        start=MONDAY,
        calendars=(team,),
        default_calendar_id="team",
        tasks=(
            PlanTask(1, "Prepare"),
            PlanTask(
                2,
                "Kick-off",
                DAY,
                parent_id=1,
                actual_start=MONDAY,
                actual_finish=MONDAY.replace(hour=17),
                percent_complete=100,
            ),
            PlanTask(3, "Migration", 5 * DAY, parent_id=1, splits=(Split(2 * DAY, DAY),), priority=900),
            PlanTask(
                4,
                "Training",
                2 * DAY,
                constraint=Constraint.START_NO_EARLIER_THAN,
                constraint_date=LATER,
            ),
            PlanTask(5, "Go-live", is_milestone=True, deadline=moment("2026-03-25T17:00")),
        ),
        links=(Link(2, 3, lag_minutes=DAY), Link(3, 4, LinkType.FINISH_START), Link(4, 5)),
        resources=(Resource("r", "Migration engineer"),),
        assignments=(Assignment(3, "r"),),
    )


def test_it_makes_a_project_of_a_file(plan, northwind, max_):
    made = import_plan(file_of(plan), actor=max_.as_actor(), account=northwind, lead=max_)
    tasks = {task.title: task for task in Task.objects.filter(project=made.project).order_by("outline_order")}
    assert (made.project.name, made.project.account, made.moved) == ("Roll-out", northwind, 0)
    assert [task.wbs for task in tasks.values()] == ["1", "1.1", "1.2", "2", "3"]
    assert tasks["Kick-off"].state == "done"
    assert tasks["Migration"].priority == 1000
    assert tasks["Go-live"].deadline_on == dt.date(2026, 3, 25)
    assert TaskParty.objects.get(task=tasks["Migration"]).role == "Migration engineer"


def test_it_gives_each_task_the_dates_of_the_file(plan, max_):
    project = import_plan(file_of(plan), actor=max_.as_actor()).project
    dated = schedule(plan)
    ours = {task.title: (task.start_at, task.finish_at) for task in Task.objects.filter(project=project)}
    assert ours == {task.name: (task.start, task.finish) for task in dated.tasks}


def test_it_writes_a_file_that_says_the_same(plan, max_):
    project = import_plan(file_of(plan), actor=max_.as_actor()).project
    stream = io.BytesIO()
    export_plan(project, stream)
    back = schedule(read_plan(stream.getvalue()).plan)
    assert [(task.name, task.start, task.finish) for task in back.tasks] == [
        (task.name, task.start, task.finish) for task in schedule(plan).tasks
    ]


def test_it_tells_the_ledger_of_one_import(plan, max_):
    project = import_plan(file_of(plan), actor=max_.as_actor()).project
    assert [change.origin for change in project.plan_changes.all()] == ["import"]
    take_baseline(project, "As imported", actor=max_.as_actor())
    ledger = slip_ledger(project)
    assert ledger is not None
    assert (ledger.total_days, ledger.unattributed_days) == (0, 0)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no plan|empty|not"),
        (b"<Project", "line 1"),
        (b"<html></html>", "html"),
        (b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Project>&b;</Project>', "entit|DTD|declar"),
        (
            b'<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-03-02T08:00:00</StartDate></Project>',
            "no tasks",
        ),
    ],
)
def test_it_refuses_a_file_and_makes_nothing(content, words, max_):
    with pytest.raises(Invalid, match=f"(?i){words}"):
        import_plan(content, actor=max_.as_actor())
    assert not Project.objects.exists()


def test_it_refuses_a_cycle_naming_its_tasks(max_):
    text = b"""<Project xmlns="http://schemas.microsoft.com/project"><StartDate>2026-03-02T08:00:00</StartDate><Tasks>
    <Task><UID>1</UID><Name>Egg</Name><Duration>PT8H0M0S</Duration><PredecessorLink><PredecessorUID>2</PredecessorUID><Type>1</Type></PredecessorLink></Task>
    <Task><UID>2</UID><Name>Hen</Name><Duration>PT8H0M0S</Duration><PredecessorLink><PredecessorUID>1</PredecessorUID><Type>1</Type></PredecessorLink></Task>
    </Tasks></Project>"""
    with pytest.raises(Invalid, match="Egg"):
        import_plan(text, actor=max_.as_actor())
    assert not Project.objects.exists()


def test_it_writes_no_file_of_an_empty_plan(northwind, max_):
    with pytest.raises(Invalid, match="no plan yet"):
        export_plan(create_project("Empty", actor=max_.as_actor(), account=northwind), io.BytesIO())
