"""Times levelling, and how far it is from the best: the greedy schedule beside the solver.

Run: .venv/bin/python bench/levelling.py [--seconds N] [--projects N] [FILE.sm …]

Without files it makes projects from a seed: 30 and 120 tasks with some two links each for four people, tight (there is
about as much work as the longest chain leaves time for), on one calendar, and with people who are away now and then.
Files are instances of PSPLIB. Times of the greedy schedule are this process's own CPU, those of the solver the clock.
"""

import argparse
import datetime as dt
import random
import time
from pathlib import Path

from milepost.scheduling.psplib import plan_of, read_file
from milepost.scheduling.public import (
    Assignment,
    Calendar,
    CalendarException,
    LevellingAim,
    LevellingMethod,
    Link,
    Plan,
    Resource,
    Task,
    level,
)

START = dt.datetime(2026, 1, 5, 8)  # noqa: DTZ001 - wall clock
DAY = 480
PEOPLE = 4


def project(size: int, seed: int, *, away: bool) -> Plan:
    """Return a project of that many tasks for four people; `away`: each has two weeks off somewhere."""
    generator = random.Random(seed)
    calendars, resources = [Calendar("office")], []
    for person in range(PEOPLE):
        first = START.date() + dt.timedelta(generator.randrange(size))
        holiday = CalendarException(first, first + dt.timedelta(13))
        calendars.append(Calendar(f"c{person}", base_id="office", exceptions=(holiday,)))
        resources.append(Resource(f"r{person}", calendar_id=f"c{person}" if away else None))
    tasks = tuple(Task(number, f"Task {number}", generator.randrange(1, 9) * 240) for number in range(size))
    links = {
        (generator.randrange(max(0, number - size // 4), number), number)
        for number in range(PEOPLE, size)
        for _ in range(2)
    }
    people = [
        Assignment(number, f"r{person}", generator.choice((0.5, 1.0)))
        for number in range(size)
        for person in generator.sample(range(PEOPLE), 1 if away else generator.choice((1, 1, 2)))
    ]
    return Plan(
        tasks=tasks,
        links=tuple(Link(*pair) for pair in sorted(links)),
        start=START,
        calendars=tuple(calendars),
        default_calendar_id="office",
        resources=tuple(resources),
        assignments=tuple(people),
    )


def report(title: str, plans: list[Plan], seconds: float) -> None:
    """Print a line: milliseconds of the greedy schedules, how many are optimal, and the gaps of the finish."""
    before = time.process_time()
    greedy = [level([plan], method=LevellingMethod.GREEDY) for plan in plans]
    cpu = (time.process_time() - before) / len(plans)
    began = time.monotonic()
    solved = [level([plan], seconds=seconds) for plan in plans]
    clock = (time.monotonic() - began) / len(plans)
    finish = list(LevellingAim).index(LevellingAim.FINISH)
    ends = [each.reached[finish] for each in solved]
    gain = [1 - end.value / first.reached[finish].value for end, first in zip(ends, greedy, strict=True)]
    left = sum(len(each.overloads) for each in solved)
    print(
        f"| {title} | {len(plans)} | {cpu * 1000:.0f} ms | {clock:.1f} s | {sum(gain) / len(gain):.1%}"
        f" | {sum(end.is_optimal for end in ends)} | {sum(end.gap for end in ends) / len(ends):.1%}"
        f" | {max(end.gap for end in ends):.1%} | {left} |",
        flush=True,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--projects", type=int, default=4)
    wanted = parser.parse_args()
    level([project(4, 1, away=False)])  # loads the solver
    print("| plans | number | greedy, CPU | solver | shorter than greedy | optimal | mean gap | greatest | overloads |")
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    if wanted.files:
        plans = [plan_of(read_file(path), START) for path in wanted.files]
        report("PSPLIB", plans, wanted.seconds)
        return
    for size in (30, 120):
        for away in (False, True):
            plans = [project(size, seed, away=away) for seed in range(wanted.projects)]
            report(f"{size} tasks{', people away' if away else ''}", plans, wanted.seconds)


if __name__ == "__main__":
    main()
