"""A playbook is started: what comes of it, what is asked, refused and warned of."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from milepost.accounts.public import add_contact, change_account, create_account
from milepost.audit.public import AuditEntry
from milepost.lib.actor import SYSTEM
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.playbooks.models import Run
from milepost.playbooks.public import Late, StartRequest, import_playbook, start_playbook
from milepost.playbooks.tests.conftest import MONDAY
from milepost.playbooks.tests.documents import SMALL
from milepost.projects.public import Dependency, Project, Task, TaskParty, WorkCalendar, change_project


def task(run, key) -> Task:
    return run.steps.get(step=key).task


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def test_it_makes_a_project_with_phases_tasks_links_people_and_texts(start, max_):
    run = start(answers={"sso": "yes"})
    project = Project.objects.get(pk=run.project_id)
    titles = list(Task.objects.filter(project=project).order_by("outline_order").values_list("depth", "title"))
    assert titles == [
        (0, "Prepare"),
        (1, "Kick-off with Northwind"),
        (1, "Connect the directory"),
        (1, "Load the data of Carla"),
        (0, "Go live"),
        (1, "Go-live"),
        (1, "Look back"),
    ]
    assert (project.kind, project.start_on, project.go_live) == ("onboarding", MONDAY, task(run, "go-live"))
    kick_off = task(run, "kick-off")
    assert kick_off.start_on == day("2026-03-04")  # two working days after contract start
    assert list(kick_off.checklist.values_list("text", flat=True)) == ["Agenda sent", "Minutes sent"]
    assert kick_off.accepted_when == ["Both sides name the date"]
    assert kick_off.is_meeting
    assert {(each.letter, str(each.user or each.contact)) for each in kick_off.parties.all()} == {
        ("R", str(max_)),
        ("A", str(max_)),
        ("C", "Carla"),
    }
    directory = task(run, "directory")
    assert (directory.duration_minutes, directory.estimate_minutes, directory.visibility) == (960, 360, "customer")
    assert TaskParty.objects.get(task=directory, user=None, contact=None).role == "Engineer"
    assert Dependency.objects.get(successor=directory).lag_minutes == 480
    assert {(str(each.user or each.contact), each.part) for each in project.members.all()} == {
        (str(max_), "lead"),
        ("Carla", "contributes"),
    }
    assert project.members.get(user=max_).expected == "Keeps promises."
    assert "Northwind works with it." in project.description


def test_it_keeps_what_the_project_came_from(start, version):
    run = Run.objects.get(pk=start(answers={"users": "50"}).pk)
    assert (run.version_used, run.anchor, run.anchor_on) == (version, "contract-start", MONDAY)
    assert run.answers == {"sso": "no", "users": "50"}
    assert run.anchors["start"] == "2026-03-02"
    assert set(run.steps.values_list("step", flat=True)) == {"kick-off", "data", "go-live", "look-back"}


def test_it_ties_links_through_a_step_that_is_left_out(start):
    run = start()  # no single sign-on: no “directory”
    link = Dependency.objects.get(successor=task(run, "data"))
    # Its own day of waiting after the kick-off goes with it.
    assert (link.predecessor, link.type, link.lag_minutes) == (task(run, "kick-off"), "FS", 0)
    run = start(without=frozenset({"data"}), reason="A second site.")
    link = Dependency.objects.get(successor=task(run, "go-live"))
    assert link.predecessor == task(run, "kick-off")


def test_what_counts_from_a_milestone_follows_it(start):
    run = start()
    link = Dependency.objects.get(successor=task(run, "look-back"))
    assert (link.predecessor, link.lag_minutes, link.lag_kind) == (task(run, "go-live"), 10 * 480, "working")


def test_it_counts_days_on_which_both_sides_work(start, northwind):
    thursday = {"first": "2026-03-03", "last": "2026-03-03", "shifts": [], "name": "Founders' day"}
    default = WorkCalendar.objects.get(is_default=True)
    WorkCalendar.objects.create(name="Northwind", account=northwind, base=default, exceptions=[thursday])
    assert task(start(), "kick-off").start_on == day("2026-03-05")


def test_a_role_is_filled_by_who_is_named_or_left_open(start, make_user, northwind):
    paula = make_user("paula")
    run = start(roles={"engineer": paula.pk, "champion": None})
    assert [each.user for each in task(run, "data").parties.all()] == [paula]
    assert task(run, "kick-off").parties.get(letter="C").role == "Champion"
    assert task(run, "data").title == "Load the data of Champion"


def test_who_starts_it_leads_where_nobody_does(start, max_, northwind):
    run = start(roles={"csm": None})
    assert run.project.members.get(user=max_).part == "lead"


@pytest.mark.parametrize("person", ["stranger", "left", "unknown"])
def test_it_refuses_somebody_who_cannot_fill_a_role(start, person, make_user, max_):
    other = create_account("Contoso", actor=max_.as_actor())
    contact = add_contact("Cora", account=other, actor=max_.as_actor()).pk
    gone = make_user("gone", is_active=False).pk
    roles = {"stranger": {"champion": contact}, "left": {"csm": gone}, "unknown": {"csm": 10**9}}[person]
    with pytest.raises(Invalid) as refused:
        start(roles=roles)
    assert list(refused.value.fields) == [f"role.{next(iter(roles))}"]
    assert not Project.objects.exists()


def test_a_date_that_is_not_known_is_asked_for(start, northwind, max_):
    change_account(northwind, {"contract_start": None}, actor=max_.as_actor())
    northwind.refresh_from_db()
    with pytest.raises(Invalid) as refused:
        start()
    assert list(refused.value.fields) == ["anchor.contract-start"]
    assert task(start(anchors={"contract-start": MONDAY}), "kick-off").start_on == day("2026-03-04")


def test_an_answer_that_is_not_there_is_asked_for_and_a_wrong_one_refused(start):
    version = import_playbook(SMALL.replace(", default: 20", ""), actor=SYSTEM)[0].published
    for answers in ({}, {"users": "many"}, {"users": "20", "colour": "red"}):
        with pytest.raises(Invalid) as refused:
            start(of=version, answers=answers)
        assert list(refused.value.fields) == ["answer.colour" if len(answers) == 2 else "answer.users"]


@pytest.mark.parametrize(
    ("test", "is_made"),
    [
        ("{fact: employees, at-least: 100}", True),
        ("{fact: employees, at-most: 100}", False),
        ("{fact: stage_kind, is: starting}", True),
        ("{fact: stage_kind, one-of: [live, Leaving]}", False),
        ("{fact: tier, is: nonsense}", False),
        ("{fact: renewal_date, at-least: 2026-01-01}", False),
        ("{fact: name, is: northwind}", True),
        ("{answer: users, at-least: 20, at-most: 30}", True),
        ("{answer: users, at-least: 21}", False),
        ("{answer: users, one-of: [20.0, 30]}", True),
    ],
)
def test_a_step_is_made_where_its_condition_holds(start, northwind, max_, test, is_made):
    change_account(northwind, {"employees": 250}, actor=max_.as_actor())
    text = SMALL.replace("{answer: sso, is: yes}", test)
    run = start(of=import_playbook(text, actor=SYSTEM)[0].published)
    assert run.steps.filter(step="directory").exists() == is_made


def test_a_second_one_for_the_same_anchor_needs_a_reason(start, preview):
    first = start()
    with pytest.raises(Conflict) as refused:
        start()
    assert refused.value.details["project_id"] == first.project_id
    (caution,) = [each for each in preview().cautions if each.code == "running"]
    assert caution.url == f"/projects/{first.project_id}/"
    assert start(reason="A second site.").reason == "A second site."
    start(anchors={"contract-start": day("2027-03-01")})


def test_one_that_has_ended_is_no_second_one(start, max_):
    change_project(start().project, {"state": "done"}, actor=max_.as_actor())
    start()


def test_a_late_start_begins_today_unless_it_is_told_otherwise(preview):
    today = MONDAY + dt.timedelta(days=28)
    late = preview(today)
    assert (late.is_late, late.starts_on, late.steps[0].start_on) == (True, today, today)
    written = preview(today, late=Late.WRITTEN)
    assert (written.starts_on, written.steps[0].start_on) == (MONDAY, day("2026-03-04"))
    assert [step.step.key for step in written.steps if step.is_past] == [
        "kick-off",
        "data",
        "go-live",
        "look-back",
    ]
    skipped = preview(today - dt.timedelta(days=14), late=Late.SKIP)
    assert [step.step.key for step in skipped.steps] == ["look-back"]


def test_a_late_start_is_shortened_to_keep_its_end(preview, northwind, max_):
    text = SMALL.replace("anchor: contract-start", "anchor: renewal").replace(
        "2 working days after contract-start", "100 calendar days before renewal"
    )
    version = import_playbook(text.replace("lasts: 1d", "lasts: 20d"), actor=SYSTEM)[0].published
    given = {"anchors": {"renewal": day("2026-06-10")}, "of": version}
    assert preview(MONDAY, **given).is_late is False
    late = preview(day("2026-04-21"), late=Late.COMPRESS, **given)
    assert late.steps[1].step.lasts_minutes < 20 * 480
    assert late.steps[1].finish_on < preview(day("2026-04-21"), **given).steps[1].finish_on


def test_it_says_when_it_goes_live_after_the_renewal(preview, northwind, max_):
    change_account(northwind, {"renewal_date": MONDAY + dt.timedelta(days=2)}, actor=max_.as_actor())
    assert "after-renewal" in {each.code for each in preview().cautions}


def test_a_preview_writes_nothing_and_agrees_with_the_start(preview, start):
    shown = preview(answers={"sso": "yes"})
    assert not Project.objects.exists()
    run = start(answers={"sso": "yes"})
    made = {each.step: (each.task.start_on, each.task.finish_on) for each in run.steps.select_related("task")}
    assert {each.step.key: (each.start_on, each.finish_on) for each in shown.steps} == made
    assert [each.role.key for each in shown.unfilled] == ["engineer"]


def test_days_are_counted_back_from_a_milestone_that_does_not_wait_for_them(preview):
    text = SMALL.replace("after: [directory]", "starts: 3 calendar days before milestone")
    text = text.replace(
        "  - key: live\n", "      - {key: milestone, title: M, milestone: yes, after: [kick-off + 2w]}\n  - key: live\n"
    )
    shown = {each.step.key: each for each in preview(of=import_playbook(text, actor=SYSTEM)[0].published).steps}
    assert shown["milestone"].finish_on == day("2026-03-18")
    assert shown["data"].start_on == day("2026-03-16")  # three days before is a Sunday


def test_a_failure_leaves_nothing(start, monkeypatch):
    monkeypatch.setattr("milepost.playbooks.actions.starting.create_record", lambda *_a, **_k: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        start()
    assert not Project.objects.exists()


def test_a_viewer_and_a_contributor_start_nothing(version, northwind, victor, fiona):
    for user in (victor, fiona):
        with pytest.raises(NotAllowed):
            start_playbook(version, StartRequest(account=northwind), actor=user.as_actor(), viewer=user)


def test_it_logs_the_start(start):
    run = start()
    assert AuditEntry.objects.of(run).exists()
    assert AuditEntry.objects.of(run.project).exists()


def test_what_it_asks_the_database_does_not_grow_with_the_steps(start):
    with CaptureQueriesContext(connection) as few:
        start()
    steps = "".join(
        f"      - {{key: more-{n}, title: More, lasts: 1d, does: csm, checklist: [a], after: [data]}}\n"
        for n in range(40)
    )
    version = import_playbook(SMALL.replace("  - key: live\n", f"{steps}  - key: live\n"), actor=SYSTEM)[0].published
    with CaptureQueriesContext(connection) as many:
        run = start(of=version, reason="Again.")
    assert len(many) <= len(few) + 8  # the logs and words of many rows are written in more than one piece
    assert run.steps.count() == 44
