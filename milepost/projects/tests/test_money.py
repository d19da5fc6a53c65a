"""Budgets: what hours cost, what was agreed and billed, earned value of a plan, and who sees none of it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db.models import ProtectedError
from django.urls import reverse
from django.utils import timezone

from milepost.lib.errors import Invalid, NotAllowed
from milepost.projects.actions.money import add_billing, add_cost, change_billing, change_cost, remove_money, set_budget
from milepost.projects.actions.rates import add_rate, change_rate, delete_rate, put_in_role
from milepost.projects.metrics.rates import DatedRate, rate_on
from milepost.projects.models import BillingMilestone, ChangeRequest, PersonRole, Rate
from milepost.projects.public import (
    TaskEdit,
    change_plan,
    create_project,
    log_time,
    put_on_project,
    take_baseline,
)
from milepost.projects.queries.budget_page import budget_page
from milepost.projects.queries.earned_value import Enough, earned_of
from milepost.projects.queries.earned_words import chart_of, sentences_of
from milepost.projects.queries.hours import project_hours

TODAY = dt.date(2026, 3, 6)  # the Friday after the Monday on which the onboarding begins
LONG_AGO = dt.date(2025, 1, 1)


@pytest.fixture
def actor(max_):
    return max_.as_actor()


@pytest.fixture
def agreed(onboarding, actor):
    """The onboarding as it was agreed: 8 days of work."""
    take_baseline(onboarding, "Agreement", actor=actor, is_agreement=True)
    return onboarding


def note(task, user, day: dt.date, minutes: int) -> None:
    log_time(task, minutes, user=user, actor=user.as_actor(), on=day)


def report(project, task, percent: int, actor) -> None:
    change_plan(project, [TaskEdit(task.pk, {"percent_complete": percent})], actor=actor)


@pytest.mark.parametrize(
    ("role", "on", "amount"),
    [
        ("Engineer", dt.date(2026, 1, 31), 80),
        ("engineer ", dt.date(2026, 2, 1), 90),
        ("Engineer", dt.date(2025, 12, 31), None),
        ("CSM", dt.date(2026, 2, 1), 60),
    ],
)
def test_it_takes_the_rate_of_the_day(role, on, amount):
    rates = [
        DatedRate("Engineer", Decimal(80), dt.date(2026, 1, 1)),
        DatedRate("Engineer", Decimal(90), dt.date(2026, 2, 1)),
        DatedRate("", Decimal(60), dt.date(2026, 1, 1)),
    ]
    rate = rate_on(rates, role, on)
    assert (rate.amount if rate else None) == amount


def test_it_takes_the_rate_of_the_project_first():
    own, house = DatedRate("", Decimal(50), LONG_AGO, is_own=True), DatedRate("", Decimal(60), TODAY)
    assert rate_on([own, house], "Engineer", TODAY) == own


def test_hours_cost_the_rate_of_their_day_and_role(agreed, task, max_, lena, actor):
    add_rate({"amount": 60, "valid_from": LONG_AGO}, actor=actor, project=agreed)
    add_rate({"amount": 90, "role": "Engineer", "valid_from": LONG_AGO}, actor=actor, project=agreed)
    add_rate({"amount": 120, "role": "Engineer", "valid_from": dt.date(2026, 3, 4)}, actor=actor, project=agreed)
    put_in_role(lena, "engineer", actor=actor, project=agreed)
    note(task("Kick-off"), max_, dt.date(2026, 3, 2), 60)
    note(task("Migration"), lena, dt.date(2026, 3, 3), 60)
    note(task("Migration"), lena, dt.date(2026, 3, 4), 30)
    page = budget_page(agreed, max_, TODAY)
    assert page.hours_cost == 60 + 90 + 60
    assert (page.unpriced, page.currency) == (0, "EUR")


def test_hours_without_a_rate_are_said_and_not_guessed(agreed, task, max_):
    note(task("Kick-off"), max_, dt.date(2026, 3, 2), 60)
    page = budget_page(agreed, max_, TODAY)
    assert (page.hours_cost, page.unpriced, page.planned, page.margin) == (0, 60, None, None)


def test_rates_of_another_currency_are_none(agreed, task, max_, actor):
    agreed.account.currency = "USD"
    add_rate({"amount": 60, "currency": "EUR", "valid_from": LONG_AGO}, actor=actor, project=agreed)
    note(task("Kick-off"), max_, dt.date(2026, 3, 2), 60)
    assert budget_page(agreed, max_, TODAY).unpriced == 60


def test_it_counts_planned_spent_remaining_and_margin(agreed, task, max_, actor):
    """8 days of 8 hours at 50 are 3,200, with 800 of travel 4,000; the price is 6,000."""
    add_rate({"amount": 50, "valid_from": LONG_AGO}, actor=actor, project=agreed)
    set_budget(agreed, {"price": "6000"}, actor=actor)
    travel = add_cost(agreed, {"title": "Travel", "amount": 800, "planned_on": TODAY}, actor=actor)
    note(task("Kick-off"), max_, dt.date(2026, 3, 2), 480)
    report(agreed, task("Kick-off"), 100, actor)
    page = budget_page(agreed, max_, TODAY)
    assert (page.planned, page.spent, page.remaining, page.margin) == (4000, 400, 3600, 2000)
    change_cost(travel, {"spent_on": TODAY}, actor=actor)
    assert budget_page(agreed, max_, TODAY).spent == 1200


def test_approved_changes_count_into_what_was_agreed(agreed, max_, actor):
    set_budget(agreed, {"price": "6000"}, actor=actor)
    agreed.sold_minutes = 4800
    for number, (payer, state) in enumerate([("theirs", "approved"), ("ours", "approved"), ("theirs", "sent")]):
        ChangeRequest.objects.create(
            project=agreed, number=number, title="More", payer=payer, state=state, amount=900, extra_minutes=240
        )
    page = budget_page(agreed, max_, TODAY)
    assert (page.agreed.whole_price, page.agreed.whole_minutes) == (6900, 5280)
    assert project_hours(agreed, max_).remaining_minutes == 5280


def test_it_adds_up_what_is_billed(agreed, task, max_, actor):
    set_budget(agreed, {"price": "1000"}, actor=actor)
    add_billing(agreed, {"title": "First", "amount": 300, "due_on": TODAY, "invoiced_on": TODAY}, actor=actor)
    add_billing(agreed, {"title": "Second", "amount": 400, "task": task("Go-live")}, actor=actor)
    add_billing(agreed, {"title": "Third", "amount": 100, "due_on": TODAY}, actor=actor)
    add_billing(agreed, {"title": "Elsewhere", "amount": 9, "currency": "USD"}, actor=actor)
    billed = budget_page(agreed, max_, TODAY).billed
    assert (billed.planned, billed.invoiced, billed.paid, billed.due, billed.elsewhere) == (800, 300, 0, 100, 1)
    assert budget_page(agreed, max_, TODAY).unbilled == 200


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": "x", "amount": -1}, "amount"),
        ({"title": "x", "amount": "NaN"}, "amount"),
        ({"title": "x", "amount": "1e99"}, "amount"),
        ({"title": "", "amount": 1}, "title"),
        ({"title": "x"}, "amount"),
        ({"title": "x", "amount": 1, "currency": "euro"}, "currency"),
        ({"title": "x", "amount": 1, "paid_on": TODAY}, "paid_on"),
        ({"title": "x", "amount": 1, "invoiced_on": TODAY, "paid_on": LONG_AGO}, "paid_on"),
    ],
)
def test_it_refuses_wrong_billing(agreed, actor, values, field):
    with pytest.raises(Invalid) as refusal:
        add_billing(agreed, values, actor=actor)
    assert field in refusal.value.fields


def test_it_refuses_a_task_of_another_plan_and_a_cost_without_a_day(agreed, task, northwind, actor):
    other = create_project("Other", actor=actor, account=northwind)
    with pytest.raises(Invalid):
        add_billing(other, {"title": "x", "amount": 1, "task": task("Go-live")}, actor=actor)
    with pytest.raises(Invalid):
        add_cost(other, {"title": "x", "amount": 1}, actor=actor)


def test_what_was_invoiced_stays(agreed, actor):
    row = add_billing(agreed, {"title": "x", "amount": 1}, actor=actor)
    change_billing(row, {"invoiced_on": TODAY}, actor=actor)
    with pytest.raises(Invalid):
        remove_money(row, actor=actor)
    change_billing(row, {"invoiced_on": None}, actor=actor)
    remove_money(row, actor=actor)
    assert not BillingMilestone.objects.exists()


def test_a_role_has_one_rate_a_day(agreed, actor):
    rate = add_rate({"amount": 60, "valid_from": TODAY}, actor=actor, project=agreed)
    with pytest.raises(Invalid):
        add_rate({"amount": 70, "valid_from": TODAY}, actor=actor, project=agreed)
    change_rate(rate, {"amount": 65}, actor=actor)
    delete_rate(rate, actor=actor)
    assert not Rate.objects.exists()


def test_a_person_leaves_a_role(agreed, lena, actor):
    put_in_role(lena, "Engineer", actor=actor, project=agreed)
    assert put_in_role(lena, " ", actor=actor, project=agreed) is None
    assert not PersonRole.objects.exists()


def test_rates_of_all_projects_are_for_managers(max_, lena):
    with pytest.raises(NotAllowed):
        add_rate({"amount": 60}, actor=max_.as_actor())
    assert add_rate({"amount": 60}, actor=lena.as_actor()).project is None


def test_a_contributor_who_leads_sees_hours_and_no_money(agreed, task, fiona, max_, signed_in):
    actor = max_.as_actor()
    put_on_project(agreed, fiona, actor=actor, part="lead")
    add_rate({"amount": 50, "valid_from": LONG_AGO}, actor=actor, project=agreed)
    note(task("Kick-off"), max_, dt.date(2026, 3, 2), 480)
    client = signed_in(fiona)
    assert client.get(reverse("projects:project-budget", args=[agreed.pk])).status_code == 404
    shown = client.get(reverse("projects:project-earned", args=[agreed.pk]))
    assert shown.context["earned"].currency == ""
    assert "EUR" not in shown.content.decode()
    with pytest.raises(NotAllowed):
        set_budget(agreed, {"price": 1}, actor=fiona.as_actor())
    assert not Rate.objects.visible_to(fiona).exists()


def test_it_says_what_is_missing(onboarding, task, max_):
    assert earned_of(onboarding, max_, TODAY).enough == Enough.NO_HOURS
    note(task("Kick-off"), max_, dt.date(2026, 3, 2), 60)
    earned = earned_of(onboarding, max_, TODAY)
    assert earned.enough == Enough.NO_BASELINE
    assert (chart_of(earned), sentences_of(earned)) == (None, [])


def test_it_earns_against_the_agreed_plan_in_hours(agreed, task, max_, actor):
    """By Friday 5 of 8 days were planned; kick-off is done in 10 hours, half of the migration's 40 hours in 30."""
    note(task("Kick-off"), max_, dt.date(2026, 3, 2), 600)
    note(task("Migration"), max_, dt.date(2026, 3, 3), 900)
    note(task("Migration"), max_, dt.date(2026, 3, 4), 900)
    report(agreed, task("Kick-off"), 100, actor)
    report(agreed, task("Migration"), 50, actor)
    earned = earned_of(agreed, max_, TODAY)
    value = earned.value
    assert value is not None
    assert (value.planned, value.earned, value.actual, value.budget) == (40, 28, 40, 64)
    assert (value.cpi, value.spi) == (Decimal("0.7"), Decimal("0.7"))
    assert sentences_of(earned)[0] == (
        "You get 0.70 of planned work for each hour paid: it takes 43 % more than planned."
    )


def test_its_rows_add_up_to_its_figures(agreed, task, max_, actor):
    add_rate({"amount": 50, "valid_from": LONG_AGO}, actor=actor, project=agreed)
    add_cost(agreed, {"title": "Travel", "amount": 800, "planned_on": LONG_AGO, "spent_on": TODAY}, actor=actor)
    add_cost(agreed, {"title": "Fine", "amount": 100, "spent_on": TODAY}, actor=actor)
    note(task("Kick-off"), max_, dt.date(2026, 3, 2), 60)
    log_time(agreed, 30, user=max_, actor=actor, on=dt.date(2026, 3, 3))
    earned = earned_of(agreed, max_, TODAY)
    value = earned.value
    assert value is not None
    assert earned.currency == "EUR"
    sums = [sum(getattr(row, name) for row in earned.rows) for name in ("planned", "earned", "actual", "budget")]
    assert sums == [value.planned, value.earned, value.actual, value.budget]
    assert value.actual == 50 + 25 + 800 + 100
    last = [point for point in earned.points if point.actual is not None][-1]
    assert (last.on, last.actual, last.earned) == (TODAY, value.actual, value.earned)


def test_the_customers_work_is_no_cost_of_ours(agreed, task, max_, actor):
    task("Migration").parties.create(letter="R", role="Their IT", side="theirs")
    note(task("Kick-off"), max_, dt.date(2026, 3, 2), 60)
    value = earned_of(agreed, max_, TODAY).value
    assert value is not None
    assert value.budget == 24


def test_the_pages_show_and_write(agreed, task, max_, signed_in, actor):
    client = signed_in(max_)
    budget = reverse("projects:project-budget", args=[agreed.pk])
    assert client.get(budget).status_code == 200
    sent = {"price": "5000", "currency": "EUR", "rule": "0/100"}
    assert client.post(reverse("projects:budget-change", args=[agreed.pk]), sent).status_code == 302
    made = {"title": "First", "amount": "12.50", "currency": "EUR", "due_on": "2026-03-06"}
    assert client.post(reverse("projects:billing-new", args=[agreed.pk]), made).status_code == 302
    row = BillingMilestone.objects.get()
    wrong = {**made, "amount": "x"}
    assert client.post(reverse("projects:billing-detail", args=[row.pk]), wrong).status_code == 422
    assert client.post(reverse("projects:billing-delete", args=[row.pk])).status_code == 302
    rate = {"role": "", "amount": "50", "currency": "EUR", "valid_from": "2025-01-01"}
    assert client.post(reverse("projects:project-rate-new", args=[agreed.pk]), rate).status_code == 302
    note(task("Kick-off"), max_, timezone.localdate(), 60)
    assert "3\N{NARROW NO-BREAK SPACE}200 EUR" in client.get(budget).content.decode()


def test_a_person_with_noted_hours_stays_priced(agreed, lena, actor):
    put_in_role(lena, "Engineer", actor=actor, project=agreed)
    with pytest.raises(ProtectedError):
        lena.delete()
