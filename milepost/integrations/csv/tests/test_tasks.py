"""Tasks from tables: outline, links, people; found again by their keys; taken away as a table and brought back."""

import csv
import datetime as dt
import io

import pytest
from django.urls import reverse

from milepost.accounts.public import add_contact, create_account
from milepost.audit.public import AuditEntry
from milepost.integrations.csv.records import ImportState
from milepost.integrations.csv.tests.conftest import reasons
from milepost.lib.actor import SYSTEM
from milepost.projects.public import (
    Dependency,
    NewTask,
    PlanChange,
    Project,
    Task,
    TaskEdit,
    TaskParty,
    change_plan,
    create_project,
)

pytestmark = pytest.mark.django_db
NEW = {"create_missing": True}
PLAN = """Id,Number,Task,Project,Start,Length,Follows,Who,State,Milestone
a,1,Prepare,Nordlicht,2027-01-04,,,,,
b,1.1,Collect data,Nordlicht,2027-01-04,3d,,max@example.com,Done,
c,1.2,Migrate,Nordlicht,,2d,"1.1FS+1d, 2SS",Data team,,
d,2,Train,Nordlicht,2027-01-11,4 h,,,,
e,3,Go-live,Nordlicht,,0d,"c; 2FF-2h",,,Yes
"""


def plan_of(name: str = "Nordlicht") -> dict[str, Task]:
    return {task.title: task for task in Task.objects.filter(project__name=name)}


def links() -> set[tuple[str, str, str, str, int]]:
    names = ("predecessor__title", "successor__title", "type", "lag_kind", "lag_minutes")
    return set(Dependency.objects.values_list(*names))


def test_it_makes_a_project_of_a_table(imported, max_):
    import_ = imported("tasks", PLAN, key_column="Id", **NEW)
    assert (import_.state, import_.created, import_.refused) == (ImportState.APPLIED, 5, 0), reasons(import_)
    tasks = plan_of()
    assert [(task.wbs, task.title) for task in sorted(tasks.values(), key=lambda task: task.outline_order)] == [
        ("1", "Prepare"),
        ("1.1", "Collect data"),
        ("1.2", "Migrate"),
        ("2", "Train"),
        ("3", "Go-live"),
    ]
    assert links() == {
        ("Collect data", "Migrate", "FS", "working", 480),
        ("Train", "Migrate", "SS", "working", 0),
        ("Migrate", "Go-live", "FS", "working", 0),
        ("Train", "Go-live", "FF", "working", -120),
    }
    assert (tasks["Train"].duration_minutes, tasks["Train"].start_on) == (240, dt.date(2027, 1, 11))
    assert (tasks["Collect data"].state, tasks["Go-live"].is_milestone) == ("done", True)
    assert set(TaskParty.objects.values_list("task__title", "user__email", "role")) == {
        ("Collect data", "max@example.com", ""),
        ("Migrate", None, "Data team"),
    }
    assert PlanChange.objects.filter(origin="import").count() == 1, "one act, told once"


def test_it_changes_nothing_the_second_time(imported, max_):
    imported("tasks", PLAN, key_column="Id", **NEW)
    entries = AuditEntry.objects.filter(kind__startswith="projects.").count()
    again = imported("tasks", PLAN, key_column="Id")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 5), reasons(again)
    assert AuditEntry.objects.filter(kind__startswith="projects.").count() == entries


def test_it_changes_what_differs_and_adds_what_is_new(imported, max_):
    imported("tasks", PLAN, key_column="Id", **NEW)
    more = (
        PLAN.replace("Train,", "Train all,").replace("1.1FS+1d", "1.1FS+2d") + "f,2.1,Book a room,Nordlicht,,1d,b,,,\n"
    )
    again = imported("tasks", more, key_column="Id")
    assert (again.created, again.updated, again.unchanged) == (1, 2, 3), reasons(again)
    assert plan_of()["Book a room"].parent == plan_of()["Train all"]
    assert ("Collect data", "Migrate", "FS", "working", 960) in links()


def test_it_finds_rows_by_their_number_without_a_key(imported, max_):
    text = PLAN.replace("c; 2FF", "1.2; 2FF")
    imported("tasks", text, **NEW)
    assert imported("tasks", text).unchanged == 5


def test_it_reads_an_outline_by_depth(imported):
    text = "Id,Task,Project,Outline level\n1,Phase,P,1\n2,Step,P,2\n3,Detail,P,3\n4,Next,P,1\n"
    imported("tasks", text, key_column="Id", **NEW)
    found = {title: task.parent.title if task.parent else "" for title, task in plan_of("P").items()}
    assert found == {"Phase": "", "Step": "Phase", "Detail": "Step", "Next": ""}


def test_it_calls_the_project_like_the_source_where_no_column_does(imported):
    imported("tasks", "No,Task\n1,Begin\n", source="Handover", **NEW)
    assert set(plan_of("Handover")) == {"Begin"}


@pytest.mark.parametrize(
    "fault",
    [
        ("1.1FS+1d", "1.1XS", 4, "Follows", "names no task"),
        ("1.1FS+1d", "1.1fs", 4, "Follows", "names no task"),
        ("1.1FS+1d", "1.1FS+1", 4, "Follows", "names no task"),
        ("1.1FS+1d", "9FS", 4, "Follows", "no task with the number “9”"),
        ("1.1FS+1d", "2, 2SS, 2", 4, "Follows", "twice"),
        ("c,1.2", "c,7.2", 4, "Number", "no row with the number “7”"),
        ("d,2,", "d,1,", 5, "Number", "Row 2 has this number already"),
        ("3d", "soon", 3, "Length", "Write a length"),
        ("Done", "Perhaps", 3, "State", "none of"),
        ("2027-01-11", "2027-02-30", 5, "Start", ""),
        ("Train,", ",", 5, "Task", "Say what is to be done"),
    ],
)
def test_it_says_what_is_wrong_at_the_row(checked, max_, fault):
    old, new, row, column, words = fault
    assert old in PLAN
    import_ = checked("tasks", PLAN.replace(old, new), key_column="Id", **NEW)
    faults = reasons(import_, "check")
    assert any(at == row and name == column and words in why for at, name, why in faults), faults
    assert not Project.objects.exists(), "a dry run"


def test_it_refuses_what_leans_on_a_refused_row(imported, max_):
    import_ = imported("tasks", PLAN.replace("3d", "soon"), key_column="Id", **NEW)
    faults = {at: why for at, _column, why in reasons(import_)}
    assert sorted(faults) == [3, 4, 6]
    assert "was refused" in faults[4]
    assert set(plan_of()) == {"Prepare", "Train"}


def test_it_refuses_a_circle_and_writes_nothing_of_the_project(imported, max_):
    import_ = imported("tasks", PLAN.replace("4 h,,", "4 h,3,"), key_column="Id", **NEW)
    assert (import_.created, import_.refused) == (0, 5)
    assert not Task.objects.exists()


def test_it_refuses_projects_that_are_not_there_or_many(checked):
    assert "There is no such project" in reasons(checked("tasks", PLAN, key_column="Id"), "check")[0][2]
    for _each in range(2):
        create_project("Nordlicht", actor=SYSTEM)
    assert "Several projects" in reasons(checked("tasks", PLAN, key_column="Id"), "check")[0][2]


def test_it_is_taken_back_wholly(imported, undone, max_):
    import_ = undone(imported("tasks", PLAN, key_column="Id", **NEW))
    assert import_.state == ImportState.UNDONE
    assert not Task.objects.exists()
    assert Project.objects.get().archived_at is not None


def test_it_takes_back_what_it_changed_in_a_plan_that_was_there(imported, undone):
    project = create_project("P", actor=SYSTEM, start_on=dt.date(2027, 1, 4))
    change_plan(project, [NewTask("x", {"title": "Was here"})], actor=SYSTEM)
    undone(imported("tasks", "No,Task,Project\n1,Added,P\n"))
    project.refresh_from_db()
    assert (set(plan_of("P")), project.archived_at) == ({"Was here"}, None)


def test_it_leaves_what_others_changed_since(imported, undone, max_):
    import_ = imported("tasks", PLAN, key_column="Id", **NEW)
    train = plan_of()["Train"]
    change_plan(train.project, [TaskEdit(train.pk, {"title": "Train everybody"})], actor=SYSTEM)
    with pytest.raises(Exception, match="changed"):
        undone(import_)
    assert Task.objects.count() == 5


# ---- Taken away, and brought back ----
def exported(client, project: Project, kind: str = "csv") -> bytes:
    answer = client.get(reverse("projects:plan-table", args=[project.pk, kind]))
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_it_gives_a_table_that_comes_back_unchanged(imported, signed_in, lena, max_):
    imported("tasks", PLAN, key_column="Id", **NEW)
    table = exported(signed_in(lena), Project.objects.get())
    rows = list(csv.DictReader(io.StringIO(table.decode("utf-8-sig"))))
    assert [row["Follows"] for row in rows] == ["", "", "1.1FS+1d, 2SS", "", "1.2, 2FF-2h"]
    again = imported("tasks", table, key_column="Id", source="Milepost")
    assert (again.created, again.updated, again.unchanged) == (0, 0, 5), reasons(again)
    elsewhere = imported("tasks", table.replace(b"Nordlicht", b"A twin"), key_column="Id", source="twin", **NEW)
    assert elsewhere.created == 5, reasons(elsewhere)
    dates = {(task.title, task.start_at, task.finish_at) for task in Task.objects.filter(project__name="Nordlicht")}
    assert {
        (task.title, task.start_at, task.finish_at) for task in Task.objects.filter(project__name="A twin")
    } == dates


def test_it_knows_the_people_of_the_account(imported, signed_in, lena):
    account = create_account("Nordlicht", actor=SYSTEM)
    mona = add_contact("Mona Lind", actor=SYSTEM, account=account)
    imported("tasks", "No,Task,Project,Account,Who\n1,Sign,P,Nordlicht,Mona Lind\n", **NEW)
    assert list(TaskParty.objects.values_list("contact", "side")) == [(mona.pk, "theirs")]
    again = imported("tasks", exported(signed_in(lena), Project.objects.get()), key_column="Id", source="milepost")
    assert (again.unchanged, again.refused, TaskParty.objects.count()) == (1, 0, 1), reasons(again)


def test_it_hands_out_no_formulas(signed_in, lena):
    project = create_project("=1+1", actor=SYSTEM)
    change_plan(project, [NewTask("x", {"title": "=cmd|' /C calc'!A0", "description": "+1"})], actor=SYSTEM)
    (row,) = csv.DictReader(io.StringIO(exported(signed_in(lena), project).decode("utf-8-sig")))
    assert (row["Task"], row["Project"], row["Description"]) == ("'=cmd|' /C calc'!A0", "'=1+1", "'+1")


def test_it_takes_the_apostrophe_off_again(imported, signed_in, lena):
    project = create_project("P", actor=SYSTEM)
    change_plan(project, [NewTask("x", {"title": "=1+1"})], actor=SYSTEM)
    again = imported("tasks", exported(signed_in(lena), project), key_column="Id", source="milepost")
    assert (again.unchanged, again.refused) == (1, 0), reasons(again)


def test_it_reads_its_own_workbook(imported, signed_in, lena, max_):
    imported("tasks", PLAN, key_column="Id", **NEW)
    book = exported(signed_in(lena), Project.objects.get(), "xlsx")
    again = imported("tasks", book, name="plan.xlsx", key_column="Id", source="milepost")
    assert (again.unchanged, again.refused) == (5, 0), reasons(again)


def test_it_gives_those_who_see_a_part_that_part(signed_in, fiona, lena, imported, max_):
    imported("tasks", PLAN, key_column="Id", **NEW)
    project = Project.objects.get()
    assert signed_in(fiona).get(reverse("projects:plan-table", args=[project.pk, "csv"])).status_code in {403, 404}
    assert signed_in(lena).get(reverse("projects:plan-table", args=[project.pk, "pdf"])).status_code == 404
    assert signed_in(lena).get(reverse("projects:plan-table", args=[project.pk + 1, "csv"])).status_code == 404
    assert signed_in(lena).post(reverse("projects:plan-table", args=[project.pk, "csv"])).status_code == 405
