"""Change requests: previewed, approved by us, sent, decided; what an approval does to plan, scope and ledger."""

import datetime as dt

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from milepost.accounts.public import add_contact, erase_contact
from milepost.identity.public import change_user
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid, NotAllowed, NotFound
from milepost.projects.models import (
    Baseline,
    ChangeRequest,
    PlanChange,
    Project,
    Proposal,
    ScopeItem,
    ScopeVersion,
    Task,
)
from milepost.projects.public import (
    add_scope_items,
    approve_inside,
    change_plan,
    decide_change,
    draft_change,
    freeze_scope,
    plan_change_edits,
    propose_scope,
    put_scope_edits,
    renew_effect,
    return_change,
    revise_change,
    send_change,
    slip_ledger,
    submit_change,
    take_baseline,
    undo_change,
    withdraw_change,
)
from milepost.projects.queries.scope_shown import shown_version
from milepost.projects.records_plan import LinkEdit, NewTask, TaskEdit, TaskRemoval
from milepost.projects.tests.conftest import DAY, day


@pytest.fixture
def me(max_):
    return max_.as_actor()


@pytest.fixture
def mona(northwind, me):
    return add_contact("Mona Lind", account=northwind, actor=me)


@pytest.fixture
def agreed(onboarding, me) -> Project:
    take_baseline(onboarding, "Agreement", actor=me, is_agreement=True)
    return onboarding


@pytest.fixture
def longer(agreed, task, me) -> ChangeRequest:
    """A draft by which the migration takes two days more."""
    change = draft_change(agreed, {"title": "More data", "why": "They bought Oslo"}, actor=me)
    return plan_change_edits(change, [TaskEdit(task("Migration").pk, {"duration_minutes": 7 * DAY})], actor=me)


def sent(change, lena, me):
    submit_change(change, lena, actor=me)
    approve_inside(change, lena, actor=lena.as_actor())
    return send_change(change, actor=me)


def approve(change, me):
    return decide_change(change, "approved", actor=me, evidence="Mail of 3 March")


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def test_a_draft_says_what_it_comes_to_and_writes_nothing(longer, agreed, task):
    assert (longer.forecast_from, longer.forecast_to) == (day("2026-03-11"), day("2026-03-13"))
    assert (longer.extra_days, longer.extra_minutes) == (2, 2 * DAY)
    assert {move["task"] for move in longer.effect} >= {"Migration", "Go-live"}
    assert task("Migration").duration_minutes == 5 * DAY
    assert fresh(agreed).revision == longer.revision


def test_approval_applies_the_plan_and_keeps_it_apart_from_slips(longer, agreed, task, lena, me):
    revise_change(longer, {"target_on": day("2026-03-16"), "amount": "1200.50", "payer": "theirs"}, actor=me)
    done = approve(sent(fresh(longer), lena, me), me)
    assert (done.state, task("Migration").duration_minutes) == ("approved", 7 * DAY)
    project = fresh(agreed)
    assert (project.forecast_on, project.target_on) == (day("2026-03-13"), day("2026-03-16"))
    ledger = slip_ledger(project)
    assert [(one.change.label, one.days, one.change.is_agreed) for one in ledger.entries] == [
        ("Change 1: More data", 2, True)
    ]
    assert (ledger.total_days, ledger.agreed_days, ledger.days_by_side(), ledger.unattributed_days) == (2, 2, {}, 0)
    assert (done.made_scope.number, done.baseline.name, done.baseline.is_agreement) == (1, "Scope version 1", True)
    (said,) = shown_version(done.made_scope).changes
    assert "2 working days later, 13 Mar 2026" in said["words"]
    assert "200.50, paid by: The customer" in said["words"]


def test_the_next_version_holds_what_was_agreed_not_what_is_drafted(agreed, lena, me, mona):
    _goal, oslo = add_scope_items(agreed, "goal", ["Half the downtime", "Oslo too"], actor=me)
    version = freeze_scope(agreed, actor=me)
    Proposal.objects.create(project=agreed, scope=version, state="agreed", by_label="x")
    add_scope_items(agreed, "goal", ["Nobody agreed to this"], actor=me)
    open_one = propose_scope(freeze_scope(agreed, actor=me), [lena], actor=me)
    change = draft_change(agreed, {"title": "Bergen for Oslo", "contact": mona}, actor=me)
    put_scope_edits(change, [("in", "The plant in Bergen")], [oslo], actor=me)
    done = approve(sent(fresh(change), lena, me), me)
    shown = shown_version(done.made_scope)
    assert shown.number == 3
    assert [item.text for part in shown.sections for item in part.items] == ["Half the downtime", "The plant in Bergen"]
    assert fresh(open_one).state == "overtaken"
    draft = ScopeItem.objects.filter(project=agreed).present()
    assert {item.text for item in draft} == {"Half the downtime", "Nobody agreed to this", "The plant in Bergen"}
    with pytest.raises(Conflict, match="agreed already"):
        propose_scope(ScopeVersion.objects.get(number=2), [lena], actor=me)


def test_a_stale_preview_must_be_made_anew(longer, agreed, task, lena, me):
    training = task("Training").pk
    change_plan(agreed, [TaskEdit(training, {"title": "Teach"})], actor=me)
    with pytest.raises(Conflict) as refusal:
        submit_change(longer, lena, actor=me)
    assert refusal.value.code == "stale-plan"
    waiting = submit_change(renew_effect(longer, actor=me), lena, actor=me)
    change_plan(agreed, [TaskEdit(training, {"title": "Train"})], actor=me)
    with pytest.raises(Conflict):
        approve_inside(waiting, lena, actor=lena.as_actor())
    renew_effect(waiting, actor=me)
    ready = approve_inside(waiting, lena, actor=lena.as_actor())
    out = send_change(ready, actor=me)
    change_plan(agreed, [TaskEdit(training, {"title": "Teach"})], actor=me)
    with pytest.raises(Conflict) as refusal:
        approve(out, me)
    assert refusal.value.code == "stale-plan"
    assert fresh(out).state == "sent"
    assert renew_effect(out, actor=me).state == "sent"
    assert approve(out, me).state == "approved"


def test_another_effect_than_was_sent_is_approved_anew(longer, agreed, task, lena, me):
    out = sent(longer, lena, me)
    change_plan(agreed, [TaskEdit(task("Migration").pk, {"duration_minutes": 6 * DAY})], actor=me)
    renewed = renew_effect(out, actor=me)
    assert (renewed.state, renewed.extra_days) == ("draft", 1)


def test_a_task_that_is_gone_is_said(longer, agreed, task, me):
    change_plan(agreed, [TaskRemoval(task("Migration").pk, "drop")], actor=me)
    with pytest.raises(NotFound):
        renew_effect(longer, actor=me)


def test_what_was_agreed_is_not_taken_back(longer, agreed, lena, me):
    done = approve(sent(longer, lena, me), me)
    with pytest.raises(Conflict, match="agreed with the customer"):
        undo_change(agreed, done.batch, actor=me)


def test_a_no_keeps_the_plan_and_its_reason(longer, agreed, task, lena, me):
    out = sent(longer, lena, me)
    with pytest.raises(Invalid):
        decide_change(out, "declined", actor=me, evidence="Mail")
    done = decide_change(out, "declined", actor=me, evidence="Mail", reason="Too dear")
    assert (done.state, done.made_scope, task("Migration").duration_minutes) == ("declined", None, 5 * DAY)
    with pytest.raises(Conflict):
        approve(done, me)


def test_a_contact_decides_as_themselves(longer, lena, me, mona):
    out, actor = sent(longer, lena, me), Actor("contact", str(mona.pk), mona.name)
    with pytest.raises(NotAllowed):
        decide_change(out, "approved", actor=Actor("contact", "0", "Sven"), decider=mona)
    done = decide_change(out, "approved", actor=actor, decider=mona)
    assert (done.decider, done.recorded_by, done.baseline.by_label) == (mona, "", "Mona Lind")
    assert PlanChange.objects.latest("pk").by_label == "Mona Lind"


def test_only_who_was_asked_approves_for_us_or_gives_it_back(longer, lena, ada, me, max_):
    submit_change(longer, lena, actor=me)
    with pytest.raises(NotAllowed):
        approve_inside(longer, ada, actor=ada.as_actor())
    with pytest.raises(NotAllowed):
        approve_inside(longer, lena, actor=me)
    with pytest.raises(Invalid):
        return_change(longer, lena, " ", actor=lena.as_actor())
    back = return_change(longer, lena, "Say who pays", actor=lena.as_actor())
    assert (back.state, back.reason) == ("draft", "Say who pays")
    change_user(lena, {"is_active": False}, actor=ada.as_actor())
    lena.refresh_from_db()
    with pytest.raises(Invalid):
        submit_change(back, lena, actor=me)


def test_each_step_has_its_time(longer, lena, me):
    for act in (
        lambda: send_change(longer, actor=me),
        lambda: approve(longer, me),
        lambda: approve_inside(longer, lena, actor=lena.as_actor()),
    ):
        with pytest.raises(Conflict):
            act()
    out = sent(longer, lena, me)
    for act in (
        lambda: revise_change(out, {"title": "x"}, actor=me),
        lambda: plan_change_edits(out, [], actor=me),
        lambda: put_scope_edits(out, [("in", "x")], [], actor=me),
        lambda: submit_change(out, lena, actor=me),
    ):
        with pytest.raises(Conflict):
            act()
    assert withdraw_change(out, actor=me, reason="Not needed").state == "withdrawn"
    with pytest.raises(Conflict):
        withdraw_change(out, actor=me)
    with pytest.raises(Conflict):
        renew_effect(out, actor=me)


@pytest.mark.parametrize(
    "values",
    [
        {"title": " "},
        {"title": "x" * 201},
        {"title": "a\x00"},
        {"title": "x", "payer": "nobody-else"},
        {"title": "x", "amount": "1e30"},
        {"title": "x", "target_on": dt.date(1500, 1, 1)},
        {"title": "x", "state": "approved"},
    ],
)
def test_it_refuses_what_no_request_says(agreed, me, values):
    with pytest.raises(Invalid):
        draft_change(agreed, values, actor=me)
    assert not ChangeRequest.objects.exists()


def test_it_asks_nothing_for_nothing(agreed, lena, me):
    change = draft_change(agreed, {"title": "Nothing"}, actor=me)
    with pytest.raises(Invalid, match="changes nothing"):
        submit_change(change, lena, actor=me)


def test_it_numbers_each_project_by_itself_and_forgets_who_is_erased(agreed, me, mona, ada):
    first, second = (draft_change(agreed, {"title": "x", "contact": mona}, actor=me) for _at in range(2))
    assert (first.number, second.number) == (1, 2)
    erase_contact(mona, actor=ada.as_actor())
    assert fresh(first).contact is None


def test_a_reader_writes_nothing(longer, victor):
    actor = victor.as_actor()
    for act in (
        lambda: draft_change(longer.project, {"title": "x"}, actor=actor),
        lambda: renew_effect(longer, actor=actor),
        lambda: withdraw_change(longer, actor=actor),
        lambda: decide_change(longer, "approved", actor=actor, evidence="x"),
    ):
        with pytest.raises(NotAllowed):
            act()


_acts = st.lists(
    st.tuples(st.booleans(), st.sampled_from(("Kick-off", "Migration", "Training")), st.integers(0, 10 * DAY)),
    min_size=1,
    max_size=5,
)


@pytest.mark.slow
# Each example is rolled back, so the fixture stands as it was.
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=_acts)
def test_the_ledger_always_adds_up(agreed, lena, me, acts):
    """Slips and agreed changes in any order: the total is the forecast less the baseline, and nothing is left over."""
    with transaction.atomic():
        for at, (is_agreed, title, minutes) in enumerate(acts):
            project = fresh(agreed)
            task = Task.objects.get(project=project, title=title)
            edits = [NewTask("new", {"title": f"Extra {at}", "duration_minutes": minutes}), LinkEdit(task.pk, "new")]
            edits.append(TaskEdit(task.pk, {"duration_minutes": minutes}))
            if is_agreed:
                change = plan_change_edits(draft_change(project, {"title": f"{at}"}, actor=me), edits, actor=me)
                approve(sent(change, lena, me), me)
            else:
                change_plan(project, edits, actor=me)
        ledger = slip_ledger(fresh(agreed))
        assert ledger.unattributed_days == 0
        assert sum(one.days for one in ledger.entries) == ledger.total_days
        assert sum(ledger.days_by_side().values()) + ledger.agreed_days == ledger.total_days
        assert ledger.baseline == Baseline.objects.get(name="Agreement")
        transaction.set_rollback(True)
