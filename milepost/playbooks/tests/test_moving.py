"""A running project follows a newer version of its playbook: what is done or was changed by people stays."""

import pytest

from milepost.jobs.public import Work
from milepost.jobs.testing import run_all_jobs
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Conflict
from milepost.playbooks.actions.moving import move_run
from milepost.playbooks.models import Run
from milepost.playbooks.public import import_playbook
from milepost.playbooks.queries.moves import move_of
from milepost.playbooks.records_moves import MoveChoices
from milepost.playbooks.tests.documents import SMALL
from milepost.projects.public import (
    Dependency,
    Project,
    Task,
    TaskEdit,
    TaskState,
    change_plan,
    create_project,
    undo_change,
)

NEWER = (
    SMALL.replace("lasts: 4h", "lasts: 1d")
    .replace("checklist: [Agenda sent, Minutes sent]", "checklist: [Agenda sent, Minutes agreed]")
    .replace("does: engineer\n        lasts: 1d", "does: [engineer, champion]\n        lasts: 3d")
    .replace(
        "  - key: live\n",
        "      - key: rehearsal\n        title: Rehearsal with {{ role.champion }}\n        does: [csm]\n"
        "        lasts: 2d\n        after: [data]\n        checklist: [Room booked]\n  - key: live\n",
    )
    .replace("after: [data]\n      - key: look-back", "after: [rehearsal + 1d]\n      - key: look-back")
    .replace(
        "title: Look back\n        does: csm\n        lasts: 1h",
        "title: Look back\n        does: csm\n        lasts: 2h",
    )
)
WITHOUT = NEWER[: NEWER.index("      - key: look-back")]
KEEP = MoveChoices()


@pytest.fixture
def publish(version):
    def call(text):
        return import_playbook(text, actor=SYSTEM)[0].published

    return call


@pytest.fixture
def look(max_):
    def call(run, to):
        return move_of(Run.objects.get(pk=run.pk), to, max_)

    return call


@pytest.fixture
def move(max_):
    def call(run, to, choices=KEEP):
        return move_run(run, to, choices, actor=max_.as_actor(), viewer=max_)

    return call


def keyed(found):
    return {line.key: line for line in found.lines}


def task(run, step):
    return Task.objects.get(pk=run.steps.get(step=step).task_id)


def test_it_tells_what_is_added_changed_and_taken_away(start, publish, look):
    run = start()
    found = keyed(look(run, publish(WITHOUT)))
    assert (found["rehearsal"].kind, found["rehearsal"].title) == ("added", "Rehearsal with Carla")
    assert (found["kick-off:lasts"].before, found["kick-off:lasts"].after) == ("4h", "1d")
    assert (found["kick-off:checklist"].before, found["kick-off:checklist"].after) == ("Minutes sent", "Minutes agreed")
    assert found["data:does"].after == "Carla"
    assert found["look-back:remove"].kind == "removed"
    assert not [line for line in found.values() if line.is_asked]


def test_it_moves_the_plan_in_one_act(start, publish, move):
    run = start()
    moved = move(run, publish(NEWER))
    rehearsal = moved.applied.tasks["rehearsal"]
    assert rehearsal.parent_id == task(run, "data").parent_id
    assert [one.text for one in rehearsal.checklist.all()] == ["Room booked"]
    links = set(Dependency.objects.filter(successor=task(run, "go-live")).values_list("predecessor", "lag_minutes"))
    assert links == {(rehearsal.pk, 480)}
    assert task(run, "kick-off").duration_minutes == 480
    assert {one.text for one in task(run, "kick-off").checklist.all()} == {"Agenda sent", "Minutes agreed"}
    assert {str(one.contact or one.role) for one in task(run, "data").parties.all()} == {"Carla", "Engineer"}
    assert Run.objects.get(pk=run.pk).version_used.number == 2
    assert ["Version 2" in change.label for change in moved.applied.changes] == [True]


def test_what_people_changed_is_asked_and_stays_unless_it_is_taken(start, publish, look, move, max_):
    run, other = start(), start(reason="Again")
    for one in (run, other):
        change_plan(one.project, [TaskEdit(task(one, "data").pk, {"duration_minutes": 960})], actor=max_.as_actor())
    to = publish(NEWER)
    line = keyed(look(run, to))["data:lasts"]
    assert (line.is_asked, line.is_taken, line.before, line.after) == (True, False, "2d", "3d")
    move(run, to)
    move(other, to, MoveChoices(taken=frozenset({"data:lasts"})))
    assert (task(run, "data").duration_minutes, task(other, "data").duration_minutes) == (960, 1440)


def test_what_is_done_or_begun_stays(start, publish, look, move, max_):
    run = start()
    edits = [
        TaskEdit(task(run, "kick-off").pk, {"state": TaskState.DONE}),
        TaskEdit(task(run, "look-back").pk, {"state": TaskState.DOING}),
    ]
    change_plan(run.project, edits, actor=max_.as_actor())
    to = publish(WITHOUT)
    assert {line.key for line in look(run, to).of("stays")} == {"kick-off:done", "look-back:remove"}
    move(run, to)
    assert task(run, "kick-off").duration_minutes == 240
    assert task(run, "look-back").title == "Look back"


def test_a_step_that_people_wrote_on_is_taken_away_only_by_choice(start, publish, look, move, max_):
    run = start()
    change_plan(run.project, [TaskEdit(task(run, "look-back").pk, {"title": "Ask them"})], actor=max_.as_actor())
    to = publish(WITHOUT)
    assert [line.key for line in look(run, to).asked] == ["look-back:remove"]
    move(run, to, MoveChoices(takes_all=True))
    assert not Task.objects.filter(project=run.project, title="Ask them").exists()


def test_a_step_that_was_left_out_or_taken_out_stays_out(start, publish, look, max_):
    run = start(without=frozenset({"data"}))
    found = keyed(look(run, publish(NEWER)))
    assert not [key for key in found if key.startswith(("data", "directory"))]
    assert "rehearsal" in found


def test_it_is_taken_back_whole_and_done_again(start, publish, move, max_):
    run = start()
    to = publish(WITHOUT)
    before = set(Task.objects.filter(project=run.project).values_list("title", "duration_minutes"))
    moved = move(run, to)
    after = set(Task.objects.filter(project=run.project).values_list("title", "duration_minutes"))
    back = undo_change(run.project, moved.applied.batch, actor=max_.as_actor())
    assert set(Task.objects.filter(project=run.project).values_list("title", "duration_minutes")) == before
    assert {one.text for one in task(run, "kick-off").checklist.all()} == {"Agenda sent", "Minutes sent"}
    assert Run.objects.get(pk=run.pk).version_used.number == 1
    undo_change(run.project, back.batch, actor=max_.as_actor())
    assert set(Task.objects.filter(project=run.project).values_list("title", "duration_minutes")) == after
    assert Run.objects.get(pk=run.pk).version_used.number == 2
    assert task(run, "rehearsal").title == "Rehearsal with Carla"


def test_it_moves_again_after_it_was_taken_back(start, publish, move, max_):
    run = start()
    to = publish(NEWER)
    moved = move(run, to)
    undo_change(run.project, moved.applied.batch, actor=max_.as_actor())
    assert "rehearsal" in move(run, to).applied.tasks
    with pytest.raises(Conflict):
        move(run, to)


@pytest.fixture
def address(start, publish):
    run = start()
    publish(WITHOUT)
    return run, f"/projects/{run.project_id}/playbook/"


def test_the_project_offers_the_newer_version_and_moves(address, signed_in, max_):
    run, url = address
    client = signed_in(max_)
    assert url in client.get(f"/projects/{run.project_id}/").text
    text = client.get(url).text
    assert "Rehearsal with Carla" in text
    assert "Move to version 2" in text
    assert client.post(url, {"revision": Project.objects.get(pk=run.project_id).revision}).status_code == 302
    assert Run.objects.get(pk=run.pk).version_used.number == 2
    assert url not in client.get(f"/projects/{run.project_id}/").text
    assert "runs the newest version" in client.get(url).text


def test_a_plan_that_was_changed_meanwhile_is_shown_again(address, signed_in, max_):
    run, url = address
    answer = signed_in(max_).post(url, {"revision": 0})
    assert answer.status_code == 422
    assert Run.objects.get(pk=run.pk).version_used.number == 1


def test_a_read_only_role_and_a_project_without_a_playbook_are_refused(address, signed_in, victor, max_):
    _run, url = address
    assert signed_in(victor).get(url).status_code == 403
    other = create_project("By hand", actor=max_.as_actor())
    assert signed_in(max_).get(f"/projects/{other.pk}/playbook/").status_code == 404
    assert signed_in(max_).put(url).status_code == 405


def test_all_that_run_an_older_version_are_moved_in_the_background(address, signed_in, max_):
    run, _url = address
    client, url = signed_in(max_), f"/playbooks/{run.playbook_id}/runs/move/"
    assert url in client.get(f"/playbooks/{run.playbook_id}/").text
    assert "From version 1" in client.get(url).text
    assert client.post(url, {"own": "keep"}).status_code == 422
    assert client.post(url, {"run": run.pk, "own": "keep"}).status_code == 302
    run_all_jobs()
    assert Run.objects.get(pk=run.pk).version_used.number == 2
    assert "1 projects moved, 0 left" in Work.objects.latest("pk").summary
    assert "All follow the newest" in client.get(url).text


def test_the_history_takes_it_back(start, publish, move, signed_in, max_):
    run = start()
    moved = move(run, publish(NEWER))
    client, act = signed_in(max_), moved.applied.changes[0]
    assert "Take back" in client.get(f"/plan-changes/{act.pk}/").text
    assert client.post(f"/projects/{run.project_id}/plan/undo/", {"batch": act.batch}).status_code == 302
    assert Run.objects.get(pk=run.pk).version_used.number == 1
