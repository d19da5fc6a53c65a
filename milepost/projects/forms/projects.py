"""Forms of one project. They read what was typed; what is right and wrong is the actions' to say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account
from milepost.identity.public import User
from milepost.projects.models import Project
from milepost.projects.records import ProjectKind

_DAY = {"type": "date"}


class NewProjectForm(forms.Form):
    """What is said of a project when it begins. `viewer` sees the accounts and people to choose from."""

    name = forms.CharField(label=_("Name"), max_length=200)
    account = forms.ModelChoiceField(
        Account.objects.none(), label=_("Account"), required=False, empty_label=_("None, it is internal")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=ProjectKind.choices, initial=ProjectKind.ONBOARDING)
    start_on = forms.DateField(label=_("Start"), widget=forms.DateInput(attrs=_DAY))
    target_on = forms.DateField(label=_("Go-live agreed for"), required=False, widget=forms.DateInput(attrs=_DAY))
    lead = forms.ModelChoiceField(User.objects.none(), label=_("Lead"), required=False, empty_label="–")

    def __init__(self, viewer: User, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        accounts = Account.objects.visible_to(viewer).active().order_by("name_folded", "pk")
        people = User.objects.visible_to(viewer).active().order_by("name_folded", "pk")
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined] # a model choice field
        self.fields["lead"].queryset = people  # type: ignore[attr-defined] # a model choice field


class ProjectChangeForm(forms.ModelForm[Project]):
    """What the list does not change in place. The start moves the plan, so it is changed there."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Project
        fields = ("name", "kind", "method", "state", "target_on", "contract_type", "description")
        widgets = {"target_on": forms.DateInput(attrs=_DAY), "description": forms.Textarea(attrs={"rows": 4})}

    def _post_clean(self) -> None:
        """Leave the project as it is: the action writes it."""
