"""The forms of a move to a newer version: what it asks anew, optional steps, what of people's own it may overwrite."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.playbooks.forms.starting import answer_field
from milepost.playbooks.records_moves import MoveChoices, VersionMove


class MoveForm(forms.Form):
    """Fields are called as refusals name them: “answer.sso”; “step.training” is an optional step."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, move: VersionMove, data: Any = None) -> None:
        super().__init__(data)
        self.fields["revision"].initial = move.revision
        for question in move.questions:
            self.fields[f"answer.{question.key}"] = answer_field(question)
        for step in move.optional:
            self.fields[f"step.{step.key}"] = forms.BooleanField(label=step.title, required=False, initial=True)

    @property
    def asked(self) -> list[forms.BoundField]:
        """Return the fields that people see: the lines' own stand beside them."""
        return self.visible_fields()

    def choices(self) -> MoveChoices:
        """Return what was chosen; before anything was sent, what the fields begin with."""
        given = self.cleaned_data if self.is_bound else {name: one.initial for name, one in self.fields.items()}
        taken = self.data.getlist("take") if self.is_bound else ()  # type: ignore[attr-defined] # what a request sent
        answers = {name: value for name, value in given.items() if name.startswith("answer.")}
        steps = {name: value for name, value in given.items() if name.startswith("step.")}
        return MoveChoices(
            taken=frozenset(taken),
            without=frozenset(name.removeprefix("step.") for name, is_wanted in steps.items() if not is_wanted),
            answers={name.removeprefix("answer."): str(value) for name, value in answers.items() if value},
        )


class RunsForm(forms.Form):
    """Which projects follow the newer version, and what becomes of what people changed."""

    run = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": _("Choose a project.")})
    own = forms.ChoiceField(
        label=_("Where people changed something"),
        choices=[("keep", _("Keep what the project says")), ("take", _("Take what the playbook says"))],
        initial="keep",
    )

    def __init__(self, runs: list[int], data: Any = None) -> None:
        super().__init__(data)
        self.fields["run"].choices = [(key, key) for key in runs]  # type: ignore[attr-defined] # a choice field
