"""What the customer does with a task: done, steps, words, files; only with what is theirs and shown to them."""

import pytest
from django.core.files.base import ContentFile

from milepost.accounts.public import add_contact, change_contact, create_account, erase_contact
from milepost.audit.public import AuditEntry
from milepost.identity.public import Notification
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from milepost.projects.by_contacts import attach_as_contact, report_task, say_as_contact, tick_step
from milepost.projects.models import PlanChange, Task, TaskComment
from milepost.projects.public import (
    PartyEdit,
    add_comment,
    add_step,
    change_plan,
    change_project,
    change_task,
    put_on_task,
    share_project,
    stop_sharing,
    watch_task,
)
from milepost.projects.tests.conftest import day


def as_contact(contact):
    return Actor("contact", str(contact.pk), contact.name)


@pytest.fixture
def me(max_):
    return max_.as_actor()


@pytest.fixture
def mona(northwind, me):
    return add_contact("Mona Lind", account=northwind, actor=me)


@pytest.fixture
def olaf(northwind, me):
    return add_contact("Olaf Berg", account=northwind, actor=me)


@pytest.fixture
def migration(onboarding, task, mona, me) -> Task:
    """Mona's, seen by all of Northwind."""
    share_project(onboarding, actor=me)
    change_task(task("Migration"), {"visibility": "customer"}, actor=me)
    put_on_task(PartyEdit(task_id=0, contact_id=mona.pk), task("Migration"), actor=me)
    return task("Migration")


def told(kind):
    return list(Notification.objects.filter(kind=kind).values_list("user__name", "text"))


def test_a_task_is_done_by_the_customer_and_the_plan_and_its_lead_know(migration, mona, task):
    report_task(migration, by=mona, actor=as_contact(mona), expected_version=migration.version)
    done = task("Migration")
    assert (done.state, done.percent_complete) == ("done", 100)
    assert PlanChange.objects.latest("pk").by_label == "Mona Lind"
    entry = AuditEntry.objects.filter(kind="projects.task", key=str(done.pk)).latest("pk")
    assert (entry.actor_kind, entry.actor_label) == ("contact", "Mona Lind")
    assert told("contact-done") == [("Max", "Mona Lind has done “Migration”")]


def test_who_does_or_watches_it_is_told_instead_of_the_lead(migration, mona, lena, me):
    watch_task(migration, lena, actor=me)
    report_task(migration, by=mona, actor=as_contact(mona))
    assert told("contact-done") == [("Lena", "Mona Lind has done “Migration”")]


def test_a_colleague_of_theirs_may_say_so_and_take_it_back(migration, olaf, task):
    report_task(migration, by=olaf, actor=as_contact(olaf))
    with pytest.raises(Conflict):
        report_task(migration, by=olaf, actor=as_contact(olaf))
    report_task(migration, by=olaf, actor=as_contact(olaf), is_done=False)
    assert task("Migration").state == "doing"
    assert len(told("contact-again")) == 1


def test_a_task_that_was_changed_meanwhile_is_looked_at_again(migration, mona, me):
    change_task(migration, {"title": "Migration of all data"}, actor=me)
    with pytest.raises(Conflict) as refused:
        report_task(migration, by=mona, actor=as_contact(mona), expected_version=migration.version)
    assert refused.value.code == "stale-task"


def test_a_task_of_ours_is_not_theirs_to_do(task, onboarding, mona, me):
    share_project(onboarding, actor=me)
    go_live = task("Go-live")  # shown to the customer, done by us
    with pytest.raises(NotAllowed):
        report_task(go_live, by=mona, actor=as_contact(mona))


@pytest.mark.parametrize("hidden", ["internal", "named", "left", "elsewhere", "not shared"])
def test_what_is_not_shown_to_them_is_not_there(migration, olaf, me, hidden, task):
    who = olaf
    if hidden in {"internal", "named"}:
        change_task(migration, {"visibility": hidden}, actor=me)
    elif hidden == "left":
        change_contact(olaf, {"left_on": day("2026-03-01")}, actor=me)
    elif hidden == "not shared":
        stop_sharing(migration.project, actor=me)
    else:
        other = create_account("Tailwind", actor=me)
        who = add_contact("Tom", account=other, actor=me)
    step = add_step(migration, "Export", actor=me)
    for act in (
        lambda: report_task(task("Migration"), by=who, actor=as_contact(who)),
        lambda: tick_step(step, by=who, actor=as_contact(who), is_done=True),
        lambda: say_as_contact(task("Migration"), "Hello", by=who, actor=as_contact(who)),
        lambda: attach_as_contact(task("Migration"), ContentFile(b"a", name="a.txt"), by=who, actor=as_contact(who)),
    ):
        with pytest.raises(NotFound):
            act()


def test_what_names_them_is_theirs_to_see(migration, mona, me, task):
    change_task(migration, {"visibility": "named"}, actor=me)
    assert report_task(task("Migration"), by=mona, actor=as_contact(mona)).state == "done"


def test_nobody_acts_for_another(migration, mona, olaf, me):
    for actor in (as_contact(olaf), me):
        with pytest.raises(NotAllowed):
            report_task(migration, by=mona, actor=actor)


def test_a_contact_changes_no_plan_by_themselves(onboarding, mona):
    with pytest.raises(NotAllowed):
        change_plan(onboarding, [], actor=as_contact(mona))


def test_steps_are_ticked_and_the_last_one_is_told(migration, mona, me):
    steps = [add_step(migration, text, actor=me) for text in ("Export", "Check")]
    tick_step(steps[0], by=mona, actor=as_contact(mona), is_done=True)
    assert told("contact-steps") == []
    tick_step(steps[1], by=mona, actor=as_contact(mona), is_done=True)
    assert told("contact-steps") == [("Max", "Mona Lind ticked off all steps of “Migration”")]


def test_a_step_that_somebody_changed_meanwhile_is_looked_at_again(migration, mona, olaf, me):
    step = add_step(migration, "Export", actor=me)
    seen = step.version
    tick_step(step, by=mona, actor=as_contact(mona), is_done=True, expected_version=seen)
    with pytest.raises(Conflict):
        tick_step(step, by=olaf, actor=as_contact(olaf), is_done=False, expected_version=seen)


def test_what_they_say_is_read_by_all_who_see_the_task_and_mentions_nobody(migration, mona, lena):
    comment = say_as_contact(migration, f" Which format? @[Lena]({lena.pk}) ", by=mona, actor=as_contact(mona))
    assert (comment.visibility, comment.who, comment.author) == ("customer", "Mona Lind", None)
    assert told("task-mention") == []
    assert told("task-comment") == [("Max", "Mona Lind on “Migration”")]
    with pytest.raises(Invalid):
        say_as_contact(migration, "  ", by=mona, actor=as_contact(mona))


def test_what_they_said_loses_their_name_with_them(migration, mona, ada):
    say_as_contact(migration, "Which format?", by=mona, actor=as_contact(mona))
    erase_contact(mona, actor=ada.as_actor())
    assert TaskComment.objects.get().who == "somebody who was erased"


def test_we_say_something_to_the_customer_only_where_they_see_it(migration, max_, me, task):
    assert add_comment(migration, "Among us", author=max_, actor=me).is_shared is False
    assert add_comment(migration, "As CSV", author=max_, actor=me, visibility="customer").is_shared
    with pytest.raises(Invalid):
        add_comment(task("Training"), "Hello", author=max_, actor=me, visibility="customer")


def test_they_add_a_file(migration, mona):
    stored = attach_as_contact(migration, ContentFile(b"a;b", name="list.csv"), by=mona, actor=as_contact(mona))
    assert (stored.uploader_kind, stored.uploader_label) == ("contact", "Mona Lind")
    assert told("contact-file") == [("Max", "Mona Lind added a file to “Migration”")]
    with pytest.raises(Invalid):
        attach_as_contact(migration, ContentFile(b"MZ\x90", name="run.exe"), by=mona, actor=as_contact(mona))


def test_a_closed_project_takes_nothing_more(migration, onboarding, mona, me, task):
    change_project(type(onboarding).objects.get(), {"state": "cancelled"}, actor=me)
    with pytest.raises(Conflict):
        report_task(migration, by=mona, actor=as_contact(mona))
