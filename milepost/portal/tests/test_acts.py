"""What the customer does on the portal's pages, and what of it the plan's people get to know."""

import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.public import add_contact, create_account
from milepost.feedback.public import Request
from milepost.identity.public import Notification
from milepost.portal.testing import access_of, let_in
from milepost.projects.public import (
    Delivery,
    NewTask,
    PartyEdit,
    Proposal,
    Task,
    TaskComment,
    add_comment,
    add_scope_items,
    add_step,
    by_contacts,
    change_plan,
    change_task,
    create_project,
    freeze_scope,
    propose_scope,
    put_on_task,
    share_project,
    submit_delivery,
)


@pytest.fixture
def me(max_):
    return max_.as_actor()


@pytest.fixture
def mona(max_, me):
    account = create_account("Northwind", actor=me, csm=max_)
    return add_contact("Mona Lind", actor=me, account=account, emails=["mona@northwind.example"], stance="champion")


@pytest.fixture
def task(mona, max_, me) -> Task:
    account = mona.places.get().account
    project = create_project("Rollout", actor=me, account=account, start_on=timezone.localdate(), lead=max_)
    made = change_plan(project, [NewTask("t", {"title": "Send the data", "visibility": "customer"})], actor=me)
    share_project(type(project).objects.get(), actor=me)
    put_on_task(PartyEdit(task_id=made.tasks["t"].pk, contact_id=mona.pk), made.tasks["t"], actor=me)
    return Task.objects.get()


@pytest.fixture
def browser(mona):
    return let_in(access_of(mona, mona.places.get().account))


def test_it_is_done_with_one_tap_and_taken_back(browser, task):
    page = browser.get(f"/portal/tasks/{task.pk}/")
    assert "It is done" in page.text
    done = browser.post(f"/portal/tasks/{task.pk}/done/", {"version": task.version})
    assert (done.status_code, done.url) == (302, f"/portal/tasks/{task.pk}/")
    assert Task.objects.get().state == "done"
    assert Notification.objects.get(kind="contact-done").text == "Mona Lind has done “Send the data”"
    assert "It is not done yet" in browser.get(done.url).text


def test_it_says_so_when_somebody_was_faster(browser, task, me):
    change_task(task, {"title": "Send all data"}, actor=me)
    answer = browser.post(f"/portal/tasks/{task.pk}/done/", {"version": task.version})
    assert answer.status_code == 409
    assert "was changed meanwhile" in answer.text
    assert Task.objects.get().state == "todo"


def test_it_shows_no_word_that_is_internal(browser, task, max_, me):
    add_comment(task, "They are slow", author=max_, actor=me)
    add_comment(task, "As <script>alert(1)</script> CSV", author=max_, actor=me, visibility="customer")
    page = browser.get(f"/portal/tasks/{task.pk}/").text
    assert "They are slow" not in page
    assert "CSV" in page
    assert "<script>alert" not in page


def test_it_takes_words_steps_and_files(browser, task, me):
    step = add_step(task, "Export", actor=me)
    browser.post(f"/portal/steps/{step.pk}/", {"is_done": "yes", "version": step.version})
    browser.post(f"/portal/tasks/{task.pk}/comments/", {"text": "Which **format**?"})
    page = browser.get(f"/portal/tasks/{task.pk}/").text
    assert 'aria-pressed="true"' in page
    assert "<strong>format</strong>" in page
    assert TaskComment.objects.get().visibility == "customer"
    assert browser.post(f"/portal/tasks/{task.pk}/comments/", {"text": " "}).status_code == 422
    assert browser.post(f"/portal/tasks/{task.pk}/files/").status_code == 422
    assert browser.get(f"/portal/tasks/{task.pk}/done/").status_code == 405


def test_it_shows_what_a_day_moves_before_it_is_proposed(browser, task):
    day = (timezone.localdate() + dt.timedelta(days=20)).isoformat()
    url = f"/portal/tasks/{task.pk}/day/"
    assert "Propose this day" in browser.get(url, {"day": day}).text
    assert not by_contacts.DateProposal.objects.exists()
    assert browser.post(url, {"day": "soon"}).status_code == 422
    assert browser.post(url, {"day": "2020-01-01"}).status_code == 422
    before = Task.objects.get().finish_on
    assert browser.post(url, {"day": day, "why": "We are away"}).status_code == 302
    assert Task.objects.get().finish_on == before
    assert "Nothing moves until we have agreed to it" in browser.get(f"/portal/tasks/{task.pk}/").text
    browser.post(f"/portal/days/{by_contacts.DateProposal.objects.get().pk}/withdraw/")
    assert by_contacts.DateProposal.objects.get().state == "withdrawn"


def test_it_agrees_to_what_was_read(browser, task, mona, max_, me):
    add_scope_items(task.project, "goal", ["Half the downtime"], actor=me)
    proposal = propose_scope(freeze_scope(task.project, actor=me), [mona], actor=me, by=max_)
    url = f"/portal/scopes/{proposal.pk}/"
    assert "Half the downtime" in browser.get(url).text
    assert browser.post(url, {"decision": "agreed", "sha256": "0" * 64}).status_code == 409
    browser.post(url, {"decision": "agreed", "sha256": proposal.scope.sha256})
    assert Proposal.objects.get().state == "agreed"
    assert "I agree" not in browser.get(url).text


def test_it_accepts_a_deliverable_once(browser, task, me):
    (item,) = add_scope_items(task.project, "deliverable", ["Manual"], actor=me)
    delivery = submit_delivery(item, actor=me, note="First draft")
    url = f"/portal/deliverables/{delivery.pk}/"
    assert "Accept it" in browser.get(url).text
    assert browser.post(url, {"decision": "changes"}).status_code == 422
    browser.post(url, {"decision": "accepted", "version": delivery.version})
    assert Delivery.objects.get().state == "accepted"
    assert browser.post(url, {"decision": "accepted", "version": delivery.version}).status_code == 409


def test_it_asks_for_something_and_talks_about_it(browser, mona):
    assert browser.post("/portal/requests/new/", {"title": ""}).status_code == 422
    made = browser.post("/portal/requests/new/", {"title": "A second plant", "kind": "wish"})
    filed = Request.objects.get()
    assert (filed.contact, filed.door, made.url) == (mona, "portal", f"/portal/requests/{filed.pk}/")
    browser.post(made.url, {"text": "Before summer"})
    assert "Before summer" in browser.get(made.url).text
