"""Forms that make something of a request."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.feedback.public import Request
from milepost.identity.public import Right, User
from milepost.playbooks.public import Playbook
from milepost.projects.public import Project, ProjectKind


def _projects(request: Request, viewer: User) -> Any:
    """Return the open projects of the request's account that the viewer sees as a whole."""
    rows = Project.objects.seen_whole_by(viewer).filter(account=request.account_id, archived_at=None)
    return (rows if request.account_id else rows.none()).open().order_by("name", "pk")


class TaskForm(forms.Form):
    """What is to be done, by whom, until when, within which project."""

    title = forms.CharField(label=_("What is to be done"), max_length=300)
    doer = forms.ModelChoiceField(User.objects.none(), label=_("Who does it"), empty_label=None)
    due = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Within the project"), required=False, empty_label=_("None, for the account")
    )

    def __init__(self, request: Request, viewer: User, data: Any = None) -> None:
        initial = {"title": request.title, "doer": request.owner_id or viewer.pk, "due": request.promised_on}
        super().__init__(data, initial=initial)
        people = User.objects.visible_to(viewer).active().order_by("name_folded")
        self.fields["doer"].queryset = people  # type: ignore[attr-defined] # a model choice field
        self.fields["project"].queryset = _projects(request, viewer)  # type: ignore[attr-defined] # a model choice field
        if request.account_id is None:
            del self.fields["project"]

    def said(self) -> dict[str, Any]:
        return {"project": None, **self.cleaned_data}


class ProjectForm(forms.Form):
    """A playbook to start, or the project that does it already."""

    playbook = forms.ModelChoiceField(
        Playbook.objects.none(), label=_("Start a playbook"), required=False, empty_label="–"
    )
    project = forms.ModelChoiceField(
        Project.objects.none(), label=_("Or a project that is there"), required=False, empty_label="–"
    )

    def __init__(self, request: Request, viewer: User, data: Any = None) -> None:
        super().__init__(data)
        playbooks = Playbook.objects.visible_to(viewer).in_use().filter(published__isnull=False)
        own = playbooks.filter(kind=ProjectKind.REQUEST).order_by("name_folded").first()
        self.fields["playbook"].queryset = playbooks.order_by("kind", "name_folded")  # type: ignore[attr-defined]
        self.fields["project"].queryset = _projects(request, viewer)  # type: ignore[attr-defined]
        self.initial["playbook"] = own.pk if own and not self.fields["project"].queryset.exists() else None  # type: ignore[attr-defined]
        if not viewer.may(Right.READ_ALL) or request.account_id is None:
            del self.fields["playbook"]

    def clean(self) -> dict[str, Any]:
        """Demand exactly one of the two."""
        given = self.cleaned_data
        if bool(given.get("playbook")) == bool(given.get("project")) and not self.errors:
            raise forms.ValidationError(_("Choose a playbook, or a project that is there."))
        return given
