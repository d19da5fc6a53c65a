"""A project's plan as rows, read with a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import Q

from milepost.projects.models import Dependency, Project, Task, TaskParty, WorkCalendar
from milepost.projects.records import Letter

_BASES_DEEP = 4


@dataclass(slots=True)
class PlanRows:
    """All that decides the dates of a project. Tasks and links by their id; parties are those who do the work.

    `calendars` by id: the organisation's, the project's, those of tasks, of the customer and of the people who work.
    """

    project: Project
    tasks: dict[int, Task]
    links: dict[int, Dependency]
    parties: list[TaskParty]
    calendars: dict[int, WorkCalendar]

    def children(self) -> dict[int | None, list[Task]]:
        """Return the tasks of each parent in their order."""
        found: dict[int | None, list[Task]] = defaultdict(list)
        for task in self.tasks.values():
            found[task.parent_id].append(task)
        for siblings in found.values():
            siblings.sort(key=lambda task: (task.position, task.pk))
        return found

    def outline(self) -> Iterator[tuple[Task, tuple[int, ...]]]:
        """Walk the tasks from the top, each parent before its children, with their numbers (`(2, 1)` is 2.1)."""
        children = self.children()
        waiting: list[tuple[Task, tuple[int, ...]]] = []
        waiting += [(task, (at,)) for at, task in enumerate(children[None], 1)][::-1]
        while waiting:
            task, numbers = waiting.pop()
            yield task, numbers
            below = enumerate(children.get(task.pk, ()), 1)
            waiting.extend([(child, (*numbers, at)) for at, child in below][::-1])


def plan_rows(project: Project) -> PlanRows:
    """Read the plan of a project: four queries, and one more for each level of calendars based on others."""
    tasks = {task.pk: task for task in Task.objects.filter(project=project).order_by("outline_order", "pk")}
    links = {link.pk: link for link in Dependency.objects.filter(successor__project=project).order_by("pk")}
    doing = TaskParty.objects.filter(task__project=project, letter=Letter.RESPONSIBLE).order_by("pk")
    parties = list(doing)
    return PlanRows(project, tasks, links, parties, calendars_of(project, tasks, parties))


def calendars_of(
    project: Project, tasks: Mapping[int, Task] = MappingProxyType({}), parties: Sequence[TaskParty] = ()
) -> dict[int, WorkCalendar]:
    """Return the calendars of a project, its tasks and those who do them, with those they are based on, by number."""
    named = {task.calendar_id for task in tasks.values()} | {project.calendar_id}
    people = {party.user_id for party in parties}
    wanted = Q(is_default=True) | Q(pk__in=[key for key in named if key]) | Q(user__in=people - {None})
    if project.account_id is not None:
        wanted |= Q(account=project.account_id)
    return _with_bases(wanted)


def calendars_of_many(projects: Iterable[Project]) -> dict[int, WorkCalendar]:
    """Return the calendars by which the days of several projects are counted, by number."""
    return _with_bases(Q(is_default=True) | Q(pk__in={each.calendar_id for each in projects if each.calendar_id}))


def take_calendars(rows: PlanRows, wanted: Q) -> None:
    """Read calendars that an edit brings into the plan, with those that they are based on."""
    rows.calendars = _with_bases(wanted) | rows.calendars


def _with_bases(wanted: Q) -> dict[int, WorkCalendar]:
    found = {row.pk: row for row in WorkCalendar.objects.filter(wanted)}
    for _level in range(_BASES_DEEP):
        missing = {row.base_id for row in found.values() if row.base_id} - found.keys()
        if not missing:
            break
        found |= {row.pk: row for row in WorkCalendar.objects.filter(pk__in=missing)}
    return found
