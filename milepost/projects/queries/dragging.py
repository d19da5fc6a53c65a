"""Days that a task is dragged to, as values of its row: a start becomes a limit, an end becomes a length."""

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid
from milepost.projects.models import Task
from milepost.projects.queries.clean_values import refuse_beyond_bounds
from milepost.projects.queries.drafts import Draft
from milepost.projects.queries.engine import engine_plan, midnight
from milepost.projects.records import ConstraintKind
from milepost.projects.records_plan import TaskDates
from milepost.scheduling.public import Schedule, schedule

_DAY = dt.timedelta(days=1)


def values_of_dates(draft: Draft, edit: TaskDates) -> dict[str, Any]:
    """Return the values that bring a task to these days. Raises `Invalid` for a summary and for an end before a start.

    Cost: one schedule where the end is given, as the task's own calendar measures the length.
    """
    task = draft.task(edit.task_id)
    if any(other.parent_id == task.pk for other in draft.rows.tasks.values()):
        message = _("“%(task)s” goes from the first to the last of the tasks below it: move those.")
        raise Invalid("summary", message % {"task": task.title}, {"task_id": message % {"task": task.title}})
    if edit.start_on is not None and edit.finish_on is not None and edit.finish_on < edit.start_on:
        message = _("It cannot end before it starts.")
        raise Invalid("ends-before-start", message, {"finish_on": message})
    _refuse_past(task, edit)
    if task.is_milestone:
        day = edit.finish_on or edit.start_on
        return _start(task, day) if day is not None else {}
    values: dict[str, Any] = {}
    if edit.start_on is not None:
        values |= _start(task, edit.start_on)
    if edit.finish_on is not None:
        dated = schedule(engine_plan(draft.rows))
        values |= _finish(task, dated, edit.start_on, edit.finish_on)
    return values


def _refuse_past(task: Task, edit: TaskDates) -> None:
    """Raise `Invalid` for what happened already, and for days that no plan reaches."""
    for name in ("start_on", "finish_on"):
        refuse_beyond_bounds(name, getattr(edit, name))
    if task.actual_finish is not None or (edit.start_on is not None and task.actual_start is not None):
        message = _("“%(task)s” has begun or ended already: it keeps those days.") % {"task": task.title}
        raise Invalid("happened", message, {"task_id": message})


def _start(task: Task, day: dt.date) -> dict[str, Any]:
    at = midnight(day)
    if task.pinned_start is not None:
        end = task.pinned_finish
        return {"pinned_start": at, "pinned_finish": end and end + (at - task.pinned_start)}
    return {"constraint_kind": ConstraintKind.START_NO_EARLIER_THAN, "constraint_at": at}


def _finish(task: Task, dated: Schedule, start_on: dt.date | None, day: dt.date) -> dict[str, Any]:
    end = midnight(day) + _DAY
    if task.pinned_finish is not None:
        return {"pinned_finish": end}
    begin = midnight(start_on) if start_on else dated[task.pk].start
    minutes = dated.working_minutes(task.pk, begin, end)
    if minutes <= 0:
        message = _("Nobody works on “%(task)s” between its start and that day.")
        raise Invalid("no-working-time", message % {"task": task.title}, {"finish_on": message % {"task": task.title}})
    return {"duration_minutes": minutes, "remaining_minutes": None}
