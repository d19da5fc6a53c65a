"""The form of a new playbook: from nothing, from a project, from a table."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.identity.public import User
from milepost.playbooks.drafting.outlines import add_phase, add_step
from milepost.playbooks.drafting.tables import steps_of_table
from milepost.playbooks.queries.of_projects import playbook_of_project
from milepost.projects.public import Project, ProjectKind


class NewPlaybookForm(forms.Form):
    """Its name, and what it begins with."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=ProjectKind.choices)
    project = forms.ModelChoiceField(
        Project.objects.none(),
        label=_("Like a project"),
        required=False,
        empty_label="–",
        help_text=_("Its tasks become steps, its people roles. Names of people and of the account are left out."),
    )
    table = forms.FileField(
        label=_("Or from a table"),
        required=False,
        help_text=_("CSV with the columns Phase, Step, Takes, Effort, After, Description, Checklist."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )

    def __init__(self, viewer: User, data: Any = None, files: Any = None, project: str = "") -> None:
        super().__init__(data, files)
        projects = Project.objects.seen_whole_by(viewer).order_by("name_folded", "pk")
        self.fields["project"].queryset = projects  # type: ignore[attr-defined] # a model choice field
        self.initial["project"] = project

    def document(self) -> dict[str, Any]:
        """Return what the playbook begins with. Raises `Invalid` for a table that cannot be read."""
        given = self.cleaned_data
        head = {"name": given["name"], "kind": given["kind"], "method": "waterfall", "anchor": "start"}
        if given["project"]:
            return {**head, **playbook_of_project(given["project"], given["name"]), "kind": given["kind"]}
        if given["table"]:
            return {**head, **steps_of_table(given["table"].read())}
        add_step(head, str(_("First step")), add_phase(head, str(_("First phase"))))
        return head
