"""Time entries: one's own, and those of projects that one sees as a whole."""

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from milepost.identity.public import User
from milepost.projects.models import Project, TimeEntry
from milepost.ui.public import Field, FieldType, ListSpec, Preset, RowOptions, row_address


def _rows(viewer: User) -> QuerySet[Any]:
    return TimeEntry.objects.visible_to(viewer).select_related("user", "project", "task", "project__account")


FIELDS = (
    Field(key="on", label=gettext_lazy("Day"), type=FieldType.DATE, has_time=False),
    Field(
        key="who",
        label=gettext_lazy("Who"),
        type=FieldType.PERSON,
        path="user",
        options=RowOptions(User.objects.visible_to),
        sort="user__name_folded",
    ),
    Field(
        key="project",
        label=gettext_lazy("Project"),
        type=FieldType.CHOICE,
        options=RowOptions(Project.objects.visible_to),
        sort=None,
    ),
    Field(key="task", label=gettext_lazy("Task"), path="task__title"),
    Field(key="note", label=gettext_lazy("What")),
    Field(key="minutes", label=gettext_lazy("Minutes"), type=FieldType.NUMBER),
)

TIME_ENTRIES = ListSpec(
    key="time-entries",
    title=gettext_lazy("Time entries"),
    lede=gettext_lazy("Hours that were noted: your own, and those of projects that you see as a whole."),
    noun=(gettext_lazy("entry"), gettext_lazy("entries")),
    rows=_rows,
    url_name="projects:time-list",
    detail_url=row_address("projects:time-detail"),
    fields=FIELDS,
    default_sort=("-on",),
    presets=(
        Preset(gettext_lazy("Mine"), "who=me"),
        Preset(gettext_lazy("Of the last 30 days"), "on=last-30-days"),
    ),
    search=("note", "task__title", "project__name"),
    empty_icon="clock",
    empty_title=gettext_lazy("No time is noted yet"),
    empty_text=gettext_lazy("Write hours into your week, or let a timer run from a task."),
    frame="projects/list-frame.html",
)
