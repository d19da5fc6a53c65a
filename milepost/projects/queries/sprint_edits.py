"""Edits of what is planned when: a task into a sprint, and its place there or in the backlog."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid
from milepost.projects.models import Task
from milepost.projects.queries.backlog_order import placed_after
from milepost.projects.queries.drafts import Draft
from milepost.projects.queries.plan_rows import PlanRows
from milepost.projects.records import OPEN_TASK_STATES, Method
from milepost.projects.records_plan import BacklogPlace


def refuse_wrong_sprint(draft: Draft, task: Task, values: Mapping[str, Any]) -> None:
    """Raise `Invalid` where a task is given a sprint of another project, a finished one, or has tasks below it."""
    sprint_id = values.get("sprint_id")
    if sprint_id is None or sprint_id == task.sprint_id:
        return
    if draft.project.method != Method.SCRUM:
        raise _wrong(
            "not-scrum", _("Only scrum projects have sprints: change the method of “%s” first.") % draft.project
        )
    sprint = draft.rows.sprints.get(sprint_id)
    if sprint is None:
        raise _wrong("unknown-sprint", _("The project has no such sprint."))
    if not sprint.is_open:
        raise _wrong("sprint-finished", _("%s is finished: nothing can be planned into it.") % sprint)
    if any(other.parent_id == task.pk for other in draft.rows.tasks.values()):
        raise _wrong("summary", _("“%s” has tasks below it: plan those.") % task.title)


def place_in_backlog(draft: Draft, edit: BacklogPlace) -> Task:
    """Let a task stand after another one of the same sprint, or of the backlog; the others keep their order."""
    task = draft.task(edit.task_id)
    after = draft.task(edit.after_id) if edit.after_id is not None else None
    others = [one for one in lane_of(draft.rows, task) if one is not task]
    if after is not None and after not in others:
        message = _("“%(task)s” stands elsewhere by now.") % {"task": after.title}
        raise Invalid("no-sibling", message, {"after_id": message})
    order = [(one.pk, one.backlog_place) for one in others]
    for key, place in placed_after(order, task.pk, after.pk if after else None).items():
        draft.write_task(draft.rows.tasks[key], {"backlog_place": place})
    return task


def lane_of(rows: PlanRows, task: Task) -> list[Task]:
    """Return the tasks among which one stands, in their order: those of its open sprint, else the backlog."""
    sprint = rows.sprints.get(task.sprint_id or 0)
    key = sprint.pk if sprint is not None and sprint.is_open else None
    return sorted(
        (one for one in rows.tasks.values() if _lane_key(rows, one) == key and _is_work(rows, one)), key=lane_order
    )


def lane_order(task: Task) -> tuple[bool, int, int, int]:
    """Return by what the tasks of a lane are ordered: their place; those without one behind, as in the outline."""
    return task.backlog_place is None, task.backlog_place or 0, task.outline_order, task.pk


def _lane_key(rows: PlanRows, task: Task) -> int | None:
    sprint = rows.sprints.get(task.sprint_id or 0)
    return sprint.pk if sprint is not None and sprint.is_open else None


def _is_work(rows: PlanRows, task: Task) -> bool:
    """Say whether a task stands in a lane: an open one of the backlog, any one of a sprint; never a summary."""
    is_planned = _lane_key(rows, task) is not None
    return not task.is_summary and (is_planned or (not task.is_milestone and task.state in OPEN_TASK_STATES))


def _wrong(code: str, message: str) -> Invalid:
    return Invalid(code, message, {"sprint_id": message})
