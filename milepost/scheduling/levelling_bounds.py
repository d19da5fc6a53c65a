"""How early a project can end at best, by the work of each of its people: a bound below all schedules.

A finish is supposed; the backward pass then says until when each task has to be done. Tasks that all begin after one
moment and all have to be done by another must fit between both in the working time of those who do them. Where they do
not, the project cannot end by then. The first finish that is not refuted so is the bound; it is found by halving.

Source: R. Klein and A. Scholl, "Computing lower bounds by destructive improvement: an application to
resource-constrained project scheduling", European Journal of Operational Research 112 (1999), 322-346.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from milepost.scheduling.backward import backward
from milepost.scheduling.checks import Id
from milepost.scheduling.dates import Dates
from milepost.scheduling.forward import moment_of
from milepost.scheduling.levelling_projects import Project
from milepost.scheduling.positions import latest_position
from milepost.scheduling.timeline import WorkLine

_MOST_PARTS = 400  # of one person; pairs of them are looked at


@dataclass(frozen=True, slots=True)
class _Load:
    """Somebody's part in a task: not before this place of their line, and so many minutes times hundredths."""

    number: int
    first: int
    effort: int


def least_finish(project: Project, capacities: Mapping[Id, int], known: int) -> int:
    """Return a moment before which a project cannot end; `known` is one at which it can."""
    network = project.network
    line = network.lines.all[network.lines.default]
    loads = _loads(project, capacities)
    low, high = line.work(project.finish(project.early)), line.work(known)
    while low < high:
        middle = (low + high) // 2
        if _is_refuted(project, loads, capacities, line.start_at(middle)):
            low = middle + 1
        else:
            high = middle
    return line.finish_at(low)


def _loads(project: Project, capacities: Mapping[Id, int]) -> dict[tuple[Id, int], list[_Load]]:
    """Return the parts of each person by the line on which they count, those who begin last first."""
    lines = project.network.lines.all
    found: defaultdict[tuple[Id, int], list[_Load]] = defaultdict(list)
    for number, job in project.jobs.items():
        begin = project.moment(2 * number, project.early)
        for part in job.parts:
            if part.until is not None:
                effort = (part.until - part.since) * min(part.units, capacities[part.resource_id])
                found[part.resource_id, part.line].append(_Load(number, lines[part.line].work(begin), effort))
    return {
        key: sorted(loads, key=lambda each: -each.first) for key, loads in found.items() if len(loads) <= _MOST_PARTS
    }


def _is_refuted(
    project: Project, loads: Mapping[tuple[Id, int], Sequence[_Load]], capacities: Mapping[Id, int], end: int
) -> bool:
    network, early = project.network, project.early
    dates = Dates(early, early, ends=[latest_position(line, end) for line in network.lines.all], end=end)
    backward(network, dates)
    for (resource_id, on), parts in loads.items():
        line = network.lines.all[on]
        dues = [(_due(project, dates, each.number, line), each) for each in parts]
        if _is_too_much(dues, capacities[resource_id]):
            return True
    return False


def _due(project: Project, dates: Dates, number: int, line: WorkLine) -> int:
    """Return by which place of a line a task has to be done; what stands later than it should keeps its place."""
    at = max(dates.late[2 * number + 1], dates.early[2 * number + 1])
    return line.work(moment_of(project.network, 2 * number + 1, at))


def _is_too_much(dues: Iterable[tuple[int, _Load]], capacity: int) -> bool:
    """Say whether there are two places between which more has to be done than one has time for."""
    by_due: list[tuple[int, int]] = []  # of those that begin no earlier: due, effort
    for due, load in dues:
        by_due.append((due, load.effort))
        by_due.sort()
        effort = 0
        for until, each in by_due:
            effort += each
            if effort > capacity * (until - load.first):
                return True
    return False
