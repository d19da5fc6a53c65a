"""Forms of a scope: one line of the draft, a version of it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Contact
from milepost.identity.public import User
from milepost.projects.forms.people import colleagues_to_choose, contacts_to_choose
from milepost.projects.models import Project, ScopeItem, ScopeVersion, Task
from milepost.projects.records_scope import COLUMNS_OF_SECTION, Section

_LABELS = {
    (Section.REQUIREMENT, "user"): _("Asked by, of us"),
    (Section.REQUIREMENT, "contact"): _("Asked by, of the customer"),
    (Section.COMMITMENT, "user"): _("Promised by"),
    (Section.COMMITMENT, "contact"): _("Promised to"),
    (Section.COMMITMENT, "detail"): _("Evidence in words"),
    (Section.COMMITMENT, "link"): _("Evidence at an address"),
    (Section.DELIVERABLE, "task"): _("Ready with"),
}


class ScopeItemForm(forms.ModelForm[ScopeItem]):
    """One line, with what its section says besides the text."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = ScopeItem
        fields = ("section", "text", "detail", "user", "contact", "task", "link")
        widgets = {
            "text": forms.Textarea(attrs={"rows": 3}),
            "detail": forms.Textarea(attrs={"rows": 3}),
            "link": forms.URLInput,
        }

    def __init__(self, viewer: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        item = self.instance
        columns = COLUMNS_OF_SECTION.get(item.section, ())
        for name in ("detail", "user", "contact", "task", "link"):
            if name not in columns:
                del self.fields[name]
            elif (item.section, name) in _LABELS:
                self.fields[name].label = _LABELS[Section(item.section), name]
        self._offer("user", colleagues_to_choose(viewer), User.objects.filter(pk__in=[item.user_id or 0]))
        self._offer(
            "contact", contacts_to_choose(item.project, viewer), Contact.objects.filter(pk__in=[item.contact_id or 0])
        )
        if "task" in self.fields:
            tasks = Task.objects.visible_to(viewer).filter(project=item.project_id).order_by("outline_order", "pk")
            self.fields["task"].queryset = tasks  # type: ignore[attr-defined] # a model choice field

    def _offer(self, name: str, rows: Any, chosen: Any) -> None:
        """Offer those who are here, and who is named already, so that saving does not lose them."""
        if name in self.fields:
            self.fields[name].queryset = rows | chosen  # type: ignore[attr-defined] # a model choice field

    def _post_clean(self) -> None:
        """Leave the line as it is: the action writes it."""


class VersionForm(forms.Form):
    """What is said of a version when the draft is frozen."""

    target_on = forms.DateField(
        label=_("Go-live"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("When it is agreed, this is the project's target."),
    )
    note = forms.CharField(label=_("What is new"), max_length=500, required=False)


class CompareScopesForm(forms.Form):
    """Which two versions are compared; the second may be the draft as it is now."""

    first = forms.ChoiceField(label=_("From"))
    second = forms.ChoiceField(label=_("To"))

    def __init__(self, versions: list[ScopeVersion], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type] # what a request asks for
        self.known = {str(version.number): version for version in versions}
        named = [(key, str(version)) for key, version in self.known.items()]
        self.fields["first"].choices = named  # type: ignore[attr-defined] # a choice field
        self.fields["second"].choices = [("now", _("The draft as it is now")), *named]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[ScopeVersion, ScopeVersion | None]:
        """Return the two; the second is None for the draft."""
        return self.known[self.cleaned_data["first"]], self.known.get(self.cleaned_data["second"])


def usual_target(project: Project) -> dict[str, Any]:
    """Return what a version is offered to say of go-live: the target, else the forecast."""
    return {"target_on": project.target_on or project.forecast_on}
