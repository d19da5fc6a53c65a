"""What a customer reads: the document, a project, a task, a file; and what none of them says."""

import datetime as dt

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from milepost.accounts.public import add_contact, create_account
from milepost.feedback.public import Request
from milepost.files.public import store_file
from milepost.lib.refs import Ref
from milepost.portal.models import PortalAccess
from milepost.portal.testing import access_of, let_in
from milepost.projects.public import (
    LinkEdit,
    NewTask,
    PartyEdit,
    ProjectEdit,
    TaskEdit,
    change_plan,
    create_project,
    put_on_task,
    share_file,
    share_project,
    take_baseline,
)

SECRET = "keep-this-to-us"


@pytest.fixture
def northwind(max_):
    return create_account("Northwind", actor=max_.as_actor(), csm=max_)


@pytest.fixture
def mona(northwind, max_):
    return add_contact("Mona Lind", actor=max_.as_actor(), account=northwind, emails=["mona@northwind.example"])


@pytest.fixture
def make_project(northwind, max_):
    def make(name="Onboarding"):
        actor = max_.as_actor()
        project = create_project(name, actor=actor, account=northwind, state="active", lead=max_, description=SECRET)
        seen = {"visibility": "customer"}
        edits = [
            NewTask("open", {"title": "Open the firewall", **seen}),
            NewTask("hidden", {"title": SECRET}),
            NewTask("train", {"title": "Training", **seen}),
            NewTask("live", {"title": "Go-live", "is_milestone": True, **seen}),
            LinkEdit("open", "train"),
            LinkEdit("hidden", "train"),
            LinkEdit("train", "live"),
            ProjectEdit({"go_live_id": "live"}),
        ]
        project = change_plan(project, edits, actor=actor).project
        take_baseline(project, "Agreed", actor=actor, is_agreement=True)
        return share_project(project, actor=actor)

    return make


@pytest.fixture
def project(make_project, mona, max_):
    made = make_project()
    task = made.tasks.get(title="Open the firewall")
    put_on_task(PartyEdit(task_id=task.pk, contact_id=mona.pk), task, actor=max_.as_actor())
    made.refresh_from_db()
    return made


@pytest.fixture
def browser(mona, northwind):
    return let_in(access_of(mona, northwind))


def test_it_says_what_is_next_and_what_it_unblocks(project, browser):
    page = browser.get("/portal/").text
    assert "Next for you" in page
    assert page.index("Open the firewall") < page.index("It unblocks: Training")
    assert f"/portal/projects/{project.pk}/" in page
    assert SECRET not in page


def test_it_tells_why_go_live_moved_without_telling_what_is_ours(project, browser, mona, max_):
    for title in (SECRET, "Open the firewall"):
        task = project.tasks.get(title=title)
        project = change_plan(project, [TaskEdit(task.pk, {"duration_minutes": 4800})], actor=max_.as_actor()).project
    PortalAccess.objects.update(last_visit_at=timezone.now() - dt.timedelta(days=3))
    page = browser.get("/portal/").text
    assert "Why has it moved?" in page
    assert "Since your last visit" in page
    assert "on our side" in page
    assert SECRET not in page


def test_it_shows_a_project_and_a_task(project, browser):
    page = browser.get(f"/portal/projects/{project.pk}/").text
    assert "Training" in page
    assert "Max" in page
    assert SECRET not in page
    task = project.tasks.get(title="Training")
    page = browser.get(f"/portal/tasks/{task.pk}/").text
    assert SECRET not in page
    assert browser.get(f"/portal/tasks/{project.tasks.get(title=SECRET).pk}/").status_code == 404
    assert browser.post(f"/portal/projects/{project.pk}/").status_code == 405


def test_it_keeps_what_is_not_shared(make_project, browser, max_):
    project = make_project()
    type(project).objects.update(shared_at=None)
    assert "Nothing is shared yet" in browser.get("/portal/").text
    assert browser.get(f"/portal/projects/{project.pk}/").status_code == 404
    assert browser.get(f"/portal/tasks/{project.tasks.get(title='Training').pk}/").status_code == 404


def test_it_hands_out_files_that_were_shared(project, browser, max_):
    task = project.tasks.get(title="Training")
    owner = Ref(task.audit_kind(), str(task.pk))
    stored = store_file(ContentFile(b"Hello", "plan.txt"), actor=max_.as_actor(), owner=owner)
    assert browser.get(f"/portal/files/{stored.pk}/").status_code == 404
    share_file(stored, actor=max_.as_actor())
    answer = browser.get(f"/portal/files/{stored.pk}/")
    assert b"".join(answer.streaming_content) == b"Hello"
    assert "plan.txt" in browser.get(f"/portal/tasks/{task.pk}/").text


def test_it_shows_what_somebody_asked_for_and_nothing_of_others(project, northwind, mona, browser, max_):
    other = add_contact("Piet", actor=max_.as_actor(), account=northwind)
    Request.objects.create(account=northwind, contact=mona, title="Labels as before", state="waiting")
    Request.objects.create(account=northwind, contact=other, title="Somebody else's")
    page = browser.get("/portal/").text
    assert "Labels as before" in page
    assert "Somebody else" not in page


def test_it_shows_markup_as_text(project, browser):
    project.tasks.filter(title="Training").update(title="<script>x</script>", description="<img src=x onerror=y>")
    task = project.tasks.get(title__startswith="<script>")
    for address in ("/portal/", f"/portal/projects/{project.pk}/", f"/portal/tasks/{task.pk}/"):
        page = browser.get(address).text
        assert "<script>x" not in page
        assert "<img src=x" not in page


def test_it_asks_as_many_queries_however_much_is_shared(project, make_project, browser):
    def count(address: str) -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as seen:
            browser.get(address)
        return len(seen)

    addresses = ("/portal/", f"/portal/projects/{project.pk}/")
    few = [count(address) for address in addresses]
    make_project("Second")
    make_project("Third")
    assert [count(address) for address in addresses] == few
    assert few[0] <= 30
    assert few[1] <= 30
