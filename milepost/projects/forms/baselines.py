"""Forms of baselines: taking one, comparing two."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.projects.models import Baseline

NOW = "now"


class BaselineForm(forms.Form):
    """What is said of a baseline when it is taken."""

    name = forms.CharField(label=_("Name"), max_length=120)
    is_agreement = forms.BooleanField(label=_("Agreed with the customer"), required=False)


class CompareForm(forms.Form):
    """Which two states of a plan are compared; the second may be the plan as it is now."""

    first = forms.ChoiceField(label=_("From"))
    second = forms.ChoiceField(label=_("To"))

    def __init__(self, baselines: Sequence[Baseline], data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type] # what a request asks for
        self.known = {str(baseline.pk): baseline for baseline in baselines}
        named = [(key, baseline.name) for key, baseline in self.known.items()]
        self.fields["first"].choices = named  # type: ignore[attr-defined] # a choice field
        self.fields["second"].choices = [(NOW, _("The plan as it is now")), *named]  # type: ignore[attr-defined]

    def chosen(self) -> tuple[Baseline, Baseline | None]:
        """Return the two; the second is None for the plan as it is now."""
        given = self.cleaned_data
        return self.known[given["first"]], self.known.get(given["second"])
