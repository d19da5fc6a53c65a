"""Forms of sprints. What is right and wrong is the actions' to say."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.projects.forms.lengths import LengthField
from milepost.projects.models import Project, Sprint
from milepost.projects.records import RestOfSprint, SprintState

_DAY = {"type": "date"}
_WEEKS = dt.timedelta(days=13)
_NEXT = dt.timedelta(days=1)
_SUNDAY = 6


class SprintForm(forms.Form):
    """What is said of a sprint."""

    name = forms.CharField(label=_("Name"), max_length=120, required=False, help_text=_("Without one, its number."))
    goal = forms.CharField(label=_("Goal"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    start_on = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs=_DAY))
    end_on = forms.DateField(label=_("Last day"), widget=forms.DateInput(attrs=_DAY))
    capacity_minutes = LengthField(
        label=_("Capacity"), max_length=20, required=False, help_text=_("Effort that the team has, like “60 h”.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, sprint: Sprint, data: Any = None) -> None:
        names = [name for name in self.base_fields if name != "version"]
        super().__init__(data, initial={name: getattr(sprint, name) for name in names} | {"version": sprint.version})
        fixed = {SprintState.RUNNING: ("start_on",), SprintState.DONE: ("start_on", "end_on", "capacity_minutes")}
        for name in fixed.get(SprintState(sprint.state), ()):
            del self.fields[name]

    def values(self) -> dict[str, Any]:
        """Return what was said."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class StartForm(SprintForm):
    """What can still be said when a sprint is started: its days, its goal."""

    field_order = ("start_on", "end_on", "goal")

    def __init__(self, sprint: Sprint, data: Any = None) -> None:
        super().__init__(sprint, data)
        del self.fields["name"]
        del self.fields["capacity_minutes"]
        today = timezone.localdate()
        if sprint.start_on > today:
            self.initial["start_on"] = today


class FinishForm(forms.Form):
    """Where goes what is not done."""

    rest = forms.ChoiceField(label=_("What is not done"), choices=RestOfSprint.choices, widget=forms.RadioSelect)

    def __init__(self, *, undone: int, has_next: bool, data: Any = None) -> None:
        super().__init__(data, initial={"rest": RestOfSprint.NEXT if has_next else RestOfSprint.BACKLOG})
        if not undone:
            del self.fields["rest"]
        elif not has_next:
            self.fields["rest"].choices = [  # type: ignore[attr-defined] # a choice field
                (RestOfSprint.BACKLOG.value, RestOfSprint.BACKLOG.label)
            ]


def next_sprint(project: Project) -> Sprint:
    """Return a sprint that follows the last one for as long: the first goes two weeks from the next day of work."""
    last = Sprint.objects.filter(project=project).order_by("-end_on", "-pk").first()
    length = last.end_on - last.start_on if last else _WEEKS
    today = timezone.localdate()
    start = max(last.end_on + _NEXT, today) if last else today
    while last is None and start.weekday() >= _SUNDAY - 1:
        start += _NEXT
    return Sprint(
        project=project,
        start_on=start,
        end_on=start + length,
        capacity_minutes=last.capacity_minutes if last else None,
    )
