"""Risks, issues and decisions: what their actions do and refuse."""

import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.public import add_contact, create_account, open_escalation
from milepost.audit.public import AuditEntry
from milepost.identity.public import Notification
from milepost.lib.errors import Conflict, Invalid, NotAllowed
from milepost.projects.actions.decisions import add_decision, change_decision
from milepost.projects.actions.issues import add_issue, end_escalation, escalate_issue, reopen_issue, resolve_issue
from milepost.projects.actions.risks import add_risk, change_risk, let_happen, put_against_risk, take_from_risk
from milepost.projects.models import Decision, Issue, Risk, RiskTask
from milepost.projects.public import create_project, delete_task
from milepost.projects.queries.register import register_of
from milepost.projects.records_register import RiskLevel, level_of


@pytest.fixture
def actor(max_):
    return max_.as_actor()


@pytest.fixture
def risk(onboarding, max_) -> Risk:
    values = {"title": "Export comes late", "probability": 4, "impact": 5, "owner": max_}
    return add_risk(onboarding, values, actor=max_.as_actor())


@pytest.fixture
def issue(onboarding, max_) -> Issue:
    return add_issue(onboarding, {"title": "No access"}, actor=max_.as_actor())


def test_it_numbers_each_kind_within_its_project(onboarding, risk, issue, northwind, actor):
    second = add_risk(onboarding, {"title": "Nobody comes"}, actor=actor)
    other = create_project("Other", actor=actor, account=northwind)
    assert (risk.number, second.number, issue.number) == (1, 2, 1)
    assert add_risk(other, {"title": "Here too"}, actor=actor).number == 1


def test_it_is_seen_by_us_alone_until_somebody_says_otherwise(risk, issue):
    assert (risk.visibility, issue.visibility) == ("internal", "internal")


@pytest.mark.parametrize(
    ("score", "level"),
    [(1, RiskLevel.LOW), (4, RiskLevel.LOW), (5, RiskLevel.MEDIUM), (10, RiskLevel.MEDIUM), (12, RiskLevel.HIGH)],
)
def test_it_calls_a_risk_by_its_score(score, level):
    assert level_of(score) == level


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x", "probability": 6}, "probability"),
        ({"title": "x", "impact": 0}, "impact"),
        ({"title": "x", "state": "happened"}, "state"),
        ({"title": "x", "visibility": "named"}, "visibility"),
        ({"title": "x\0"}, "title"),
        ({"title": "x", "review_on": dt.date(2300, 1, 1)}, "review_on"),
        ({"title": "x", "number": 7}, "number"),
    ],
)
def test_it_refuses_a_wrong_risk(onboarding, actor, values, field):
    with pytest.raises(Invalid) as refusal:
        add_risk(onboarding, values, actor=actor)
    assert field in refusal.value.fields


def test_it_refuses_an_owner_who_left(onboarding, make_user, actor):
    gone = make_user("Gone")
    gone.is_active = False
    with pytest.raises(Invalid, match="not here any more"):
        add_risk(onboarding, {"title": "x", "owner": gone}, actor=actor)


def test_it_keeps_an_owner_who_left_meanwhile(risk, actor):
    risk.owner.is_active = False
    assert change_risk(risk, {"title": "Later still", "owner": risk.owner}, actor=actor).owner == risk.owner


def test_a_risk_that_happens_is_an_issue(risk, max_):
    issue = let_happen(risk, actor=max_.as_actor())
    risk.refresh_from_db()
    assert risk.state == "happened"
    assert (issue.risk, issue.title, issue.severity, issue.owner) == (risk, risk.title, "critical", max_)


def test_a_risk_happens_once(risk, actor):
    let_happen(risk, actor=actor)
    with pytest.raises(Conflict):
        let_happen(risk, actor=actor)
    assert Issue.objects.count() == 1


def test_a_risk_that_happened_stays_so(risk, actor):
    let_happen(risk, actor=actor)
    risk.refresh_from_db()
    with pytest.raises(Conflict):
        change_risk(risk, {"state": "open"}, actor=actor)


def test_tasks_of_the_plan_stand_against_a_risk(risk, task, actor):
    measure = put_against_risk(risk, task("Migration"), actor=actor)
    assert put_against_risk(risk, task("Migration"), actor=actor) == measure
    take_from_risk(measure, actor=actor)
    assert not RiskTask.objects.exists()


def test_a_task_of_another_plan_stands_against_no_risk(northwind, risk, task, actor):
    other = Risk(project=create_project("Other", actor=actor, account=northwind))
    with pytest.raises(Invalid):
        put_against_risk(other, task("Migration"), actor=actor)


def test_a_deleted_task_leaves_the_risk(risk, task, max_):
    put_against_risk(risk, task("Training"), actor=max_.as_actor())
    delete_task(task("Training"), actor=max_.as_actor(), links="drop")
    assert not RiskTask.objects.exists()
    assert Risk.objects.filter(pk=risk.pk).exists()


def test_whom_an_issue_is_handed_up_to_is_told(issue, lena, max_, northwind):
    escalation = open_escalation(northwind, "Nothing works", actor=max_.as_actor())
    handed = escalate_issue(issue, lena, actor=max_.as_actor(), escalation=escalation)
    assert (handed.escalated_to, handed.escalation) == (lena, escalation)
    assert Notification.objects.filter(user=lena, kind="issue-escalated").count() == 1


def test_since_when_an_issue_is_escalated_stays(issue, lena, ada, max_):
    first = escalate_issue(issue, lena, actor=max_.as_actor()).escalated_at
    assert escalate_issue(issue, ada, actor=max_.as_actor()).escalated_at == first


def test_an_issue_is_handed_up_to_nobody_who_cannot_see_it(issue, fiona, actor):
    with pytest.raises(Invalid):
        escalate_issue(issue, fiona, actor=actor)


def test_it_refuses_the_escalation_of_another_account(issue, lena, max_):
    other = create_account("Fabrikam", actor=max_.as_actor())
    escalation = open_escalation(other, "Theirs", actor=max_.as_actor())
    with pytest.raises(Invalid):
        escalate_issue(issue, lena, actor=max_.as_actor(), escalation=escalation)


def test_an_escalation_ends(issue, lena, max_):
    escalate_issue(issue, lena, actor=max_.as_actor())
    assert end_escalation(issue, actor=max_.as_actor()).escalated_at is None


def test_an_issue_is_resolved_with_words(issue, actor):
    with pytest.raises(Invalid):
        resolve_issue(issue, "  ", actor=actor)
    resolved = resolve_issue(issue, "A new account", actor=actor)
    assert (resolved.state, resolved.resolution) == ("resolved", "A new account")
    with pytest.raises(Conflict):
        resolve_issue(issue, "Again", actor=actor)
    assert reopen_issue(issue, actor=actor).resolved_at is None


def test_a_decision_replaces_another_once(onboarding, actor):
    first = add_decision(onboarding, {"title": "Cloud"}, actor=actor)
    second = add_decision(onboarding, {"title": "Own servers", "replaces": first}, actor=actor)
    with pytest.raises(Invalid, match="replaced already"):
        add_decision(onboarding, {"title": "Both", "replaces": first}, actor=actor)
    with pytest.raises(Invalid, match="cannot replace itself"):
        change_decision(first, {"replaces": second}, actor=actor)
    with pytest.raises(Invalid, match="cannot replace itself"):
        change_decision(second, {"replaces": second}, actor=actor)
    assert [one.title for one in register_of(onboarding).decisions] == ["Own servers"]


def test_a_decision_is_taken_by_contacts_of_the_account_and_not_tomorrow(onboarding, northwind, actor):
    mona = add_contact("Mona Lind", actor=actor, account=northwind)
    stranger = add_contact("Sven Dahl", actor=actor)
    assert add_decision(onboarding, {"title": "Yes", "contact": mona}, actor=actor).contact == mona
    with pytest.raises(Invalid):
        add_decision(onboarding, {"title": "No", "contact": stranger}, actor=actor)
    tomorrow = timezone.localdate() + dt.timedelta(days=1)
    with pytest.raises(Invalid):
        add_decision(onboarding, {"title": "No", "decided_on": tomorrow}, actor=actor)
    assert Decision.objects.count() == 1


def test_the_register_shows_the_gravest_first_and_counts_the_rest(onboarding, risk, actor):
    for number in range(12):
        add_risk(onboarding, {"title": f"Small {number}", "probability": 1, "impact": 1}, actor=actor)
    register = register_of(onboarding)
    assert register.risks[0] == risk
    assert (len(register.risks), register.more_risks) == (10, 3)
    assert len(register.matrix[1][4].risks) == 1  # likely, severe
    assert len(register.matrix[4][0].risks) == 12


def test_who_only_reads_writes_nothing(onboarding, victor):
    with pytest.raises(NotAllowed):
        add_risk(onboarding, {"title": "x"}, actor=victor.as_actor())


def test_the_log_keeps_what_was_said(risk, actor):
    change_risk(risk, {"impact": 1}, actor=actor)
    entry = AuditEntry.objects.filter(kind="projects.risk").latest("id")
    assert entry.changes["impact"] == [5, 1]
