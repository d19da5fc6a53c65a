"""What one says of an escalation, and of its end."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.accounts.forms.touchpoints import long_field, moment_field
from milepost.accounts.models import Escalation
from milepost.accounts.records import Severity
from milepost.identity.public import User


class EscalationForm(forms.Form):
    """What went wrong, how badly, who cares for it."""

    subject = forms.CharField(label=_("What went wrong"))
    severity = forms.ChoiceField(label=_("Severity"), choices=Severity.choices, initial=Severity.MEDIUM)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Owner"), required=False, empty_label=_("Nobody yet"))
    opened_at = moment_field(_("Since"))
    body = long_field(
        _("What happened"), 6, required=False, help_text=_("Markdown: **bold**, - lists, [links](https://…).")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    SAID = ("subject", "severity", "owner", "opened_at", "body")

    def __init__(self, viewer: User, data: Any = None, *, escalation: Escalation | None = None, **options: Any) -> None:
        """Offer the people that the viewer sees, and the owner that is there."""
        super().__init__(data, **options)
        people = User.objects.visible_to(viewer).active()
        if escalation and escalation.owner_id:
            people = people | User.objects.filter(pk=escalation.owner_id)
        self.fields["owner"].queryset = people.distinct().order_by("name")  # type: ignore[attr-defined] # a model choice field

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.SAID}


class ClosingForm(forms.Form):
    """How it ended."""

    resolution = long_field(_("How it ended"), 3)
    closed_at = moment_field(_("When"), required=False, help_text=_("Empty: now."))
