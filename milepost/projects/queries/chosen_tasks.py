"""Tasks of a plan that somebody chose together: what is meant by them, and who waits for them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from milepost.identity.public import User
from milepost.projects.models import Dependency, Project, Task

_READ = ("parent_id", "title", "is_summary", "actual_start", "actual_finish", "start_on", "outline_order")


@dataclass(frozen=True, slots=True)
class ChosenTasks:
    """`work` are the tasks at which something is done: those chosen, and all below them, without summaries.

    `tops` are the chosen ones that stand below no other chosen one. `waiting` are titles of others that depend on them.
    """

    tops: tuple[Task, ...]
    work: tuple[Task, ...]
    waiting: tuple[str, ...]


def chosen_tasks(project: Project, viewer: User, keys: Collection[int]) -> ChosenTasks:
    """Return the tasks of these numbers that the plan has and `viewer` sees. Two queries."""
    rows = Task.objects.visible_to(viewer).filter(project=project).order_by("outline_order", "pk").only(*_READ)
    tasks = {task.pk: task for task in rows}
    chosen = set(keys) & tasks.keys()
    meant = {pk for pk in tasks if pk in chosen or chosen.intersection(_above(pk, tasks))}
    tops = [tasks[pk] for pk in tasks if pk in chosen and not chosen.intersection(_above(pk, tasks))]
    after = Dependency.objects.filter(predecessor__in=meant).exclude(successor__in=meant).order_by("successor")
    waiting = dict.fromkeys(after.values_list("successor__title", flat=True))
    work = [tasks[pk] for pk in tasks if pk in meant and not tasks[pk].is_summary]
    return ChosenTasks(tuple(tops), tuple(work), tuple(waiting))


def _above(key: int, tasks: dict[int, Task]) -> Iterable[int]:
    parent = tasks[key].parent_id
    while parent in tasks:
        yield parent
        parent = tasks[parent].parent_id
