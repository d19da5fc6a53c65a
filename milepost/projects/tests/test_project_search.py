"""Projects and tasks are found by those who may see them; a hit names no account that its reader does not see."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.projects.models import TaskParty
from milepost.projects.public import change_plan, change_project, change_task, put_on_project
from milepost.projects.records_plan import NewTask
from milepost.search.public import search


def found(viewer, text):
    return [(hit.title, hit.subtitle) for hit in search(viewer, text, kinds=["projects.project", "projects.task"])]


def test_it_finds_projects_and_tasks_with_their_account(onboarding, max_):
    assert found(max_, "onboard") == [("Onboarding", "Northwind · Onboarding · Draft")]
    assert found(max_, "migration") == [("Migration", "Onboarding · Northwind · To do")]


def test_it_follows_what_changes(onboarding, max_):
    change_project(onboarding, {"name": "Roll-out"}, actor=max_.as_actor())
    assert [title for title, _where in found(max_, "roll-out")] == ["Roll-out"]
    assert found(max_, "onboarding") == []


def test_it_looks_a_task_up_in_the_index_only_where_its_words_change(onboarding, task, max_):
    def statements(values):
        with CaptureQueriesContext(connection) as seen:
            change_task(task("Migration"), values, actor=max_.as_actor())
        return sum("search_document" in query["sql"] for query in seen)

    assert statements({"state": "doing"}) == 0
    assert statements({"description": "From the warehouse"}) > 0
    assert [title for title, _where in found(max_, "warehouse")] == ["Migration"]


def test_a_contributor_finds_their_own_and_reads_no_account(onboarding, task, max_, fiona):
    assert found(fiona, "training") == []
    TaskParty.objects.create(task=task("Training"), user=fiona)
    put_on_project(onboarding, fiona, actor=max_.as_actor())
    assert found(fiona, "training") == [("Training", "Onboarding · To do")]
    assert found(fiona, "onboarding") == [("Onboarding", "Onboarding · Draft")]
    assert found(fiona, "migration") == []


def test_it_asks_no_more_for_more_hits(onboarding, max_):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            search(max_, "train")
        return len(seen)

    few = queries()
    edits = [NewTask(f"{at}", {"title": f"Train group {at}"}) for at in range(12)]
    change_plan(onboarding, edits, actor=max_.as_actor())
    assert len(found(max_, "train")) == 13
    assert queries() <= few
