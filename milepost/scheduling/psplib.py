"""Reads instances of PSPLIB, the library of resource-constrained project scheduling problems (single mode, `.sm`).

>>> instance = read_instance('''
... PRECEDENCE RELATIONS:
... jobnr.    #modes  #successors   successors
...    1        1          1           2
...    2        1          0
... REQUESTS/DURATIONS:
... jobnr. mode duration  R 1
...   1      1     0       0
...   2      1     3       2
... RESOURCEAVAILABILITIES:
...   R 1
...     4
... ''')
>>> instance.durations, instance.capacities
((0, 3), (4,))
>>> plan = plan_of(instance, dt.datetime(2026, 3, 2, 8))
>>> [(task.id, task.duration_minutes) for task in plan.tasks]
[(1, 0), (2, 1440)]

Source: R. Kolisch and A. Sprecher, "PSPLIB - a project scheduling problem library", European Journal of Operational
Research 96 (1997), 205-216.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from milepost.lib.errors import Invalid
from milepost.scheduling.records import Assignment, Link, Plan, Resource
from milepost.scheduling.task_records import Task

type _Rows = list[tuple[int, list[str]]]  # the number of a line, and its words

_PRECEDENCE, _REQUESTS, _AVAILABLE = "PRECEDENCE RELATIONS", "REQUESTS/DURATIONS", "RESOURCEAVAILABILITIES"
_BEFORE_SUCCESSORS = 3
_BEFORE_DEMANDS = 3


@dataclass(frozen=True, slots=True)
class Instance:
    """Jobs 1 to n in order: durations in periods, successors by number, and how much of each resource they need."""

    durations: tuple[int, ...]
    successors: tuple[tuple[int, ...], ...]
    demands: tuple[tuple[int, ...], ...]
    capacities: tuple[int, ...]


def read_file(path: Path) -> Instance:
    """Read a file. Raises `Invalid` with code `unreadable-instance`, and `OSError`."""
    return read_instance(path.read_text(encoding="utf-8", errors="replace"))


def read_instance(text: str) -> Instance:
    """Read the text of a file. Raises `Invalid` with code `unreadable-instance` that names the line."""
    sections = _sections(text)
    relations = {row[0]: _successors(at, row) for at, row in _numbers(sections[_PRECEDENCE])}
    requests = {row[0]: (at, row) for at, row in _numbers(sections[_REQUESTS])}
    available = [row for _at, row in _numbers(sections[_AVAILABLE])]
    if not available:
        raise _unreadable("It says how much there is of no resource.")
    capacities = tuple(available[0])
    jobs = range(1, len(relations) + 1)
    if list(relations) != list(jobs) or list(requests) != list(jobs):
        raise _unreadable("Jobs must be numbered from 1 without gaps, with precedence relations and a request each.")
    for at, row in requests.values():
        if len(row) != _BEFORE_DEMANDS + len(capacities):
            raise _unreadable("A request must have a number, a mode, a duration and one demand a resource.", at)
    if any(after not in relations for each in relations.values() for after in each):
        raise _unreadable("A job has a successor that does not exist.")
    return Instance(
        tuple(requests[job][1][2] for job in jobs),
        tuple(relations[job] for job in jobs),
        tuple(tuple(requests[job][1][_BEFORE_DEMANDS:]) for job in jobs),
        capacities,
    )


def plan_of(instance: Instance, start: dt.datetime, *, minutes_per_period: int = 480) -> Plan:
    """Return an instance as a plan on the standard calendar, where a period is a working day."""
    jobs = list(enumerate(instance.durations, 1))
    kinds = range(len(instance.capacities))
    return Plan(
        tasks=tuple(Task(job, f"Job {job}", duration * minutes_per_period) for job, duration in jobs),
        links=tuple(Link(job, after) for job, _length in jobs for after in instance.successors[job - 1]),
        start=start,
        resources=tuple(Resource(f"R{kind + 1}", units=instance.capacities[kind]) for kind in kinds),
        assignments=tuple(
            Assignment(job, f"R{kind + 1}", instance.demands[job - 1][kind])
            for job, _length in jobs
            for kind in kinds
            if instance.demands[job - 1][kind]
        ),
    )


def _sections(text: str) -> dict[str, _Rows]:
    """Return the rows below each title, those of numbers alone."""
    found: dict[str, _Rows] = {}
    title = ""
    for at, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if line.rstrip().endswith(":") and not words[0].isdigit():
            title = line.strip().rstrip(":").strip()
            found[title] = []
        elif title and words and words[0].lstrip("-").isdigit():
            found[title].append((at, words))
    for wanted in (_PRECEDENCE, _REQUESTS, _AVAILABLE):
        if not found.get(wanted):
            raise _unreadable(f"It has no “{wanted}:”.")
    return found


def _numbers(rows: _Rows) -> Iterator[tuple[int, list[int]]]:
    for at, words in rows:
        try:
            yield at, [int(word) for word in words]
        except ValueError as error:
            raise _unreadable("There must be whole numbers alone.", at) from error


def _successors(at: int, row: list[int]) -> tuple[int, ...]:
    if len(row) < _BEFORE_SUCCESSORS or len(row) != _BEFORE_SUCCESSORS + row[2]:
        raise _unreadable("A job must have as many successors as it says.", at)
    if row[1] != 1:
        raise _unreadable("Only jobs with a single mode can be read.", at)
    return tuple(row[_BEFORE_SUCCESSORS:])


def _unreadable(message: str, line: int | None = None) -> Invalid:
    place = "" if line is None else f" (line {line})"
    return Invalid("unreadable-instance", f"This is no single-mode file of PSPLIB. {message}{place}")
