"""Times the scheduling engine, beside networkx and rustworkx on plain networks.

Run: .venv/bin/python bench/schedule.py [tasks …]

Plans are made from a seed: mixed links and lags, three calendars with holidays over three years, summaries. Times are
the best of some rounds of this process's own CPU, for the machine may be busy with other things. Memory is what Python
allocated at the peak of one run. networkx and rustworkx, if installed, compute the same early and late dates of a
network of durations and finish-start links alone, with nothing else to do.
"""

import argparse
import datetime as dt
import gc
import random
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import replace

from milepost.scheduling.building import compile_plan
from milepost.scheduling.passes import run
from milepost.scheduling.public import (
    OFFICE_DAY,
    Calendar,
    CalendarException,
    CalendarRange,
    Change,
    Link,
    LinkType,
    Plan,
    Shift,
    Task,
    reschedule,
    schedule,
)

START = dt.datetime(2026, 1, 5, 8)  # noqa: DTZ001 - wall clock
DAY = 480
EARLY: tuple[Shift, ...] = (Shift(360, 600), Shift(630, 870))


def calendars(generator: random.Random) -> tuple[Calendar, ...]:
    """Return three calendars that differ, with holidays over three years."""
    free = tuple(
        CalendarException(day, day)
        for _ in range(45)
        for day in [START.date() + dt.timedelta(generator.randrange(3 * 365))]
    )
    summer = CalendarRange(dt.date(2026, 7, 1), dt.date(2026, 8, 31), (*([EARLY] * 5), (), ()))
    return (
        Calendar("office", "Office", exceptions=free),
        Calendar("early", "Early", week=(*([EARLY] * 5), (), ()), exceptions=free[:20]),
        Calendar("six", "Six days", week=(*([OFFICE_DAY] * 6), ()), ranges=(summer,)),
    )


def mixed_plan(size: int, seed: int = 1) -> Plan:
    """Return a plan of that many tasks, twice as many links, in some fifty phases."""
    generator = random.Random(seed)
    made = calendars(generator)
    phases = max(1, min(50, size // 20))
    tasks: list[Task] = [Task(f"p{phase}", f"Phase {phase}") for phase in range(phases)]
    links: list[Link] = []
    for number in range(size):
        calendar = generator.choice(("office", "office", "early", "six"))
        tasks.append(
            Task(
                number,
                f"Task {number}",
                generator.randrange(1, 10) * 240,
                parent_id=f"p{number % phases}",
                calendar_id=None if calendar == "office" else calendar,
            )
        )
        width = max(size // 40, 10)  # so that the plan lasts about three years
        for _ in range(2):
            before = number - generator.randrange(1, 2 * width)
            if before >= 0:
                kind = generator.choices(list(LinkType), (12, 4, 3, 1))[0]
                links.append(Link(before, number, kind, generator.choice((0, 0, 0, 240, 480, -240))))
    return Plan(
        tasks=tuple(tasks), links=tuple(dict.fromkeys(links)), start=START, calendars=made, default_calendar_id="office"
    )


def plain_network(size: int, seed: int = 2) -> tuple[list[int], list[tuple[int, int]]]:
    """Return durations, and pairs of predecessor and successor."""
    generator = random.Random(seed)
    width = max(size // 40, 10)
    pairs = {
        (number - back, number)
        for number in range(size)
        for back in (generator.randrange(1, 2 * width) for _ in range(2))
        if back <= number
    }
    return [generator.randrange(1, 20) * 60 for _ in range(size)], sorted(pairs)


def with_networkx(durations: list[int], pairs: list[tuple[int, int]]) -> int:
    """Return the length of the plan; early and late dates are computed on the way."""
    import networkx as nx  # noqa: PLC0415 - of the test group

    graph = nx.DiGraph()
    graph.add_nodes_from(range(len(durations)))
    graph.add_edges_from(pairs)
    order = list(nx.topological_sort(graph))
    finish = {}
    for node in order:
        finish[node] = durations[node] + max((finish[before] for before in graph.predecessors(node)), default=0)
    end = max(finish.values())
    late = {}
    for node in reversed(order):
        late[node] = min((late[after] for after in graph.successors(node)), default=end) - durations[node]
    return end


def with_rustworkx(durations: list[int], pairs: list[tuple[int, int]]) -> int:
    """Return the length of the plan; early and late dates are computed on the way."""
    import rustworkx  # noqa: PLC0415 - may be absent

    graph = rustworkx.PyDiGraph()
    graph.add_nodes_from(durations)
    graph.add_edges_from_no_data(pairs)
    order = rustworkx.topological_sort(graph)
    finish = [0] * len(durations)
    for node in order:
        finish[node] = durations[node] + max((finish[before] for before in graph.predecessor_indices(node)), default=0)
    end = max(finish)
    late = [0] * len(durations)
    for node in reversed(order):
        late[node] = min((late[after] for after in graph.successor_indices(node)), default=end) - durations[node]
    return end


def plain_plan(durations: list[int], pairs: list[tuple[int, int]]) -> Plan:
    """Return the same network as a plan."""
    return Plan(
        tasks=tuple(Task(number, "", minutes) for number, minutes in enumerate(durations)),
        links=tuple(Link(before, after) for before, after in pairs),
        start=START,
    )


def best(work: Callable[[], object], rounds: int = 5) -> float:
    """Return the least CPU seconds of some rounds."""
    found = []
    for _ in range(rounds):
        gc.collect()
        begin = time.process_time()
        work()
        found.append(time.process_time() - begin)
    return min(found)


def peak_megabytes(work: Callable[[], object]) -> float:
    """Return the megabytes that Python had at most while working."""
    gc.collect()
    tracemalloc.start()
    kept = work()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    del kept
    return peak / 1e6


def report(size: int) -> None:
    """Print the figures of one size."""
    plan = mixed_plan(size)
    dated = schedule(plan)
    print(f"\n{size:,} tasks, {len(plan.links):,} links, {dated.start:%Y-%m-%d} to {dated.finish:%Y-%m-%d}")
    row("mixed plan: both passes", lambda: schedule(plan))
    network = compile_plan(plan)
    row("  of which the passes", lambda: run(network), measures_memory=False)
    row("  with every task read, and warnings", lambda: read_all(plan), measures_memory=size <= 10_000)
    durations, pairs = plain_network(size)
    plain = plain_plan(durations, pairs)
    row("plain network: milepost", lambda: schedule(plain))
    row("plain network: networkx", lambda: with_networkx(durations, pairs))
    try:
        row("plain network: rustworkx", lambda: with_rustworkx(durations, pairs))
    except ImportError:
        print("  plain network: rustworkx         left out, it is not installed")


def read_all(plan: Plan) -> tuple[object, ...]:
    """Schedule a plan and read all there is."""
    dated = schedule(plan)
    return dated.tasks, dated.warnings


def row(name: str, work: Callable[[], object], *, measures_memory: bool = True) -> None:
    """Print one line: milliseconds of CPU, and megabytes."""
    memory = f"{peak_megabytes(work):>8.1f} MB" if measures_memory else ""
    print(f"  {name:<36}{best(work) * 1000:>9.1f} ms {memory}", flush=True)


def report_machine() -> None:
    """Print how quick the machine is now: a million rounds of a loop, of CPU."""

    def rounds() -> int:
        total = 0
        for number in range(1_000_000):
            total += number
        return total

    print(f"a loop of a million additions: {best(rounds) * 1000:.0f} ms")


def report_changes(size: int = 2000) -> None:
    """Print what one change in a plan costs."""
    plan = mixed_plan(size)
    dated = schedule(plan)
    tasks = {task.id: task for task in plan.tasks}
    first, last = dated.critical_ids[0], dated.critical_ids[-1]
    longer = Change(tasks=(replace(tasks[first], duration_minutes=tasks[first].duration_minutes + 5 * DAY),))
    linked = Change(links=(Link(first, last, lag_minutes=40 * DAY), Link(size // 3, size // 2, lag_minutes=40 * DAY)))
    print(f"\nOne change in a plan of {size:,} tasks")
    for name, change in (("a longer task", longer), ("two more links", linked)):
        moves = len(reschedule(dated, change).comparison.moves)
        row(f"{name}, {moves} moves", lambda change=change: reschedule(dated, change))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tasks", nargs="*", type=int, default=[10_000, 100_000])
    report_machine()
    for wanted in parser.parse_args().tasks:
        report(wanted)
    report_changes()
