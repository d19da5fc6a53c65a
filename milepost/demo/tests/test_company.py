import datetime as dt
from itertools import pairwise

import pytest

from milepost.demo.company.life import MONTHS, window_start
from milepost.demo.company.records import Phase
from milepost.demo.company.simulation import Simulation

pytestmark = pytest.mark.slow

TODAY = dt.date(2026, 11, 20)


@pytest.fixture(scope="module")
def simulation():
    return Simulation(200, TODAY)


@pytest.fixture(scope="module")
def accounts(simulation):
    return list(simulation.accounts())


def test_it_is_the_same_each_time_and_for_one_account_alone(simulation, accounts):
    assert list(Simulation(200, TODAY).accounts()) == accounts
    assert simulation.account(17) == accounts[16]


def test_it_grows_at_its_end_only(accounts):
    assert [one.firm for one in Simulation(40, TODAY).accounts()] == [one.firm for one in accounts[:40]]


def test_it_gives_every_firm_a_name_and_a_domain_of_its_own():
    firms = Simulation(3000, TODAY).firms
    assert len({firm.name for firm in firms}) == len({firm.domains for firm in firms}) == 3000
    assert all(domain.endswith(".example") for firm in firms for domain in firm.domains)


def test_it_puts_parents_before_their_children(accounts):
    parents = [(one.number, one.firm.parent) for one in accounts if one.firm.parent]
    assert parents
    assert all(parent < number for number, parent in parents)


def test_it_keeps_conditions_within_their_bounds_and_one_for_each_month(accounts):
    for one in accounts:
        months = [condition.month for condition in one.life.path]
        assert 1 <= len(months) == len(set(months)) <= MONTHS + 1
        assert months == sorted(months)
        assert months[0] >= window_start(TODAY)
        for condition in one.life.path:
            hidden = (condition.fit, condition.sponsor, condition.adoption, condition.pain, condition.delivery)
            assert all(0 <= value <= 1 for value in (*hidden, condition.mood))


def test_it_lets_steps_follow_one_another_until_today(accounts):
    for one in accounts:
        assert one.life.steps[0].phase is Phase.HAND_OVER
        assert all(first.on <= then.on for first, then in pairwise(one.life.steps))
        assert one.life.steps[-1].on <= TODAY
        assert (one.life.renewal_on is None) == (one.life.phase is Phase.GONE)


def test_it_lets_those_leave_who_fared_badly(accounts):
    def mood(one):
        return one.life.path[-1].mood

    leaving = [mood(one) for one in accounts if one.life.notice_on]
    staying = [mood(one) for one in accounts if not one.life.notice_on]
    assert 8 <= len(leaving) <= 50
    assert sum(leaving) / len(leaving) < sum(staying) / len(staying) - 0.08


def test_it_has_some_of_every_phase_even_when_small():
    phases = {one.life.phase for one in Simulation(60, TODAY).accounts()}
    assert {Phase.ONBOARDING, Phase.ADOPTING, Phase.ESTABLISHED, Phase.GONE} <= phases


def test_it_names_a_csm_for_every_day_of_an_account(accounts):
    for one in accounts:
        for step in one.life.steps:
            assert one.held_by("csm", step.on)
        assert sum(duty.role == "csm" and duty.until is None for duty in one.team) == 1


def test_it_lets_people_report_to_others_of_the_same_account_in_no_circle(accounts):
    for one in accounts:
        for place, person in enumerate(one.people):
            seen = {place}
            while person.boss is not None:
                assert person.boss not in seen
                seen.add(person.boss)
                person = one.people[person.boss]  # noqa: PLW2901 - one step up


def test_it_places_a_partner_at_several_accounts(accounts):
    partners = [person.emails[0] for one in accounts for person in one.people if person.is_partner]
    assert len(set(partners)) < len(partners)
