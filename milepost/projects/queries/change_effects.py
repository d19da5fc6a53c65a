"""What a change request does: its edits in words, and their effect on dates, hours and single tasks."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from milepost.projects.lengths import words_of_minutes
from milepost.projects.models import ChangeRequest, Project, Task
from milepost.projects.queries.consequences import consequences, day_of_finish
from milepost.projects.queries.drafts import Draft
from milepost.projects.queries.plan_edit_texts import edits_of
from milepost.projects.queries.plan_rows import PlanRows, plan_rows
from milepost.projects.queries.working_days import day_counter
from milepost.projects.records_plan import LinkEdit, LinkRemoval, NewTask, PlanEdit, TaskEdit, TaskRemoval

_SHOWN_MOST = 50


@dataclass(frozen=True, slots=True)
class Effect:
    """What edits do to a plan. `extra_days`: working days of go-live; `extra_minutes`: work of all tasks."""

    forecast_from: dt.date | None
    forecast_to: dt.date | None
    extra_days: int
    extra_minutes: int
    moves: list[dict[str, Any]]


def edits_of_change(change: ChangeRequest) -> list[PlanEdit]:
    """Return the edits that a request keeps."""
    return edits_of(change.plan_edits) if change.has_plan_edits else []


def effect_of(project: Project, edits: Sequence[PlanEdit]) -> Effect:
    """Return what edits would do to the plan as it is stored. Raises `Invalid` and `NotFound` as a preview does."""
    rows = plan_rows(project)
    before = _work_minutes(rows)
    draft = Draft(rows)
    found = consequences(draft, edits, as_one=True)
    # What the engine computes otherwise before any edit is no doing of the change.
    from_on = found.steps[-1].forecast_from if found.steps else found.forecast_from
    days = day_counter(project)(from_on, found.forecast_to) if from_on and found.forecast_to else 0
    moves = [
        {
            "task": move.label,
            "from": day_of_finish(move.finish_from).isoformat() if move.finish_from else None,
            "to": day_of_finish(move.finish_to).isoformat() if move.finish_to else None,
            "is_milestone": move.is_milestone,
        }
        for move in sorted(found.moves, key=lambda one: not one.is_milestone)
    ]
    return Effect(from_on, found.forecast_to, days, _work_minutes(rows) - before, moves[:_SHOWN_MOST])


def _work_minutes(rows: PlanRows) -> int:
    """Return the work of all tasks: what was estimated, else their length; of summaries their tasks say it."""
    above = {task.parent_id for task in rows.tasks.values()}
    tasks = (task for task in rows.tasks.values() if task.pk not in above and not task.is_milestone)
    return sum(task.duration_minutes if task.estimate_minutes is None else task.estimate_minutes for task in tasks)


def edit_words(edits: Sequence[PlanEdit], titles: dict[int, str]) -> list[str]:
    """Return each edit in words. `titles` are those of the tasks that the plan has."""
    names: dict[int | str, str] = dict(titles.items())
    names |= {one.key: str(one.values["title"]) for one in edits if isinstance(one, NewTask)}
    return [_words(edit, names) for edit in edits]


def words_of_edits(change: ChangeRequest) -> list[str]:
    """Return what a request does to the plan, a sentence each. One query."""
    return edit_words(edits_of_change(change), titles_of(change.project))


def titles_of(project: Project) -> dict[int, str]:
    """Return the titles of the tasks of a plan. One query."""
    return dict(Task.objects.filter(project=project).values_list("pk", "title"))


def _words(edit: PlanEdit, names: dict[int | str, str]) -> str:
    gone = _("a task that is gone")
    if isinstance(edit, NewTask):
        return _("New: “%(task)s”, %(length)s") % {"task": names[edit.key], "length": _length(edit.values)}
    if isinstance(edit, LinkEdit):
        ends = {"task": names.get(edit.successor_id, gone), "other": names.get(edit.predecessor_id, gone)}
        return _("“%(task)s” waits for “%(other)s”") % ends
    if isinstance(edit, LinkRemoval):
        ends = {"task": names.get(edit.successor_id, gone), "other": names.get(edit.predecessor_id, gone)}
        return _("“%(task)s” waits no more for “%(other)s”") % ends
    name = names.get(getattr(edit, "task_id", 0), gone)
    if isinstance(edit, TaskRemoval):
        return _("“%(task)s” is left out") % {"task": name}
    if isinstance(edit, TaskEdit) and set(edit.values) == {"duration_minutes"}:
        return _("“%(task)s” takes %(length)s") % {"task": name, "length": _length(edit.values)}
    return _("“%(task)s” is changed") % {"task": name} if hasattr(edit, "task_id") else _("The plan is changed")


def _length(values: Any) -> str:
    return words_of_minutes(int(values.get("duration_minutes", 480)))
