"""Strategies: plans of whole hours with several calendars, all kinds of links and lags."""

import datetime as dt
import os
from dataclasses import replace
from functools import cache

from hypothesis import strategies as st

from milepost.scheduling.public import (
    INHERITED_WEEK,
    OFFICE_DAY,
    OFFICE_WEEK,
    Calendar,
    CalendarException,
    CalendarRange,
    Constraint,
    LagKind,
    Link,
    LinkType,
    Plan,
    Shift,
    Task,
)

EXAMPLES = int(os.environ.get("MILEPOST_EXAMPLES", "30"))
"""How many plans each property is tried on; 2,000 before a release."""
START = dt.datetime(2026, 3, 2, 8)  # noqa: DTZ001 - wall clock
DAY = 480
NIGHT = (Shift(0, 180), Shift(1320, 1440))
LONG_DAY = (Shift(360, 1200),)

dates = st.integers(-3, 40).map(lambda days: START.date() + dt.timedelta(days))
moments = st.builds(
    lambda day, hour: dt.datetime.combine(START.date(), dt.time()) + dt.timedelta(days=day, hours=hour),
    st.integers(-2, 30),
    st.integers(0, 23),
)
days = st.sampled_from([OFFICE_DAY, NIGHT, LONG_DAY, OFFICE_DAY[:1], ()])
exceptions = st.builds(
    lambda day, length, shifts: CalendarException(day, day + dt.timedelta(length), shifts),
    dates,
    st.integers(0, 3),
    days,
)
ranges = st.builds(
    lambda day, length, first: CalendarRange(day, day + dt.timedelta(length), (*([first] * 5), None, ())),
    dates,
    st.integers(3, 14),
    days,
)


# Strategies are made once: making one takes longer than drawing from it.
few_exceptions = st.lists(exceptions, max_size=2).map(tuple)
weeks = st.sampled_from([OFFICE_WEEK, (*([LONG_DAY] * 6), ()), (*([NIGHT] * 5), (), OFFICE_DAY)])
calendars = st.tuples(
    st.builds(Calendar, st.just("office"), exceptions=st.lists(exceptions, max_size=1).map(tuple)),
    st.builds(
        Calendar,
        st.just("own"),
        week=weeks,
        exceptions=few_exceptions,
        ranges=st.lists(ranges, max_size=1).map(tuple),
    ),
    st.builds(
        Calendar, st.just("based"), week=st.just(INHERITED_WEEK), base_id=st.just("own"), exceptions=few_exceptions
    ),
)
hours = st.integers(0, 20)
calendar_ids = st.sampled_from([None, None, "own", "based"])
delaying = st.sampled_from([*[None] * 6, Constraint.START_NO_EARLIER_THAN, Constraint.FINISH_NO_EARLIER_THAN])


@cache
def befores(number):
    """The tasks before one from which links lead to it."""
    return st.sets(st.integers(0, number - 1), max_size=2)


@cache
def orders(size):
    return st.permutations(range(size))


@st.composite
def plans(draw, *, several_calendars=True, constraints=True, leads=True, most_tasks=7):
    """Plans scheduled from their start in which everything can be kept."""
    size = draw(st.integers(1, most_tasks))
    tasks = []
    for number in range(size):
        minutes, calendar_id = draw(hours) * 60, draw(calendar_ids) if several_calendars else None
        task = Task(number, f"T{number}", minutes, calendar_id=calendar_id)
        if constraints and (kind := draw(delaying)):
            task = replace(task, constraint=kind, constraint_date=draw(moments))
        tasks.append(task)
    links = []
    for number in range(1, size):
        for before in draw(befores(number)):
            links += draw(some_links(before, number, leads=leads))
    return Plan(
        tasks=tuple(tasks[at] for at in draw(orders(size))),
        links=tuple(links[at] for at in draw(orders(len(links)))),
        start=START,
        calendars=draw(calendars) if several_calendars else (),
        default_calendar_id="office" if several_calendars else None,
    )


@st.composite
def summary_plans(draw):
    """Plans of two summaries, one after the other, with links between them whose lag is a share of the first."""
    plan = draw(plans(several_calendars=False))
    cut = draw(st.integers(1, len(plan.tasks)))
    tasks = [replace(task, parent_id="A" if task.id < cut else "B") for task in plan.tasks]
    summaries = [Task("A", calendar_id=draw(st.sampled_from([None, "long"])))]
    if cut < len(tasks):
        summaries.append(Task("B"))
    later = [task.id for task in tasks if task.id >= cut] + [each.id for each in summaries[1:]]
    share = st.builds(
        Link,
        st.just("A"),
        st.sampled_from(later or ["A"]),
        st.sampled_from(LinkType),
        lag_kind=st.just(LagKind.PERCENT),
        lag_percent=st.sampled_from([100, 200, -100]),
    )
    links = draw(st.lists(share, min_size=1, max_size=3)) if later else []
    return replace(
        plan,
        tasks=(*summaries, *tasks),
        links=(*plan.links, *links),
        calendars=(Calendar("office"), Calendar("long", week=((LONG_DAY,) * 7))),
        default_calendar_id="office",
    )


@cache
def some_links(before, after, *, leads):
    """One or two links between two tasks."""
    return st.lists(links_between(before, after, leads=leads), min_size=1, max_size=2)


@cache
def links_between(before, after, *, leads=True):
    least = -8 if leads else 0
    return st.one_of(
        st.builds(
            Link,
            st.just(before),
            st.just(after),
            st.sampled_from(LinkType),
            st.integers(least, 12).map(lambda hours: hours * 60),
            st.sampled_from([LagKind.WORKING, LagKind.WORKING, LagKind.ELAPSED]),
        ),
        st.builds(
            Link,
            st.just(before),
            st.just(after),
            st.sampled_from(LinkType),
            lag_kind=st.just(LagKind.PERCENT),
            lag_percent=st.sampled_from([0, 100]),
        ),
    )
