"""`milepost schedule`: dates of a file, without a database."""

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from milepost.config.cli import main
from milepost.scheduling.msproject.tests.documents import calendar, document, link, task


@pytest.fixture
def scheduled(tmp_path):
    def run(text: str, *options: str):
        path = tmp_path / "plan.xml"
        path.write_text(text)
        return CliRunner().invoke(main, ["schedule", str(path), *options])

    return run


def test_it_dates_tasks_as_json(scheduled):
    result = scheduled(document(task(1) + task(2, link(1)) + task(3)), "--json")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    first, second, third = found["tasks"]
    assert (found["dates"], found["project_start"], found["project_finish"]) == (
        "computed",
        "2026-03-02T08:00",
        "2026-03-03T17:00",
    )
    assert second | {"driven_by": None} == {
        "uid": 2,
        "name": "Task 2",
        "outline": "2",
        "summary": False,
        "milestone": False,
        "active": True,
        "start": "2026-03-03T08:00",
        "finish": "2026-03-03T17:00",
        "early_start": "2026-03-03T08:00",
        "early_finish": "2026-03-03T17:00",
        "late_start": "2026-03-03T08:00",
        "late_finish": "2026-03-03T17:00",
        "duration": 480,
        "percent_complete": 0,
        "total_slack": 0,
        "free_slack": 0,
        "critical": True,
        "driven_by": None,
    }
    assert [(driver["kind"], driver["uid"], driver["type"]) for driver in second["driven_by"]] == [("link", 1, "FS")]
    assert (first["critical"], third["total_slack"], third["critical"]) == (True, 480, False)
    assert found["warnings"] == []


def test_it_ends_well_with_warnings(scheduled):
    late = task(1, hours=80) + task(2, link(1) + "<Deadline>2026-03-05T17:00:00</Deadline>" + link(99))
    result = scheduled(document(late), "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    assert "deadline-missed" in {warning["code"] for warning in found["warnings"]}
    assert [note["kind"] for note in found["notes"]] == ["missing"]
    assert "task 99" in found["notes"][0]["message"]


NEVER_WORKING = "".join(f"<WeekDay><DayType>{day}</DayType><DayWorking>0</DayWorking></WeekDay>" for day in range(1, 8))


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (document(task(1, link(2)) + task(2, link(1))), "cycle", "Task 1"),
        (document(task(1, link(1))), "link-to-itself", "Task 1"),
        (document(task(1) + task(2, link(1), level=2)), "link-to-own-child", "Task 1"),
        (document(calendars=calendar(week_days=NEVER_WORKING)), "no-working-time", "Calendar 1"),
        (document(calendars=calendar(1, base=2) + calendar(2, base=1)), "calendar-circle", "Calendar 2"),
        (document(task(1))[:-40], "not-xml", "line"),
        ("<html/>", "not-a-project", "http://schemas.microsoft.com/project"),
        (document("<Task><UID>1</UID><IsNull>1</IsNull></Task>"), "no-tasks", "no tasks"),
        (document(settings=" "), "no-start", "start"),
    ],
)
def test_it_refuses_with_the_reason(scheduled, text, code, words):
    result = scheduled(text, "--json")
    assert result.exit_code == 2
    assert words in result.stderr
    error = json.loads(result.stdout)["error"]
    assert error["code"] == code
    assert words in error["message"]
    if code == "link-to-itself":
        assert error["link"]["predecessor_id"] == 1


def test_it_refuses_a_file_that_is_not_there(tmp_path):
    result = CliRunner().invoke(main, ["schedule", str(tmp_path / "none.xml")])
    assert (result.exit_code, result.stdout) == (2, "")
    assert "No such file" in result.stderr


STORED = "".join(
    f"<{name}>2026-03-{day:02}T{hour}:00:00</{name}>"
    for name, day, hour in [
        ("Start", 4, "08"),
        ("Finish", 4, "17"),
        ("EarlyStart", 4, "08"),
        ("EarlyFinish", 4, "17"),
        ("LateStart", 6, "08"),
        ("LateFinish", 6, "17"),
    ]
)


def test_it_keeps_stored_dates_that_follow_from_the_file_unless_told_to_compute(scheduled):
    constraint = "<ConstraintType>4</ConstraintType><ConstraintDate>2026-03-04T08:00:00</ConstraintDate>"
    text = document(task(1, STORED + constraint))
    kept = json.loads(scheduled(text, "--json").stdout)
    computed = json.loads(scheduled(text, "--json", "--recompute").stdout)
    assert (kept["dates"], kept["tasks"][0]["late_finish"]) == ("stored", "2026-03-06T17:00")
    assert (computed["dates"], computed["tasks"][0]["late_finish"]) == ("computed", "2026-03-04T17:00")


def test_it_computes_when_the_stored_dates_contradict_the_file(scheduled):
    found = json.loads(scheduled(document(task(1, STORED)), "--json").stdout)
    assert (found["dates"], found["tasks"][0]["start"]) == ("computed", "2026-03-02T08:00")
    assert [(warning["code"], warning["tasks"]) for warning in found["warnings"]] == [("stored-dates-contradict", [1])]


def test_it_shows_a_table_with_a_small_gantt(scheduled):
    deadline = "<Deadline>2026-03-02T17:00:00</Deadline>"
    result = scheduled(document(task(1) + task(2, link(1) + deadline) + task(3) + task(4, link(2), hours=0)))
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    second = next(line for line in lines if "Task 2" in line)
    assert "2026-03-03 08:00" in second
    assert "Task 1 FS" in second
    assert "█" in second
    assert "▒" in next(line for line in lines if "Task 3" in line)
    assert "◆" in next(line for line in lines if "Task 4" in line)
    assert any(line.startswith("Warning: ") for line in lines)


def test_it_needs_neither_database_nor_django(tmp_path):
    path = tmp_path / "plan.xml"
    path.write_text(document())
    program = (
        "import sys\nfrom milepost.config.cli import main\n"
        f"main(['schedule', {str(path)!r}, '--json'], standalone_mode=False)\n"
        "assert 'django.apps.registry' not in sys.modules or not sys.modules['django.apps.registry'].apps.ready"
    )
    clean = {"PATH": "/usr/bin", "MILEPOST_DATA_DIR": str(tmp_path / "none")}
    result = subprocess.run([sys.executable, "-c", program], env=clean, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert not (tmp_path / "none").exists()


def test_it_simulates_by_seed_as_json_and_in_words(scheduled):
    text = document(task(1) + task(2, link(1)) + task(3))
    found, again, other = (
        json.loads(scheduled(text, "--json", "--simulate", "200", "--seed", seed).stdout)["simulation"]
        for seed in ("7", "7", "8")
    )
    assert found == again != other
    assert found["finish"]["p10"] <= found["finish"]["p50"] <= found["finish"]["p80"] <= found["finish"]["p95"]
    shares = {each["uid"]: each["criticality"] for each in found["tasks"]}
    assert shares[1] == shares[2] > shares[3]
    assert "Simulated 200 times (seed 7)" in scheduled(text, "--simulate", "200", "--seed", "7").output


@pytest.mark.parametrize("runs", ["0", "1000000", "many"])
def test_it_refuses_a_wrong_number_of_runs(scheduled, runs):
    assert scheduled(document(task(1)), "--simulate", runs).exit_code == 2


STAFFED = document(task(1) + task(2) + task(3, link(2))).replace(
    "</Project>",
    "<Resources><Resource><UID>1</UID><Name>Maria</Name><Type>1</Type><MaxUnits>1</MaxUnits></Resource></Resources>"
    "<Assignments>"
    "<Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID><Units>1</Units></Assignment>"
    "<Assignment><UID>2</UID><TaskUID>2</TaskUID><ResourceUID>1</ResourceUID><Units>1</Units></Assignment>"
    "</Assignments></Project>",
)


def test_it_levels_as_json_with_moves_and_new_dates(scheduled):
    result = scheduled(STAFFED, "--json", "--level", "--seconds", "5")
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    assert [(move["uid"], move["start_to"], move["start_shift"]) for move in found["levelling"]["moves"]] == [
        (1, "2026-03-03T08:00", 480)
    ]
    assert [each["start"] for each in found["tasks"]] == ["2026-03-03T08:00", "2026-03-02T08:00", "2026-03-03T08:00"]
    assert found["levelling"]["overloads"] == []
    assert found["levelling"]["optimal"]
    assert found["project_finish"] == "2026-03-03T17:00"


def test_it_levels_in_words_and_says_what_is_left(scheduled):
    output = scheduled(STAFFED, "--level").output
    assert "Levelled: overloads before 1, left 0; 1 task moves." in output
    assert "finish best possible" in output
    pinned = STAFFED.replace(
        "<Name>Task 1</Name>",
        "<Name>Task 1</Name><Manual>1</Manual><ManualStart>2026-03-02T08:00:00</ManualStart>"
        "<ManualFinish>2026-03-02T17:00:00</ManualFinish><ConstraintType>2</ConstraintType>",
    ).replace("<Name>Task 2</Name>", "<Name>Task 2</Name><Priority>1000</Priority>")
    assert "Left: “Maria” has 200% of work and 100% of time" in scheduled(pinned, "--level").output


def test_it_refuses_to_level_in_no_time(scheduled):
    assert scheduled(STAFFED, "--level", "--seconds", "0").exit_code == 2


def test_it_takes_no_name_of_a_task_for_markup(scheduled):
    odd = STAFFED.replace("Task 1", "[/red] 1").replace("Task 2", "[bold]2")
    output = scheduled(odd, "--level", "--simulate", "20").output
    assert "[/red] 1" in output
    assert "[bold]2" in output


def test_it_levels_without_the_solver_and_says_so(scheduled, monkeypatch):
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    result = scheduled(STAFFED, "--json", "--level")
    assert (result.exit_code, json.loads(result.stdout)["levelling"]["method"]) == (0, "greedy")
    assert "OR-Tools is not installed" in json.loads(result.stdout)["levelling"]["notice"]


def test_what_levelling_and_simulating_refuse_is_said_in_words(scheduled):
    result = scheduled(STAFFED, "--json", "--level", "--seconds", "nan")
    assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (2, "wrong-argument")
    long = document("".join(task(uid, link(uid - 1) if uid > 1 else "", hours=3_000_000) for uid in range(1, 6)))
    result = scheduled(long, "--json", "--simulate", "500")
    assert (result.exit_code, json.loads(result.stdout)["error"]["code"]) == (2, "beyond-calendar")
