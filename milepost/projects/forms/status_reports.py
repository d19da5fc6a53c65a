"""Forms of status reports: what a draft says, to whom it goes, how often one is due."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Contact, ContactEmail
from milepost.identity.public import User
from milepost.projects.forms.people import colleagues_to_choose, contacts_to_choose
from milepost.projects.models import Project, StatusReport
from milepost.projects.models.reports import TEXT_MOST, WORD_MOST
from milepost.projects.queries.report_lights import Suggestion
from milepost.projects.records_reports import Chapter, Light, ReportRhythm, Topic


class ReportForm(forms.Form):
    """What a draft says. Each field brings along what it said when the page was drawn, so that only what its author
    changed is written, and what others wrote into other fields meanwhile stays.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, report: StatusReport, data: Any = None) -> None:
        shown = {name: getattr(report, name) for name in (*_columns(), "on")}
        super().__init__(data, initial={"version": report.version, **shown}, label_suffix="")
        day = forms.DateField(
            label=_("As of"), widget=forms.DateInput(attrs={"type": "date"}), show_hidden_initial=True
        )
        self.fields["on"] = day
        for topic in Topic:
            self.fields[f"{topic}_light"] = forms.ChoiceField(
                label=topic.label, choices=Light.choices, show_hidden_initial=True
            )
            self.fields[f"{topic}_word"] = forms.CharField(
                label=_("In words"), max_length=WORD_MOST, required=False, show_hidden_initial=True
            )
        for chapter in Chapter:
            rows = 3 if chapter == Chapter.SUMMARY else 5
            self.fields[chapter] = forms.CharField(
                label=chapter.label,
                max_length=TEXT_MOST,
                required=False,
                show_hidden_initial=True,
                widget=forms.Textarea(attrs={"rows": rows}),
            )

    def changes(self) -> dict[str, Any]:
        """Return what its author changed."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "version"}

    def before(self) -> Iterator[SafeString]:
        """Yield what the fields said when the page was drawn, as hidden inputs."""
        for bound in self:
            if bound.field.show_hidden_initial:
                yield bound.as_hidden(only_initial=True)

    def lights(self, suggestions: list[Suggestion]) -> list[tuple[Suggestion, BoundField, BoundField]]:
        """Return each suggestion with the fields that it stands beside."""
        return [(one, self[f"{one.topic}_light"], self[f"{one.topic}_word"]) for one in suggestions]

    def texts(self) -> list[BoundField]:
        return [self[chapter] for chapter in Chapter]


def _columns() -> Iterator[str]:
    yield from Chapter.values
    for topic in Topic:
        yield from (f"{topic}_light", f"{topic}_word")


class SendForm(forms.Form):
    """Who gets a report by mail."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    theirs = forms.ModelMultipleChoiceField(
        Contact.objects.none(), label=_("Of the customer"), required=False, widget=forms.CheckboxSelectMultiple
    )
    ours = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Of us"), required=False, widget=forms.CheckboxSelectMultiple
    )
    by_hand = forms.BooleanField(label=_("To nobody by mail: I hand it over myself"), required=False)

    def __init__(self, report: StatusReport, viewer: User, data: Any = None) -> None:
        super().__init__(data, initial={"version": report.version}, label_suffix="")
        project: Project = report.project
        addresses = ContactEmail.objects.filter(contact=OuterRef("pk"))
        self.fields["theirs"].queryset = contacts_to_choose(project, viewer).filter(Exists(addresses))  # type: ignore[attr-defined] # a model choice field
        self.fields["ours"].queryset = colleagues_to_choose(viewer)  # type: ignore[attr-defined] # a model choice field
        if project.account_id is None:
            del self.fields["theirs"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not self.people() and not given["by_hand"]:
            raise forms.ValidationError(_("Choose who gets it, or say that you hand it over yourself."))
        return given

    def people(self) -> list[User | Contact]:
        given = self.cleaned_data
        return [] if given["by_hand"] else [*given.get("theirs", ()), *given["ours"]]


class RhythmForm(forms.Form):
    """How often a project is reported on."""

    report_rhythm = forms.ChoiceField(label=_("A report is due"), choices=ReportRhythm.choices, required=False)
