"""Forms of one task. What is right and wrong together is the plan's to say."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.audit.public import fields_written_since, plain
from milepost.identity.public import User
from milepost.lib.errors import Conflict
from milepost.projects.forms.lengths import LengthField
from milepost.projects.forms.people_choices import named, people_choices
from milepost.projects.models import Task
from milepost.projects.records import (
    ConstraintKind,
    LagKind,
    Letter,
    LinkType,
    PartySide,
    Priority,
    TaskState,
    Visibility,
)
from milepost.projects.records_plan import LinkEdit, PartyEdit, TaskEdit
from milepost.ui.public import show_refusal

_DAY = {"type": "date"}


class TaskForm(forms.Form):
    """What is said of a task. A field that its drawer did not show, or that nobody changed there, is left as it is.

    Each field carries the value that it was shown with, so that what others wrote meanwhile is no change of ours.
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    title = forms.CharField(label=_("Title"), max_length=300)
    state = forms.ChoiceField(label=_("State"), choices=TaskState.choices)
    percent_complete = forms.IntegerField(label=_("Per cent complete"), min_value=0, max_value=100)
    duration_minutes = LengthField(
        label=_("Length"), max_length=20, help_text=_("Working time, like “3 days” or “4 h”.")
    )
    estimate_minutes = LengthField(label=_("Effort"), max_length=20, required=False)
    is_milestone = forms.BooleanField(label=_("It is a milestone"), required=False)
    deadline_on = forms.DateField(label=_("Deadline"), required=False, widget=forms.DateInput(attrs=_DAY))
    constraint_kind = forms.ChoiceField(
        label=_("Date to keep"), required=False, choices=[("", _("As soon as possible")), *ConstraintKind.choices]
    )
    constraint_on = forms.DateField(label=_("Which date"), required=False, widget=forms.DateInput(attrs=_DAY))
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Priority.choices, coerce=int)
    visibility = forms.ChoiceField(label=_("Seen by"), choices=Visibility.choices)
    description = forms.CharField(
        label=_("Description"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, task: Task, data: Any = None, *, may_steer: bool = True) -> None:
        super().__init__(data, initial=_initial(task))
        self.task = task
        for name, field in self.fields.items():
            field.show_hidden_initial = name != "version"
        if task.is_summary:
            for name in ("state", "percent_complete", "duration_minutes", "is_milestone"):
                del self.fields[name]
        elif task.is_milestone:
            del self.fields["duration_minutes"]
        if not may_steer:
            for name in set(self.fields) - {"version", "state", "percent_complete"}:
                del self.fields[name]

    def edits(self) -> list[TaskEdit]:
        """Return the change that was made, nothing when nothing differs from what the form began with."""
        changed = set(self.changed_data) - {"version", "constraint_on"}
        values = {name: self.cleaned_data[name] for name in self.fields if name in changed}
        if {"constraint_kind", "constraint_on"} & set(self.changed_data):
            day = self.cleaned_data["constraint_on"]
            kind = self.cleaned_data["constraint_kind"]
            is_end = kind in {ConstraintKind.FINISH_NO_LATER_THAN, ConstraintKind.FINISH_NO_EARLIER_THAN, "MFO"}
            values |= {"constraint_kind": kind, "constraint_at": _moment(day, is_end=is_end) if kind and day else None}
        return [TaskEdit(self.task.pk, values)] if values else []

    def refuse_lost(self) -> bool:
        """Say whether somebody wrote a field meanwhile that is changed here; the form then shows both values."""
        seen = self.cleaned_data["version"]
        if seen is None or seen >= self.task.version:
            return False
        column_of = {"constraint_on": "constraint_at"}
        written, stored = fields_written_since(self.task, seen), _initial(self.task)
        lost = [name for name in self.changed_data if column_of.get(name, name) in written]
        if not lost:
            return False
        current = {name: plain(stored[name]) for name in lost}
        message = _("Somebody has just changed this task.")
        show_refusal(self, Conflict("stale", str(message), version=self.task.version, current=current))
        return True


class LinkForm(forms.Form):
    """A dependency of a task on another one of its plan."""

    predecessor = forms.ModelChoiceField(Task.objects.none(), label=_("Depends on"), empty_label="–")
    type = forms.ChoiceField(label=_("How"), choices=LinkType.choices, initial=LinkType.FINISH_START)
    lag = LengthField(label=_("Then wait"), max_length=20, required=False)

    def __init__(self, task: Task, viewer: User, data: Any = None) -> None:
        super().__init__(data, prefix="link")
        self.task = task
        others = Task.objects.visible_to(viewer).filter(project=task.project_id).exclude(pk=task.pk)
        field: Any = self.fields["predecessor"]
        field.queryset = others.order_by("outline_order", "pk")
        field.label_from_instance = lambda other: f"{other.wbs} {other.title}"

    def edits(self) -> list[LinkEdit]:
        """Return the link."""
        given = self.cleaned_data
        return [
            LinkEdit(given["predecessor"].pk, self.task.pk, given["type"], given["lag"] or 0, LagKind.WORKING.value)
        ]


class PartyForm(forms.Form):
    """Somebody's part in a task: one of us, a contact of the account, or a role that somebody will fill."""

    letter = forms.ChoiceField(label=_("Part"), choices=Letter.choices, initial=Letter.RESPONSIBLE)
    who = forms.ChoiceField(label=_("Who"), required=False)
    role = forms.CharField(label=_("Or a role to fill"), max_length=80, required=False)
    side = forms.ChoiceField(label=_("Side of the role"), choices=PartySide.choices, initial=PartySide.OURS)

    def __init__(self, task: Task, viewer: User, data: Any = None) -> None:
        super().__init__(data, prefix="party")
        self.task = task
        field: Any = self.fields["who"]
        field.choices = [("", "–"), *people_choices(viewer, task.account_id)]

    def clean(self) -> dict[str, Any]:
        """Ask for one of both: somebody, or a role."""
        given = super().clean() or {}
        if bool(given.get("who")) == bool(given.get("role")):
            self.add_error("who", _("Choose somebody, or name a role that somebody will fill."))
        return given

    def edits(self) -> list[PartyEdit]:
        """Return the part."""
        given = self.cleaned_data
        return [
            PartyEdit(
                task_id=self.task.pk,
                letter=given["letter"],
                **named(given["who"]),
                role=given["role"],
                side=given["side"],
            )
        ]


def _initial(task: Task) -> dict[str, Any]:
    values = {name: getattr(task, name) for name in TaskForm.base_fields if name != "constraint_on"}
    return values | {"constraint_on": task.constraint_at.date() if task.constraint_at else None}


def _moment(day: Any, *, is_end: bool) -> Any:
    """Return the moment of a day at which work begins, or has ended."""
    return dt.datetime.combine(day, dt.time(23, 59) if is_end else dt.time())
