"""What kind of act an edit of a plan is, and what the ledger calls it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.projects.queries.drafts import Draft
from milepost.projects.queries.task_values import PROGRESS_COLUMNS
from milepost.projects.records import MoveOrigin
from milepost.projects.records_plan import (
    BacklogPlace,
    LinkEdit,
    LinkRemoval,
    NewTask,
    PartyRemoval,
    PlanEdit,
    ProjectEdit,
    TaskEdit,
    TaskRemoval,
)


def origin_of(edit: PlanEdit) -> MoveOrigin:
    """Return what kind of act an edit is, unless the caller says."""
    if isinstance(edit, NewTask | TaskRemoval):
        return MoveOrigin.SCOPE
    if isinstance(edit, TaskEdit) and PROGRESS_COLUMNS & set(edit.values):
        return MoveOrigin.PROGRESS
    if isinstance(edit, BacklogPlace) or (isinstance(edit, TaskEdit) and "sprint_id" in edit.values):
        return MoveOrigin.SPRINT
    if isinstance(edit, ProjectEdit) and "calendar" in edit.values:
        return MoveOrigin.CALENDAR
    return MoveOrigin.EDIT


def words_of(draft: Draft, edits: Sequence[PlanEdit]) -> str:
    """Return what an act is called in the ledger: the task that it begins at, or what was done to the whole plan."""
    if len(edits) > 1:
        return ngettext("%(count)s change at once", "%(count)s changes at once", len(edits)) % {"count": len(edits)}
    edit = edits[0]
    if isinstance(edit, NewTask):
        return str(edit.values.get("title", ""))
    if isinstance(edit, ProjectEdit):
        return _project_words(edit.values)
    if isinstance(edit, LinkEdit | LinkRemoval):
        return draft.task(edit.successor_id).title
    if isinstance(edit, PartyRemoval):
        return _("Somebody else does the work")
    return draft.task(edit.task_id).title


def _project_words(values: Mapping[str, Any]) -> str:
    words = {
        "start_on": _("Start of the project"),
        "calendar": _("Calendar of the project"),
        "go_live_id": _("Another milestone is go-live"),
        "planned_until": _("Unfinished work rolled forward"),
    }
    return next((words[name] for name in words if name in values), _("Plan"))
