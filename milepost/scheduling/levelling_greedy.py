"""The best of some greedy schedules: by simple rules, then by chance around the best of them.

Source: R. Kolisch and S. Hartmann, "Heuristic algorithms for the resource-constrained project scheduling problem", in
J. Weglarz (ed.), Project Scheduling (1999), 147-178, for priority rules and sampling.
"""

from collections.abc import Mapping, Sequence
from random import Random

from milepost.scheduling.checks import Id
from milepost.scheduling.levelling_loads import Profile
from milepost.scheduling.levelling_projects import Job, Project
from milepost.scheduling.levelling_score import least
from milepost.scheduling.levelling_serial import Placement, Rank, Serial

_MOST_ROUNDS = 60
_MOST_JOBS = 4000  # placed by chance in all rounds together: under a second


def greedy(projects: Sequence[Project], profiles: Mapping[Id, Profile], seed: int = 1) -> Placement:
    """Return the best of the greedy schedules: by priority, by slack, by start, short ones first, and around that."""
    rules: tuple[Rank, ...] = (_by_priority, _by_slack, _by_start, _by_length)
    best = min((Serial(projects, profiles, rank).run() for rank in rules), key=worth)
    generator = Random(seed)  # noqa: S311 - nothing secret
    jobs = sum(len(project.jobs) for project in projects)
    goal = (0, least(projects))
    for _ in range(min(_MOST_ROUNDS, _MOST_JOBS // max(jobs, 1))):
        if worth(best) <= goal:
            break
        best = min(best, Serial(projects, profiles, _shaken(projects, best, generator)).run(), key=worth)
    return best


def worth(placement: Placement) -> tuple[int, tuple[int, int, int]]:
    """Return what makes one placement better than another: less is better."""
    return len(placement.stuck), placement.score


def _shaken(projects: Sequence[Project], found: Placement, generator: Random) -> Rank:
    """Return the order of a schedule with tasks moved a little, by up to a fifth of it."""
    starts = {
        (project.place, number): project.moment(2 * number, found.positions[project.place])
        for project in projects
        for number in project.jobs
    }
    reach = (max(starts.values()) - min(starts.values())) * generator.random() / 5
    keys = {key: round(start + reach * generator.random()) for key, start in starts.items()}
    return lambda project, job: (keys[project.place, job.number],)


def _by_priority(project: Project, job: Job) -> tuple[int, ...]:
    return -project.weight, -job.task.priority, *_by_slack(project, job)


def _by_slack(project: Project, job: Job) -> tuple[int, ...]:
    return project.urgency[job.number], project.early[2 * job.number]


def _by_start(project: Project, job: Job) -> tuple[int, ...]:
    start = project.moment(2 * job.number, project.early)
    return start, project.urgency[job.number]


def _by_length(project: Project, job: Job) -> tuple[int, ...]:
    return project.network.span[job.number], project.urgency[job.number]
