"""A plan as a table: one row a task, in the order of the outline, with what a table can hold of it."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.projects.link_words import LinkWords
from milepost.projects.models import Dependency, Project, Task, TaskParty
from milepost.projects.records import LagKind, Letter
from milepost.ui.public import harmless

_MINUTES_A_DAY, _MINUTES_AN_HOUR = 480, 60


def table_labels() -> list[str]:
    """Return what the columns are called; an import of tasks knows them by these names."""
    return [
        *(_("Id"), _("Number"), _("Task"), _("Project"), _("Start"), _("End"), _("Length"), _("Follows"), _("Who")),
        *(_("State"), _("Per cent complete"), _("Milestone"), _("Deadline"), _("Estimate in hours"), _("Description")),
    ]


def table_rows(project: Project, viewer: User) -> Iterator[list[Any]]:
    """Yield what `viewer` sees of a plan, texts as no spreadsheet takes them for formulas. Four queries."""
    tasks = list(Task.objects.visible_to(viewer).filter(project=project).order_by("outline_order", "pk"))
    numbers = {task.pk: task.wbs for task in tasks}
    links, people = _links(project, numbers), _people(project)
    for task in tasks:
        yield [
            task.pk,
            task.wbs,
            harmless(task.title),
            harmless(project.name),
            task.start_on,
            task.finish_on,
            "" if task.is_summary else _length(task),
            ", ".join(links[task.pk]),
            harmless(", ".join(people[task.pk])),
            str(task.get_state_display()),
            task.percent_complete,
            _("Yes") if task.is_milestone else _("No"),
            task.deadline_on,
            None if task.estimate_minutes is None else round(task.estimate_minutes / _MINUTES_AN_HOUR, 2),
            harmless(task.description),
        ]


def _length(task: Task) -> str:
    minutes = 0 if task.is_milestone else task.duration_minutes
    if minutes % _MINUTES_A_DAY == 0:
        return f"{minutes // _MINUTES_A_DAY}d"
    return f"{minutes // _MINUTES_AN_HOUR}h" if minutes % _MINUTES_AN_HOUR == 0 else f"{minutes}m"


def _links(project: Project, numbers: dict[int, str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Dependency.objects.filter(successor__project=project).order_by("predecessor__outline_order", "pk")
    for link in rows:
        if link.predecessor_id in numbers and link.successor_id in numbers:
            is_share = link.lag_kind == LagKind.PERCENT
            minutes, percent = (0, link.lag_percent) if is_share else (link.lag_minutes, 0)
            words = LinkWords(numbers[link.predecessor_id], link.type, link.lag_kind, minutes, percent)
            found[link.successor_id].append(str(words))
    return found


def _people(project: Project) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = TaskParty.objects.filter(task__project=project, letter=Letter.RESPONSIBLE).select_related("user", "contact")
    for party in rows.order_by("pk"):
        found[party.task_id].append(str(party.user or party.contact or party.role))
    return found
