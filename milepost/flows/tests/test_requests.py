"""Requests become tasks and projects, and are done with them."""

import pytest
from django.urls import reverse

from milepost.accounts.public import create_account
from milepost.feedback.public import Request, file_request, reopen_request
from milepost.flows.actions.following import follow_outcomes
from milepost.playbooks.public import import_playbook
from milepost.projects.public import Project, Task, change_project, change_task, create_project

PLAYBOOK = """\
playbook: request
name: A request
purpose: Small things.
kind: request
anchor: start
roles:
  - {key: csm, name: Customer success manager, side: ours, from: csm, part: lead}
phases:
  - key: do
    title: Do
    steps:
      - {key: do-it, title: Do it, lasts: 2d, does: csm}
"""


@pytest.fixture
def northwind(max_):
    return create_account("Northwind", actor=max_.as_actor(), csm=max_)


@pytest.fixture
def asked(northwind, max_):
    return file_request({"title": "Labels", "text": "Ours"}, actor=max_.as_actor(), account=northwind, filed_by=max_)


@pytest.fixture
def client(signed_in, max_):
    return signed_in(max_)


def url(name, request):
    return reverse(f"flows:request-{name}", args=[request.pk])


def page(client, request):
    return client.get(reverse("feedback:request-detail", args=[request.pk])).content.decode()


def test_it_becomes_a_task_and_is_done_with_it(client, asked, northwind, max_):
    answer = client.post(url("task", asked), {"title": "Build labels", "doer": max_.pk, "due": "2031-02-03"})
    assert answer.status_code == 302, answer.content
    task = Task.objects.get()
    assert (task.account, task.title, task.description) == (northwind, "Build labels", "Ours")
    assert (str(task.deadline_on), task.parties.get().user) == ("2031-02-03", max_)
    assert "Build labels (" in page(client, asked)
    assert follow_outcomes.func() == 0
    change_task(task, {"state": "done"}, actor=max_.as_actor())
    assert follow_outcomes.func() == 1
    assert Request.objects.get().state == "done"


def test_it_becomes_a_task_within_a_project(client, asked, northwind, max_):
    project = create_project("Onboarding", actor=max_.as_actor(), account=northwind)
    client.post(url("task", asked), {"title": "Build", "doer": max_.pk, "project": project.pk})
    assert Task.objects.get().project == project


def test_a_task_of_our_own_request_is_its_doers(client, max_):
    own = file_request({"title": "New chairs"}, actor=max_.as_actor(), filed_by=max_)
    assert client.post(url("task", own), {"title": "Buy", "doer": max_.pk}).status_code == 302
    assert Task.objects.get().author == max_


def test_it_becomes_a_project_by_a_playbook(client, asked, northwind, max_, ada):
    playbook, _is_new = import_playbook(PLAYBOOK, actor=ada.as_actor())
    answer = client.post(url("project", asked), {"playbook": playbook.pk})
    assert answer.status_code == 302, answer.content
    project = Project.objects.get()
    assert (project.account, project.name) == (northwind, "Labels")
    change_project(project, {"state": "done"}, actor=max_.as_actor())
    assert follow_outcomes.func() == 1


def test_a_project_that_is_there_does_it(client, asked, northwind, max_):
    project = create_project("Onboarding", actor=max_.as_actor(), account=northwind)
    assert client.post(url("project", asked), {"project": project.pk}).status_code == 302
    assert f"{project} (" in page(client, asked)


def test_all_that_one_project_does_are_done_with_it(client, asked, northwind, max_):
    actor = max_.as_actor()
    project = create_project("Onboarding", actor=actor, account=northwind)
    other = file_request({"title": "Tags"}, actor=actor, account=northwind)
    for request in (asked, other):
        client.post(url("project", request), {"project": project.pk})
    change_project(project, {"state": "done"}, actor=actor)
    assert follow_outcomes.func() == 2
    assert {request.state for request in Request.objects.all()} == {"done"}


def test_it_refuses_a_project_of_another_account(client, asked, max_):
    other = create_project("Theirs", actor=max_.as_actor(), account=create_account("Fabrikam", actor=max_.as_actor()))
    assert client.post(url("project", asked), {"project": other.pk}).status_code == 422
    assert client.post(url("project", asked), {}).status_code == 422
    assert Request.objects.get().outcome == ""


def test_it_becomes_something_once(client, asked, max_):
    for status in (302, 422):
        assert client.post(url("task", asked), {"title": "Build", "doer": max_.pk}).status_code == status
    assert Task.objects.count() == 1


def test_one_that_was_opened_again_after_its_task_is_left_open(client, asked, max_):
    client.post(url("task", asked), {"title": "Build", "doer": max_.pk})
    change_task(Task.objects.get(), {"state": "done"}, actor=max_.as_actor())
    follow_outcomes.func()
    reopen_request(Request.objects.get(), actor=max_.as_actor())
    assert follow_outcomes.func() == 0


def test_who_may_not_write_makes_nothing(signed_in, victor, fiona, asked):
    for name in ("task", "project"):
        assert signed_in(victor).get(url(name, asked)).status_code == 403
        assert signed_in(fiona).get(url(name, asked)).status_code == 404
