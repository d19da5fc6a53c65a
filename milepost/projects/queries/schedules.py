"""The schedules of many projects by the one rule of their heads: for a filter, an order, a portfolio."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from milepost.identity.public import User
from milepost.projects.models import Project
from milepost.projects.queries.project_head import ScheduleWord, late_days, schedule_word
from milepost.projects.queries.working_days import day_counters

_ORDER = {word: at for at, word in enumerate(ScheduleWord)}
_NEEDED = ("state", "start_on", "target_on", "forecast_on", "actual_on", "calendar_id")


@dataclass(frozen=True, slots=True)
class Schedule:
    """A project with its word and by how many working days it is late (None: nothing to compare)."""

    project: Project
    word: ScheduleWord
    late_days: int | None

    @property
    def urgency(self) -> tuple[int, int]:
        """Return what sorts the worst first."""
        return _ORDER[self.word], -(self.late_days or 0)


def schedules_of(rows: QuerySet[Project], *more: str) -> list[Schedule]:
    """Return the schedule of each project, with `more` of its columns read. Three queries, however many there are."""
    projects = list(rows.only(*_NEEDED, *more))
    counters = day_counters(projects)
    late = [late_days(project, counters[project.pk]) for project in projects]
    return [Schedule(one, schedule_word(one, days), days) for one, days in zip(projects, late, strict=True)]


def where_schedule(viewer: User, lookup: str, value: Any) -> Q:
    """Return the condition that the schedule of a project is one of some words; it is always known."""
    if lookup == "isnull":
        return Q(pk__in=[]) if value else Q()
    wanted = set(value if lookup == "in" else [value]) & set(ScheduleWord.values)
    if not wanted:
        return Q(pk__in=[])
    rows = Project.objects.visible_to(viewer).filter(archived_at=None)
    rows = rows if ScheduleWord.DONE in wanted else rows.open()
    return Q(pk__in=[one.project.pk for one in schedules_of(rows) if one.word in wanted])
