"""Edits of what a project says about its plan: start, calendar, go-live."""

from typing import Any

from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid
from milepost.projects.models import WorkCalendar
from milepost.projects.queries.clean_values import clean_value
from milepost.projects.queries.drafts import Draft
from milepost.projects.queries.plan_rows import take_named_calendar
from milepost.projects.records_plan import ProjectEdit

PROJECT_COLUMNS = frozenset({"start_on", "calendar", "go_live_id", "planned_until"})


def edit_project(draft: Draft, edit: ProjectEdit) -> None:
    unknown = sorted(set(edit.values) - PROJECT_COLUMNS)
    if unknown:
        raise Invalid(
            "unknown-field", _("A plan has no “%(name)s”.") % {"name": unknown[0]}, {unknown[0]: _("Unknown.")}
        )
    values = {name: _project_value(draft, name, value) for name, value in edit.values.items()}
    calendar = values.get("calendar")
    if calendar is not None and calendar.pk != draft.project.calendar_id:
        take_named_calendar(draft.rows, calendar.pk, "calendar")
    for name, value in values.items():
        setattr(draft.project, name, value)
    draft.project_changes.update(values)


def _project_value(draft: Draft, name: str, value: Any) -> Any:
    """Return a day of what came as a text, the number of go-live for its key; a calendar comes as its row."""
    if name in {"start_on", "planned_until"}:
        return clean_value(draft.project, name, value)
    if name == "go_live_id" and isinstance(value, int | str):
        return draft.task(value).pk
    if value is None or (name == "calendar" and isinstance(value, WorkCalendar)):
        return value
    message = _("This is no value for it.")
    raise Invalid("wrong-value", message, {name: message})
