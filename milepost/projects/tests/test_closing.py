"""A project is closed with nothing left open, handed over, reopened with a reason; lessons are kept."""

import pytest
from django.urls import reverse

from milepost.accounts.public import create_account
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.models import ChangeRequest, ClosedEnd, Closing, Delivery, Lesson, Project, Task
from milepost.projects.public import (
    EndFate,
    add_lesson,
    add_scope_items,
    change_project,
    close_project,
    create_project,
    draft_change,
    reopen_project,
)
from milepost.projects.queries.closing import open_ends


@pytest.fixture
def me(max_):
    return max_.as_actor()


@pytest.fixture
def running(onboarding, me):
    """Four open tasks, a deliverable that was not handed over, a change request."""
    add_scope_items(onboarding, "deliverable", ["Manual"], actor=me)
    draft_change(onboarding, {"title": "Oslo too"}, actor=me)
    return change_project(onboarding, {"state": "active"}, actor=me)


def said(project, **others: EndFate):
    """Return a fate for each open end: finished, changes dropped, and those named by kind as given."""
    usual = {"task": EndFate("finished"), "deliverable": EndFate("finished"), "change": EndFate("dropped", "Later")}
    return {end.key: {**usual, **others}[end.kind.value] for end in open_ends(project)}


def test_it_ends_everything_and_keeps_what_became_of_it(running, max_, me):
    closing = close_project(running, said(running), actor=me, viewer=max_, summary="Fine")
    running.refresh_from_db()
    assert running.state == "done"
    assert not open_ends(running)
    assert set(Task.objects.filter(project=running).values_list("state", flat=True)) == {"done"}
    assert Delivery.objects.get().state == "accepted"
    assert ChangeRequest.objects.get().state == "withdrawn"
    assert ClosedEnd.objects.filter(closing=closing).count() == 6
    assert [one["title"] for one in closing.measures] == ["On time", "In budget", "In scope", "Accepted"]


@pytest.mark.parametrize(
    "others",
    [
        {"task": EndFate("")},
        {"task": EndFate("dropped", " ")},
        {"task": EndFate("carried")},
        {"change": EndFate("finished")},
        {"deliverable": EndFate("burnt")},
    ],
)
def test_it_refuses_while_something_is_left_unsaid(running, max_, me, others):
    with pytest.raises(Invalid) as refused:
        close_project(running, said(running, **others), actor=me, viewer=max_)
    assert refused.value.fields
    running.refresh_from_db()
    assert running.state == "active"
    assert not Closing.objects.exists()


def test_it_carries_what_is_open_into_a_project_of_its_own(running, max_, lena, me):
    fates = said(running, task=EndFate("carried"), deliverable=EndFate("carried"), change=EndFate("carried"))
    closing = close_project(running, fates, actor=me, viewer=max_, hand_over="plain", keeper=lena)
    begun = closing.hand_over
    titles = set(Task.objects.filter(project=begun).values_list("title", flat=True))
    assert {"Migration", "Manual", "Change 1: Oslo too"} <= titles
    assert (begun.kind, begun.account_id) == ("hand-over", running.account_id)
    assert begun.members.get(part="lead").user == lena
    assert set(Task.objects.filter(project=running).values_list("state", flat=True)) == {"dropped"}


def test_it_begins_no_hand_over_that_is_unknown_or_of_an_internal_project(running, max_, me):
    with pytest.raises(Invalid):
        close_project(running, said(running), actor=me, viewer=max_, hand_over="none-such")
    internal = create_project("Inside", actor=me, lead=max_)
    with pytest.raises(Invalid):
        close_project(internal, {}, actor=me, viewer=max_, hand_over="plain")


def test_it_is_reopened_with_a_reason_and_closed_again(running, max_, me, victor):
    with pytest.raises(Conflict):
        reopen_project(running, "Early", actor=me)
    close_project(running, said(running), actor=me, viewer=max_)
    with pytest.raises(Conflict):
        close_project(running, {}, actor=me, viewer=max_)
    with pytest.raises(Invalid):
        reopen_project(running, " ", actor=me)
    with pytest.raises(NotAllowed):
        reopen_project(running, "More", actor=victor.as_actor())
    reopened = reopen_project(running, "One site is left", actor=me)
    assert reopened.state == "active"
    assert Closing.objects.get().reopened_why == "One site is left"
    change_project(reopened, {"state": "done"}, actor=me)
    change_project(Project.objects.get(pk=running.pk), {"state": "active"}, actor=me)
    close_project(running, said(running), actor=me, viewer=max_)
    change_project(Project.objects.get(pk=running.pk), {"state": "active"}, actor=me)
    close_project(running, said(running), actor=me, viewer=max_)
    assert Closing.objects.filter(reopened_at=None).count() == 1


def test_it_keeps_lessons_of_a_phase_and_of_the_whole(running, task, me, max_):
    lesson = add_lesson(running, "well", "Early access", actor=me, phase=task("Migration"))
    assert lesson.phase_label == "Migration"
    other = create_project("Other", actor=me, account=create_account("Other", actor=me, csm=max_))
    for kind, text, project in (("well", " ", running), ("odd", "x", running), ("well", "x", other)):
        with pytest.raises(Invalid):
            add_lesson(project, kind, text, actor=me, phase=task("Migration") if project == other else None)


def test_its_page_asks_shows_and_closes(signed_in, max_, victor, running):
    client, url = signed_in(max_), reverse("projects:project-close", args=[running.pk])
    page = client.get(url).content.decode()
    assert "Manual" in page
    assert "Change 1: Oslo too" in page
    assert client.post(url, {}).status_code == 422
    given = {key: fate.fate for key, fate in said(running).items()}
    given |= {f"{key}-why": fate.reason for key, fate in said(running).items()}
    assert signed_in(victor).post(url, given).status_code == 403
    assert client.post(url, {**given, "summary": "All <b>fine</b>"}).status_code == 302
    assert "All &lt;b&gt;fine" in client.get(url).content.decode()
    assert client.post(url, {}).status_code == 422
    client.post(reverse("projects:lesson-add", args=[running.pk]), {"kind": "well", "text": "Early access"})
    assert "Early access" in client.get(url).content.decode()
    client.post(reverse("projects:lesson-delete", args=[Lesson.objects.get().pk]))
    assert not Lesson.objects.exists()
    client.post(reverse("projects:project-reopen", args=[running.pk]), {"why": ""})
    assert Project.objects.get(pk=running.pk).state == "done"
    client.post(reverse("projects:project-reopen", args=[running.pk]), {"why": "More"})
    assert Project.objects.get(pk=running.pk).state == "active"
