"""Forms of deliverables: handing over, and what the customer said."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Contact
from milepost.identity.public import User
from milepost.projects.forms.people import contacts_to_choose
from milepost.projects.models import Project
from milepost.projects.records_scope import DeliveryState


class DeliveryForm(forms.Form):
    """What is handed over."""

    note = forms.CharField(
        label=_("What is handed over"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    link = forms.CharField(label=_("Where it is, as a link"), max_length=500, required=False, widget=forms.URLInput)
    file = forms.FileField(label=_("Or as a file"), required=False)


class DeliveryAnswerForm(forms.Form):
    """Whether it was accepted, by whom, or what is to be changed."""

    decision = forms.ChoiceField(
        label=_("Answer"),
        choices=((DeliveryState.ACCEPTED, _("Accepted")), (DeliveryState.CHANGES, _("Changes requested"))),
        widget=forms.RadioSelect,
        initial=DeliveryState.ACCEPTED,
    )
    decider = forms.ModelChoiceField(Contact.objects.none(), label=_("Who answered"), required=False, empty_label="–")
    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs={"type": "date"}))
    answer = forms.CharField(
        label=_("What is to be changed, or what they wrote"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, project: Project, viewer: User, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate(), "decision": DeliveryState.ACCEPTED})
        self.fields["decider"].queryset = contacts_to_choose(project, viewer)  # type: ignore[attr-defined] # a model choice field

    def said(self) -> dict[str, Any]:
        """Return what the action takes; a past day is told at its noon."""
        given = dict(self.cleaned_data)
        on = given.pop("on")
        noon = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
        return {**given, "at": timezone.now() if on == timezone.localdate() else noon}
