"""Why go-live moved, as its page says it."""

import re

import pytest
from django.urls import reverse

from milepost.projects.models import Baseline, PlanChange, Project, SlipCause, TaskParty
from milepost.projects.public import (
    Reason,
    change_plan,
    explain_change,
    put_on_project,
    roll_forward,
    slip_ledger,
    take_baseline,
)
from milepost.projects.queries.slip_story import headline, runs_of
from milepost.projects.queries.waterfall import BARS_MOST, waterfall_of
from milepost.projects.records_plan import TaskEdit
from milepost.projects.tests.conftest import DAY, day

DRAWER = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "drawer-body"}


@pytest.fixture
def agreed(onboarding, max_) -> Project:
    take_baseline(onboarding, "Agreement", actor=max_.as_actor(), is_agreement=True)
    return onboarding


@pytest.fixture
def slipped(agreed, task, max_) -> Project:
    """Two days by the customer, said so; one won back by us; a day by us that nobody explained."""
    theirs = Reason(note="The firewall was closed.", side="theirs")
    for title, days, reason in (
        ("Migration", 7, theirs),
        ("Training", 1, Reason(note="Fewer people")),
        ("Kick-off", 2, None),
    ):
        edit = TaskEdit(task(title).pk, {"duration_minutes": days * DAY})
        change_plan(agreed, [edit], actor=max_.as_actor(), reason=reason or Reason())
    return Project.objects.get()


@pytest.fixture
def page(signed_in, max_):
    def read(project: Project, query: str = "") -> str:
        answer = signed_in(max_).get(reverse("projects:project-history", args=[project.pk]) + query)
        return " ".join(answer.content.decode().split())

    return read


def test_it_says_in_one_sentence_who_owes_what(page, slipped):
    text = page(slipped)
    assert "Go-live is 2 working days later" in text
    assert "+2 on the customer&#x27;s side" in text
    assert "on our side" not in text  # one lost, one won back
    assert "The firewall was closed." in text
    assert "Nobody has said why for 1 move" in text


def test_it_teaches_where_there_is_no_baseline(page, onboarding):
    assert "Take a baseline when the plan is agreed." in page(onboarding)


def test_its_bars_add_up_however_many_there_are(agreed, task, max_):
    for at in range(2, 30):
        edit = TaskEdit(task(("Migration", "Training", "Kick-off")[at % 3]).pk, {"duration_minutes": at * DAY})
        side = ("ours", "theirs", "third")[at // 3 % 3]
        change_plan(
            agreed, [edit], actor=max_.as_actor(), reason=Reason(note=f"{at}", side=side, is_agreed=at % 7 == 0)
        )
    ledger = slip_ledger(Project.objects.get())
    bars = waterfall_of(ledger, runs_of(ledger)).bars
    assert len(bars) <= BARS_MOST + 1
    assert sum(bar.share.days for bar in bars) == ledger.total_days
    told = [
        int(number.replace("\N{MINUS SIGN}", "-")) for number in re.findall(r"[+\N{MINUS SIGN}]\d+", headline(ledger))
    ]
    assert sum(told) == ledger.total_days


def test_it_tells_nights_of_the_same_delay_as_one(agreed, page, max_):
    for date in ("2026-03-04", "2026-03-05", "2026-03-06"):
        roll_forward(Project.objects.get(), day(date), actor=max_.as_actor())
    [run] = runs_of(slip_ledger(Project.objects.get()))
    assert (len(run.entries), run.days) == (3, 4)
    assert "3 times" in page(agreed)


def test_it_tells_since_another_baseline(page, slipped, max_):
    later = take_baseline(slipped, "Second", actor=max_.as_actor())
    assert "Go-live stands on" in page(slipped, f"?since={later.pk}")
    assert "2 working days later" in page(slipped, "?since=nonsense")


def test_a_contributor_reads_one_sum_of_what_they_do_not_see(signed_in, slipped, task, max_, fiona):
    TaskParty.objects.create(task=task("Training"), user=fiona)
    put_on_project(slipped, fiona, actor=max_.as_actor())
    answer = signed_in(fiona).get(reverse("projects:project-history", args=[slipped.pk]))
    text = answer.content.decode()
    assert "+3 by tasks that you do not see" in text
    assert "firewall" not in text
    assert "Say why" not in text
    kept = PlanChange.objects.get(task__title="Migration", note__gt="")
    assert signed_in(fiona).get(reverse("projects:change-detail", args=[kept.pk])).status_code == 404


def test_it_shows_what_an_act_moved(signed_in, slipped, max_):
    change = PlanChange.objects.get(task__title="Migration", note__gt="")
    text = signed_in(max_).get(reverse("projects:change-detail", args=[change.pk])).content.decode()
    assert "Training" in text
    assert "because of “Migration”" in text


def _explain(client, change, **data: object):
    return client.post(reverse("projects:change-explain", args=[change.pk]), data, **DRAWER)


def test_it_writes_down_why(signed_in, slipped, max_):
    change = PlanChange.objects.filter(task__title="Kick-off").latest("pk")
    cause = SlipCause.objects.get(name="Data or access was late")
    answer = _explain(signed_in(max_), change, cause=cause.pk, note="No accounts", side="")
    change.refresh_from_db()
    assert answer.status_code == 200
    assert (change.cause, change.side, change.note, change.is_cause_given) == (cause, "theirs", "No accounts", True)


@pytest.mark.parametrize(("chosen", "side"), [("ours", "third"), ("theirs", "theirs")])
def test_a_cause_brings_its_side_unless_another_one_is_chosen(signed_in, slipped, max_, chosen, side):
    change = PlanChange.objects.filter(task__title="Kick-off").latest("pk")
    assert change.side == "ours"
    cause = SlipCause.objects.get(name="A third party was late")
    _explain(signed_in(max_), change, cause=cause.pk, side=chosen)
    change.refresh_from_db()
    assert (change.is_cause_given, change.side) == (True, side)


def test_it_asks_for_a_cause_or_words(signed_in, slipped, max_):
    change = PlanChange.objects.filter(task__title="Kick-off").latest("pk")
    assert _explain(signed_in(max_), change, side="theirs").status_code == 422
    change.refresh_from_db()
    assert not change.is_cause_given


def test_it_explains_all_nights_at_once(signed_in, agreed, max_):
    for date in ("2026-03-04", "2026-03-05", "2026-03-06"):
        roll_forward(Project.objects.get(), day(date), actor=max_.as_actor())
    last = PlanChange.objects.filter(origin="overdue", task__title="Kick-off").latest("pk")
    _explain(signed_in(max_), last, note="The room was taken", side="third", is_for_all="on")
    assert not slip_ledger(Project.objects.get()).unexplained
    assert slip_ledger(Project.objects.get()).days_by_side() == {"third": 4}


def test_it_explains_one_alone(agreed, max_):
    for date in ("2026-03-04", "2026-03-05"):
        roll_forward(Project.objects.get(), day(date), actor=max_.as_actor())
    change = PlanChange.objects.filter(origin="overdue", task__title="Kick-off").latest("pk")
    explain_change(change, Reason(note="One of both", is_agreed=True), actor=max_.as_actor())
    ledger = slip_ledger(Project.objects.get())
    assert (ledger.agreed_days, len(ledger.unexplained)) == (1, 1)


def test_it_takes_a_baseline_once_a_name(signed_in, onboarding, max_):
    url = reverse("projects:baseline-new", args=[onboarding.pk])
    client = signed_in(max_)
    assert client.post(url, {"name": "Agreement", "is_agreement": "on"}).status_code == 302
    assert client.post(url, {"name": "Agreement"}).status_code == 422
    assert client.post(url, {"name": " "}).status_code == 422
    assert [(one.name, one.is_agreement) for one in Baseline.objects.all()] == [("Agreement", True)]


def test_it_compares_with_now(signed_in, slipped, max_):
    url = reverse("projects:baseline-compare", args=[slipped.pk])
    text = " ".join(signed_in(max_).get(url).content.decode().split())
    assert "+2 working days" in text
    assert "4 changed, 0 added, 0 removed" in text
    second = take_baseline(slipped, "Second", actor=max_.as_actor())
    assert "Nothing differs." in signed_in(max_).get(f"{url}?first={second.pk}&second=now").content.decode()
    assert "This choice does not exist." in signed_in(max_).get(f"{url}?first=0&second=now").content.decode()


def test_it_says_that_there_is_not_enough_history(signed_in, slipped, max_):
    text = signed_in(max_).get(reverse("projects:project-forecast", args=[slipped.pk])).content.decode()
    assert "Not enough history" in text
