"""A plan as its page draws it: one row a task, as short as JSON can be, so that two thousand come at once."""

import datetime as dt
from collections.abc import Container, Iterable, Iterator
from typing import Any

from django.db.models import Q
from django.utils import timezone

from milepost.identity.public import User
from milepost.projects.models import BaselineTask, Block, Dependency, Project, Task, TaskParty
from milepost.projects.queries.slips import first_baseline
from milepost.projects.queries.working_days import working_days
from milepost.projects.records import OPEN_TASK_STATES, Letter, Visibility

COLUMNS = (
    *("id", "parent", "wbs", "depth", "title", "state", "is_summary", "is_milestone", "start", "finish"),
    *("minutes", "percent", "slack", "is_critical", "deadline", "is_shared", "constraint", "pinned", "priority"),
    *("is_late", "people", "sides", "baseStart", "baseFinish", "heldUp"),
)
_STORED = (
    *("pk", "parent_id", "wbs", "depth", "title", "state", "is_summary", "is_milestone", "start_at", "finish_at"),
    *("duration_minutes", "percent_complete", "total_slack_minutes", "is_critical", "deadline_on", "visibility"),
    *("constraint_kind", "pinned_start", "priority"),
)
_DAY = dt.timedelta(days=1)
_MARGIN = dt.timedelta(days=45)
_SHADED_MOST = 366 * 6


def plan_data_of(project: Project, viewer: User) -> dict[str, Any]:
    """Return what `viewer` sees of the plan: `columns` names the places of each row in `tasks`.

    Moments are minutes of the wall clock as text, days as text. `links` are [predecessor, successor, type, lag kind,
    lag]. `offDays` are days without work of the project's calendar, within the span of the plan. Ten queries.
    """
    stored = Task.objects.visible_to(viewer).filter(project=project).order_by("outline_order", "pk")
    rows = list(stored.values_list(*_STORED))
    seen = {row[0] for row in rows}
    people, sides = _people(project, seen)
    was = _baseline(project, viewer)
    today = timezone.localdate()
    held = dict(Block.objects.filter(task__project=project, until=None).values_list("task_id", "why"))
    tasks = [
        (
            *_row(row, people.get(row[0], ""), sides.get(row[0], ""), was.get(row[0], (None, None)), today),
            held.get(row[0]),
        )
        for row in rows
    ]
    # Both ends are looked up here: asking the database for those that are seen costs it ten times as much.
    links = Dependency.objects.filter(successor__project=project).values_list(
        "predecessor_id", "successor_id", "type", "lag_kind", "lag_minutes", "lag_percent"
    )
    return {
        "revision": project.revision,
        "start": project.start_on,
        "target": project.target_on,
        "forecast": project.forecast_on,
        "goLive": project.go_live_id,
        "today": today,
        "columns": COLUMNS,
        "tasks": tasks,
        "links": [
            (first, second, kind, counted, percent if counted == "percent" else minutes)
            for first, second, kind, counted, minutes, percent in links
            if first in seen and second in seen
        ],
        "offDays": list(_off_days(project, tasks)),
    }


def _row(stored: tuple[Any, ...], people: str, sides: str, was: tuple[Any, Any], today: dt.date) -> tuple[Any, ...]:
    values = list(stored)
    start, finish, deadline, state = values[8], values[9], values[14], values[5]
    values[8], values[9] = _minute(start), _minute(finish)
    values[15] = values[15] != Visibility.INTERNAL
    values[17] = values[17] is not None
    is_late = state in OPEN_TASK_STATES and not values[6] and finish is not None and finish.date() < today
    misses = deadline is not None and finish is not None and finish > dt.datetime.combine(deadline + _DAY, dt.time())
    return (*values, is_late or misses, people, sides, _minute(was[0]), _minute(was[1]))


def _minute(moment: dt.datetime | None) -> str | None:
    return moment.isoformat(timespec="minutes") if moment else None


def _people(project: Project, seen: Container[int]) -> tuple[dict[int, str], dict[int, str]]:
    """Return the names of those who do each seen task, and on which sides they stand."""
    rows = TaskParty.objects.filter(task__project=project, letter=Letter.RESPONSIBLE).order_by("pk")
    names: dict[int, list[str]] = {}
    sides: dict[int, set[str]] = {}
    for task, side, user, mail, contact, role in rows.values_list(
        "task_id", "side", "user__name", "user__email", "contact__name", "role"
    ):
        if task in seen:
            names.setdefault(task, []).append(user or mail or contact or role)
            sides.setdefault(task, set()).add(side)
    return (
        {task: ", ".join(each) for task, each in names.items()},
        {task: " ".join(sorted(each)) for task, each in sides.items()},
    )


def _baseline(project: Project, viewer: User) -> dict[int, tuple[dt.datetime | None, dt.datetime | None]]:
    """Return the dates of each task in the baseline that slips are told against."""
    baseline = first_baseline(project)
    if baseline is None:
        return {}
    rows = BaselineTask.objects.visible_to(viewer).filter(Q(baseline=baseline, task__isnull=False))
    return {task: (start, finish) for task, start, finish in rows.values_list("task_id", "start_at", "finish_at")}


def _off_days(project: Project, tasks: Iterable[tuple[Any, ...]]) -> Iterator[str]:
    days = [row[8][:10] for row in tasks if row[8]] + [row[9][:10] for row in tasks if row[9]]
    first = dt.date.fromisoformat(min(days)) if days else project.start_on
    last = dt.date.fromisoformat(max(days)) if days else project.start_on
    is_working = working_days(project)
    begin, today = min(first, project.start_on) - _MARGIN, timezone.localdate() - _MARGIN
    shown = {begin + _DAY * at for at in range(min((last + _MARGIN - begin).days, _SHADED_MOST))}
    shown.update(today + _DAY * at for at in range(2 * _MARGIN.days))
    return (day.isoformat() for day in sorted(shown) if not is_working(day))
