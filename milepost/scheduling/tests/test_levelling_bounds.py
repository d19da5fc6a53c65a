"""Bounds by the work of each person are true, and small plans are proven best."""

import datetime as dt
import random

import pytest

from milepost.scheduling import levelling
from milepost.scheduling.levelling_bounds import least_finish
from milepost.scheduling.levelling_projects import projects_of
from milepost.scheduling.public import (
    OFFICE_DAY,
    Assignment,
    Calendar,
    Constraint,
    LevellingAim,
    Link,
    LinkType,
    Plan,
    Resource,
    Task,
    level,
)
from milepost.scheduling.tests.plans import DAY, START

FINISH = list(LevellingAim).index(LevellingAim.FINISH)
HALF_DAYS = ((OFFICE_DAY[:1],) * 5) + ((), ())


def small_plan(seed):
    """A few tasks on two calendars with leads, deadlines and dates, for two people."""
    generator = random.Random(seed)
    tasks, count = [], generator.randrange(3, 7)
    for number in range(count):
        day = START + dt.timedelta(days=generator.randrange(4))
        is_dated = generator.random() < 0.2
        tasks.append(
            Task(
                number,
                f"T{number}",
                generator.randrange(1, 9) * 60,
                calendar_id=generator.choice([None, None, None, "half"]),
                deadline=day.replace(hour=17) if generator.random() < 0.3 else None,
                constraint=Constraint.START_NO_EARLIER_THAN if is_dated else None,
                constraint_date=day if is_dated else None,
            )
        )
    kinds = list(LinkType)[:3]
    links = [
        Link(generator.randrange(number), number, generator.choice(kinds), generator.choice((0, 0, 60, -60)))
        for number in range(1, count)
        if generator.random() < 0.4
    ]
    return Plan(
        tuple(tasks),
        tuple(links),
        START,
        calendars=(Calendar("office"), Calendar("half", week=HALF_DAYS)),
        default_calendar_id="office",
        resources=(Resource("a"), Resource("b", units=generator.choice((1, 2)))),
        assignments=tuple(
            Assignment(number, person, generator.choice((0.5, 1)))
            for number in range(count)
            for person in generator.sample("ab", generator.choice((1, 1, 2)))
        ),
    )


@pytest.mark.parametrize("seed", range(12))
def test_it_proves_small_plans_and_no_bound_lies_above_what_is_possible(seed, monkeypatch):
    plan = small_plan(seed)
    found = level([plan], seconds=20)
    assert found.is_optimal
    assert not found.overloads
    monkeypatch.setattr(levelling, "least_finish", lambda project, _room, _known: None)
    without = level([plan], seconds=20)
    assert [each.value for each in found.reached] == [each.value for each in without.reached]


def test_a_predecessor_waits_where_its_follower_may_go_first():
    """By a lead: an order of tasks alone cannot say so."""
    plan = Plan(
        (Task("early", "", 60), Task("lead", "", 60), Task("first", "", 60, priority=1000 - 1)),
        (Link("early", "lead", LinkType.START_START, -60),),
        START,
        resources=(Resource("a"),),
        assignments=tuple(Assignment(each, "a") for each in ("early", "lead", "first")),
    )
    assert level([plan], seconds=10).is_optimal


def test_the_work_of_one_person_bounds_the_finish():
    """Four days of work between Monday's start and a day that has to follow: no better than five days."""
    tasks = (*(Task(number, "", DAY) for number in range(4)), Task("end", "", DAY))
    plan = Plan(
        tasks,
        tuple(Link(number, "end") for number in range(4)),
        START,
        resources=(Resource("a"),),
        assignments=tuple(Assignment(number, "a") for number in range(4)),
    )
    (project,) = projects_of([plan], [500], splittable=False)
    known = project.network.moments.clock.minute(dt.datetime.combine(dt.date(2026, 3, 20), dt.time(17)))
    minute = least_finish(project, {"a": 100}, known)
    assert f"{project.network.moments.clock.moment(minute)}" == "2026-03-06 17:00:00"
    reached = level([plan], method="greedy").reached[FINISH]
    assert reached.is_optimal
    assert reached.bound == 5 * DAY * 6
