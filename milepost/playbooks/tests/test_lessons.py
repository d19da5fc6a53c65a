"""What runs teach: what steps took, for whom they were held up, and the click that tells the next version."""

import datetime as dt

import pytest

from milepost.accounts.public import create_account
from milepost.playbooks.models import PlaybookDraft, Run, RunStep
from milepost.playbooks.public import begin_draft, learn_from_runs
from milepost.playbooks.queries.lessons import lessons
from milepost.playbooks.tests.conftest import MONDAY
from milepost.projects.public import TaskEdit, TaskState, add_lesson, block_task, change_plan


@pytest.fixture
def ended(start, max_):
    """Begin a run and end its kick-off after some days: it was to take four hours."""

    def call(days, name="Contoso"):
        account = create_account(name, actor=max_.as_actor(), csm=max_, contract_start=MONDAY)
        run = start(account=account)
        task = run.steps.get(step="kick-off").task
        begin = dt.datetime.combine(MONDAY, dt.time(9))
        values = {
            "state": TaskState.DONE,
            "actual_start": begin,
            "actual_finish": begin.replace(hour=17) + dt.timedelta(days=days - 1),
        }
        change_plan(run.project, [TaskEdit(task.pk, values)], actor=max_.as_actor())
        return run

    return call


def kick_off(version):
    return next(one for one in lessons(version.playbook, version.records).steps if one.step.key == "kick-off")


def test_it_says_what_a_step_took_once_enough_runs_say_so(version, ended):
    for name, days in (("A", 8), ("B", 3)):
        ended(days, name)
    learn_from_runs.func()
    found = kick_off(version)
    assert (found.made, found.done, found.better_minutes) == (2, 2, None)
    ended(4, "C")
    learn_from_runs.func()
    found = kick_off(version)
    assert (found.done, found.took_minutes, found.better_minutes) == (3, 4 * 480, 4 * 480)


def test_it_looks_again_only_at_what_was_changed(version, ended, django_assert_num_queries):
    ended(3)
    learn_from_runs.func()
    with django_assert_num_queries(1):
        learn_from_runs.func()
    Run.objects.update(learnt_revision=1)
    RunStep.objects.update(took_minutes=7)
    learn_from_runs.func()
    assert kick_off(version).took_minutes == 3 * 480


def test_it_says_for_whom_was_waited(version, start, max_):
    run = start()
    block_task(run.steps.get(step="data").task, side="theirs", why="No export", actor=max_.as_actor())
    learn_from_runs.func()
    found = next(one for one in lessons(version.playbook, version.records).steps if one.step.key == "data")
    assert found.waited == (("theirs", 1, 1),)


def test_the_page_shows_it_and_one_click_tells_the_next_version(version, ended, signed_in, lena, max_):
    for name in "ABC":
        ended(4, name)
    learn_from_runs.func()
    url = f"/playbooks/{version.playbook_id}/lessons/"
    assert "Apply" not in signed_in(max_).get(url).text
    client = signed_in(lena)
    assert "4 days" in client.get(url).text
    assert client.post(f"{url}kick-off/apply/").status_code == 302
    draft = PlaybookDraft.objects.get()
    assert draft.document["phases"][0]["steps"][0]["lasts"] == "4d"
    assert client.post(f"{url}data/apply/").status_code == 409
    assert signed_in(max_).post(f"{url}kick-off/apply/").status_code == 403


def test_it_is_empty_before_the_first_run(version, signed_in, lena):
    assert "Nothing was begun" in signed_in(lena).get(f"/playbooks/{version.playbook_id}/lessons/").text


def test_the_editor_shows_what_projects_taught(version, ended, signed_in, lena, max_):
    runs = [ended(4, name) for name in "ABC"]
    add_lesson(runs[0].project, "better", "Ask for the data sooner", actor=max_.as_actor())
    learn_from_runs.func()
    draft = begin_draft(version.playbook, actor=lena.as_actor(), author=lena)
    text = signed_in(lena).get(f"/playbook-drafts/{draft.pk}/").text
    assert "Ask for the data sooner" in text
    assert "planned 4 hours, took 4 days (median)" in text
