"""A project's plan as rows, read with a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from django.db.models import Q
from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.lib.errors import Invalid, NotFound
from milepost.lib.row_reading import read_rows
from milepost.projects.models import Dependency, Project, Sprint, Task, TaskParty, WorkCalendar
from milepost.projects.records import Letter, Method

_BASES_DEEP = 4
_NAMED_MOST = 1000


@dataclass(slots=True)
class PlanRows:
    """All that decides the dates of a project. Tasks and links by their id; parties are those who do the work.

    `calendars` by id: the organisation's, the project's, those of tasks, of the customer and of the people who work.
    `sprints` by id, of a scrum project alone.
    """

    project: Project
    tasks: dict[int, Task]
    links: dict[int, Dependency]
    parties: list[TaskParty]
    calendars: dict[int, WorkCalendar]
    sprints: dict[int, Sprint] = field(default_factory=dict)

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


def locked_project(project: Project) -> Project:
    """Return a project as it is stored, locked until the transaction ends: plans are changed one after another."""
    found = read_rows(Project, "WHERE id = %s", [project.pk], lock=True)
    if not found:
        raise NotFound("unknown-project", _("The project was deleted meanwhile."))
    return found[0]


def plan_rows(project: Project) -> PlanRows:
    """Read the plan of a project: four queries, one more in scrum and for each level of calendars based on others.

    A project that is still to be made has an empty one.
    """
    if not project.pk:
        return PlanRows(project, {}, {}, [], calendars_of(project), {})
    rows = read_rows(Task, "WHERE project_id = %s ORDER BY outline_order, id", [project.pk])
    tasks = {task.pk: task for task in rows}
    in_plan, keys = _among(project, tasks)
    links = {link.pk: link for link in read_rows(Dependency, f"WHERE successor_id {in_plan} ORDER BY id", keys)}
    doing = f"WHERE task_id {in_plan} AND letter = %s ORDER BY id"
    parties = read_rows(TaskParty, doing, [*keys, Letter.RESPONSIBLE.value])
    sprints = {row.pk: row for row in Sprint.objects.filter(project=project)} if project.method == Method.SCRUM else {}
    return PlanRows(project, tasks, links, parties, calendars_of(project, tasks, parties), sprints)


def _among(project: Project, tasks: Mapping[int, Task]) -> tuple[str, list[int]]:
    """Return how a column names a task of the plan: by number, if there are not too many: that is quicker."""
    if 0 < len(tasks) <= _NAMED_MOST:
        return f"IN ({', '.join(['%s'] * len(tasks))})", list(tasks)
    return f"IN (SELECT id FROM {Task._meta.db_table} WHERE project_id = %s)", [project.pk]  # noqa: S608 - a table


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


def take_named_calendar(rows: PlanRows, key: int, name: str) -> None:
    """Read the calendar that `name` of an edit names. Raises `Invalid` for one that this plan may not use."""
    if not WorkCalendar.objects.usable_at(rows.project.account_id).filter(pk=key).exists():
        message = _("There is no such calendar.")
        raise Invalid("no-such-calendar", message, {name: message})
    take_calendars(rows, Q(pk=key))


def calendars_of_people(people: Iterable[User]) -> dict[int, WorkCalendar]:
    """Return the organisation's calendar and those of people, by number."""
    return _with_bases(Q(is_default=True) | Q(user__in=[each.pk for each in people]))


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
