import datetime as dt

import pytest
from django.utils import timezone

from milepost.accounts.public import ActionItem, Attendee, CapturedMail, Contact, Escalation, Fact, Ticket, Touchpoint
from milepost.demo.company.people import SPONSOR
from milepost.demo.company.records import Phase
from milepost.demo.company.simulation import Simulation
from milepost.demo.public import World, build_demo
from milepost.demo.rows import accounts_of

pytestmark = pytest.mark.slow

TODAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="module")
def histories():
    simulation = Simulation(60, TODAY)
    return [(one, simulation.history(one)) for one in simulation.accounts()]


@pytest.fixture(scope="module")
def talks(histories):
    return [(one, talk) for one, history in histories for talk in history.talks]


def days_since_sponsor(one, history, today=TODAY) -> int | None:
    sponsors = {place for place, person in enumerate(one.people) if person.stance == SPONSOR and not person.left_on}
    spoken = [
        talk.at.date()
        for talk in history.talks
        if talk.state == "held" and talk.direction == "two-way" and sponsors & set(talk.theirs)
    ]
    return (today - max(spoken)).days if spoken else None


def test_it_tells_the_same_history_each_time(histories):
    simulation = Simulation(60, TODAY)
    assert all(simulation.history(simulation.account(one.number)) == history for one, history in histories[:12])


def test_it_holds_only_what_is_over_and_plans_only_what_is_not(talks):
    for _one, talk in talks:
        assert (talk.at.date() >= TODAY) == (talk.state == "planned")
        assert talk.body or talk.state == "planned"
        assert "{" not in talk.subject + talk.body + talk.agenda


def test_it_talks_only_with_people_who_are_there(talks):
    for one, talk in talks:
        # A talk on a weekend moves to the Friday before.
        days = [talk.at.date() + dt.timedelta(days=days) for days in range(4)]
        for place in talk.theirs:
            assert any(one.people[place].is_there(day) for day in days)


def test_it_plans_meetings_for_today_and_for_the_days_to_come(talks):
    planned = [talk for _one, talk in talks if talk.state == "planned"]
    assert sum(talk.at.date() == TODAY for talk in planned) >= 3
    assert sum(TODAY < talk.at.date() <= TODAY + dt.timedelta(days=7) for talk in planned) >= 3
    assert all(talk.agenda.startswith("1. ") for talk in planned)


def test_it_leaves_some_promises_open_and_some_late(talks):
    promises = [promise for _one, talk in talks for promise in talk.promises]
    still_open = [promise for promise in promises if promise.done_at is None]
    assert 0.01 < len(still_open) / len(promises) < 0.15
    assert any(promise.due < TODAY for promise in still_open)


def test_it_says_no_sentence_too_often(talks):
    bodies = [talk.body for _one, talk in talks if talk.body]
    assert len(set(bodies)) > 0.75 * len(bodies)


def test_it_lets_trouble_follow_from_pain(histories):
    def rate(one, history):
        return len(history.cases) / len(one.life.path) / (0.3 + one.life.path[-1].adoption)

    alike = [pair for pair in histories if pair[0].firm.segment == "Mid-market" and len(pair[0].life.path) > 6]
    by_pain = sorted(alike, key=lambda pair: sum(c.pain for c in pair[0].life.path) / len(pair[0].life.path))
    half = len(by_pain) // 2
    calm, troubled = by_pain[:half], by_pain[half:]
    assert sum(rate(*pair) for pair in troubled) > 1.2 * sum(rate(*pair) for pair in calm)


def test_it_lets_weak_sponsors_fall_silent(histories):
    live = [pair for pair in histories if pair[0].life.phase in {Phase.ADOPTING, Phase.ESTABLISHED}]
    silence = [(one.life.path[-1].sponsor, days_since_sponsor(one, history) or 365) for one, history in live]
    weak = [days for sponsor, days in silence if sponsor < 0.55]
    strong = [days for sponsor, days in silence if sponsor > 0.7]
    assert sum(weak) / len(weak) > 1.4 * sum(strong) / len(strong)


def test_it_writes_the_histories_with_their_stream_and_figures(db):
    world = World(accounts=9)
    list(build_demo(world))
    simulated = list(world.simulation.accounts())
    histories = [world.simulation.history(one) for one in simulated]
    captured = CapturedMail.objects.exclude(touchpoint=None).count()
    assert Touchpoint.objects.count() - captured == sum(len(history.talks) for history in histories)
    assert Ticket.objects.count() == sum(len(history.cases) for history in histories)
    assert Escalation.objects.count() == sum(len(history.alarms) for history in histories)
    assert ActionItem.objects.count() == sum(len(talk.promises) for history in histories for talk in history.talks)
    for attendee in Attendee.objects.exclude(contact=None).select_related("touchpoint")[:200]:
        assert attendee.contact.places.filter(account=attendee.touchpoint.account_id).exists()
    accounts = accounts_of(simulated)
    for one, history in zip(simulated, histories, strict=True):
        assert accounts[one.number].timeline.count() >= len(history.talks) + len(history.cases)
        told = Fact.objects.get(account=accounts[one.number], key="days_since_sponsor_contact").number
        silent_days = days_since_sponsor(one, history, world.today)
        if silent_days is not None:
            assert abs(told - silent_days) <= 1
    assert Contact.objects.exclude(last_two_way_at=None).filter(last_two_way_at__lte=timezone.now()).exists()
