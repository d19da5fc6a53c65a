"""Small plans for the tests of levelling, by hand and by hypothesis."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from milepost.scheduling.public import (
    OFFICE_DAY,
    Assignment,
    Calendar,
    CalendarException,
    Constraint,
    LagKind,
    Link,
    LinkType,
    Plan,
    Resource,
    Shift,
    Side,
    Task,
    TaskKind,
)

START = dt.datetime(2026, 3, 2, 8)  # noqa: DTZ001 - wall clock
DAY = 480
EARLY = (Shift(360, 600), Shift(630, 870))
CALENDARS = (
    Calendar("office"),
    Calendar("early", week=(*([EARLY] * 5), (), ())),
    Calendar("part", week=(*([OFFICE_DAY[:1]] * 4), (), (), ())),
    Calendar("away", exceptions=(CalendarException(dt.date(2026, 3, 4), dt.date(2026, 3, 6)),)),
)


def work(task_id, days, *, people=(), **more: Any):
    """Return a task and the assignments of those who do it."""
    made = Task(task_id, str(task_id), round(days * DAY), **more)
    return made, tuple(Assignment(task_id, each) if isinstance(each, str) else each for each in people)


def plan_of(*works: Any, links=(), resources=("ana",), **more: Any):
    """Return a plan of such tasks on the standard calendar."""
    tasks = tuple(task for task, _people in works)
    people = tuple(each for _task, assignments in works for each in assignments)
    made = tuple(Resource(each, each.title()) if isinstance(each, str) else each for each in resources)
    found = tuple(Link(*each) if isinstance(each, tuple) else each for each in links)
    return Plan(tasks=tasks, links=found, start=START, resources=made, assignments=people, **more)


@st.composite
def plans(draw, *, tasks=7, is_bound=True, kinds=("office", "early", "part", "away"), halves=True):
    """Return a plan with mixed links, calendars and people; `is_bound`: with pins and constraints, too."""
    count = draw(st.integers(2, tasks))
    people = draw(st.integers(1, 3))
    resources = tuple(
        Resource(
            f"r{each}",
            calendar_id=draw(st.sampled_from((None, *kinds))),
            units=draw(st.sampled_from((1.0, 1.0, 2.0))),
            side=draw(st.sampled_from((Side.OURS, Side.OURS, Side.THEIRS))) if halves else Side.OURS,
        )
        for each in range(people)
    )
    made = []
    assignments = []
    for number in range(count):
        made.append(_task(draw, number, kinds, is_bound=is_bound))
        for each in draw(st.lists(st.integers(0, people - 1), max_size=2, unique=True)):
            share = draw(st.sampled_from((1.0, 1.0, 0.5))) if halves else 1.0
            assignments.append(Assignment(number, f"r{each}", share))
    links = []
    for after in range(1, count):
        for before in draw(st.lists(st.integers(0, after - 1), max_size=2, unique=True)):
            links.append(
                Link(
                    before,
                    after,
                    draw(st.sampled_from((LinkType.FINISH_START, *LinkType))),
                    lag_minutes=draw(st.sampled_from((0, 0, 240, -120))),
                    lag_kind=draw(st.sampled_from((LagKind.WORKING, LagKind.WORKING, LagKind.ELAPSED))),
                )
            )
    return Plan(
        tasks=tuple(made),
        links=tuple(links),
        start=START,
        calendars=CALENDARS,
        default_calendar_id="office",
        resources=resources,
        assignments=tuple(assignments),
    )


def _task(draw, number, kinds, *, is_bound):
    more = {"priority": draw(st.sampled_from((500, 500, 200, 900)))}
    if is_bound:
        day = START + dt.timedelta(draw(st.integers(0, 9)))
        kind = draw(st.sampled_from(("free", "free", "free", "pin", "deadline", *Constraint)))
        if kind == "pin":
            more["pinned_start"] = day
        elif kind == "deadline":
            more["deadline"] = day
        elif kind != "free":
            more |= {"constraint": kind, "constraint_date": day}
    return Task(
        number,
        f"task {number}",
        draw(st.sampled_from((0, 120, 240, 480, 960))),
        calendar_id=draw(st.sampled_from((None, None, None, *kinds))) if len(kinds) > 1 else None,
        kind=draw(st.sampled_from((TaskKind.WORK, TaskKind.WORK, TaskKind.MEETING))),
        **more,
    )
