"""Several tasks of a plan changed by one act: what is chosen becomes one list of edits."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.identity.public import User
from milepost.projects.forms.people_choices import named, people_choices
from milepost.projects.models import Project, Task, TaskParty
from milepost.projects.queries.working_days import day_shifter
from milepost.projects.records import Letter, Priority, TaskState
from milepost.projects.records_plan import (
    PartyEdit,
    PartyRemoval,
    PlanEdit,
    TaskDates,
    TaskEdit,
)

DAYS_MOST = 1000
_AS_IT_IS = ("", _("As it is"))


class TasksForm(forms.Form):
    """What becomes of the chosen tasks. Of a summary, all that stands below it is meant."""

    state = forms.ChoiceField(label=_("State"), choices=[_AS_IT_IS, *TaskState.choices], required=False)
    priority = forms.ChoiceField(label=_("Priority"), choices=[_AS_IT_IS, *Priority.choices], required=False)
    who = forms.ChoiceField(label=_("Who does it"), required=False)
    days = forms.IntegerField(
        label=_("Begin later by"),
        min_value=-DAYS_MOST,
        max_value=DAYS_MOST,
        required=False,
        help_text=_("Working days; -3 is three days earlier. What has begun keeps its days."),
    )

    def __init__(self, project: Project, viewer: User, data: Any = None) -> None:
        super().__init__(data, prefix="tasks")
        self.project = project
        field: Any = self.fields["who"]
        field.choices = [_AS_IT_IS, *people_choices(viewer, project.account_id)]

    def edits(self, tasks: Sequence[Task]) -> list[PlanEdit]:
        """Return the edits of all tasks, nothing when nothing was chosen. Up to three queries."""
        given = self.cleaned_data
        values = {name: given[name] for name in ("state", "priority") if given[name]}
        found: list[PlanEdit] = [TaskEdit(task.pk, values) for task in tasks] if values else []
        if given["who"]:
            found += _put(given["who"], tasks)
        if given["days"]:
            found += self._moved(tasks, given["days"])
        return found

    def _moved(self, tasks: Sequence[Task], days: int) -> Iterable[PlanEdit]:
        shifted = day_shifter(self.project)
        for task in tasks:
            has_begun = task.actual_start is not None or task.actual_finish is not None
            if not has_begun and task.start_on is not None:
                yield TaskDates(task.pk, start_on=shifted(task.start_on, days))


def _put(who: str, tasks: Sequence[Task]) -> Iterable[PlanEdit]:
    """Let somebody do the work of all tasks, and nobody else."""
    somebody = named(who)
    doing = TaskParty.objects.filter(task__in=[task.pk for task in tasks], letter=Letter.RESPONSIBLE)
    has_it = set()
    for party in doing.order_by("pk"):
        if (party.user_id, party.contact_id) == (somebody["user_id"], somebody["contact_id"]):
            has_it.add(party.task_id)
        else:
            yield PartyRemoval(party.pk)
    for task in tasks:
        if task.pk not in has_it:
            yield PartyEdit(task_id=task.pk, letter=Letter.RESPONSIBLE, **somebody)
