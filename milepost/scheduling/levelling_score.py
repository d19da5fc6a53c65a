"""How good a levelled schedule is, in numbers: lateness, finish and movement, each less is better."""

from collections.abc import Sequence

from milepost.scheduling.levelling_projects import Project

type Score = tuple[int, int, int]


def score_of(projects: Sequence[Project], positions: Sequence[list[int]]) -> Score:
    """Return the lateness, the finishes and the movement of all projects, weighted."""
    late = sum(_lateness(project, at) for project, at in zip(projects, positions, strict=True))
    finish = sum(_finish(project, at) * project.weight for project, at in zip(projects, positions, strict=True))
    moved = sum(_movement(project, at) for project, at in zip(projects, positions, strict=True))
    return late, finish, moved


def _lateness(project: Project, positions: list[int]) -> int:
    total = 0
    for due in project.dues:
        line = project.network.lines.all[due.line]
        finish = max(project.moment(2 * number + 1, positions) for number in due.numbers)
        total += due.weight * max(line.work(finish) - line.work(due.moment), 0)
    return total


def _finish(project: Project, positions: list[int]) -> int:
    network = project.network
    line = network.lines.all[network.lines.default]
    leaves = [number for number in network.order if number < network.tasks]
    last = max((project.moment(2 * number + 1, positions) for number in leaves), default=network.anchor)
    return line.work(last) - line.work(network.anchor)


def _movement(project: Project, positions: list[int]) -> int:
    total = 0
    for number, job in project.jobs.items():
        line = project.measure(number)
        before, after = (project.moment(2 * number, each) for each in (project.early, positions))
        total += job.weight * (line.work(after) - line.work(before))
    return total


def least(projects: Sequence[Project]) -> Score:
    """Return scores than which nothing can be better: without any limit of people, or by what they can do at most."""
    late, finish, moved = score_of(projects, [project.early for project in projects])
    return late, max(finish, sum(_least_finish(project) for project in projects)), moved


def _least_finish(project: Project) -> int:
    network = project.network
    if project.least_finish is None:
        return _finish(project, project.early) * project.weight
    line = network.lines.all[network.lines.default]
    return (line.work(project.least_finish) - line.work(network.anchor)) * project.weight
