"""Forms of closing a project: what becomes of what is open, and what was learned."""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import csm_of
from milepost.identity.public import User
from milepost.projects.actions.closing import EndFate
from milepost.projects.forms.people import colleagues_to_choose
from milepost.projects.models import Project, Task
from milepost.projects.queries.closing import OpenEnd
from milepost.projects.records_closing import Fate, LessonKind, hand_overs


class ClosingForm(forms.Form):
    """What becomes of each open end, where the project is handed over, and what there is to say."""

    summary = forms.CharField(
        label=_("In short"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    hand_over = forms.ChoiceField(label=_("Hand over"), required=False)
    keeper = forms.ModelChoiceField(
        User.objects.none(), label=_("To"), required=False, empty_label="–", help_text=_("Who keeps the account.")
    )

    def __init__(self, project: Project, ends: list[OpenEnd], viewer: User, data: Any = None) -> None:
        keeper = csm_of(project.account) if project.account else None
        super().__init__(data, initial={"keeper": keeper}, label_suffix="")
        self.ends = ends
        if project.account is None:
            del self.fields["hand_over"], self.fields["keeper"]
        else:
            offered = [(way.key, way.label) for way in hand_overs if way.is_offered(viewer)]
            self.fields["hand_over"].choices = [("", _("Not as a project")), *offered]  # type: ignore[attr-defined] # a choice field
            self.fields["keeper"].queryset = colleagues_to_choose(viewer)  # type: ignore[attr-defined] # a model choice field
        for end in ends:
            fates = [(fate, label) for fate, label in Fate.choices if end.can_finish or fate != Fate.FINISHED]
            self.fields[end.key] = forms.ChoiceField(label=end.label, choices=[("", "–"), *fates])
            self.fields[f"{end.key}-why"] = forms.CharField(
                label=_("Why, if it is dropped"), max_length=500, required=False
            )

    def rows(self) -> list[tuple[OpenEnd, BoundField, BoundField]]:
        return [(end, self[end.key], self[f"{end.key}-why"]) for end in self.ends]

    def fates(self) -> dict[str, EndFate]:
        given = self.cleaned_data
        return {end.key: EndFate(given[end.key], given[f"{end.key}-why"]) for end in self.ends}


class ReopenForm(forms.Form):
    """Why a project runs again."""

    why = forms.CharField(label=_("Why"), max_length=500)


class LessonForm(forms.Form):
    """What was learned."""

    kind = forms.ChoiceField(label=_("Lesson"), choices=LessonKind.choices)
    phase = forms.ModelChoiceField(
        Task.objects.none(), label=_("Phase"), required=False, empty_label=_("The whole project")
    )
    text = forms.CharField(label=_("What was learned"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, project: Project, data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        phases = Task.objects.filter(project=project, parent=None, is_summary=True).order_by("outline_order", "pk")
        self.fields["phase"].queryset = phases  # type: ignore[attr-defined] # a model choice field
