"""Fields of what a customer does; the bounds of texts are those of the actions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.feedback.public import RequestKind


class DayForm(forms.Form):
    """Another day for a task."""

    day = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    why = forms.CharField(label=_("Why, in a few words"), required=False, max_length=2000)


class AskForm(forms.Form):
    """Something that the customer asks for."""

    title = forms.CharField(label=_("What do you need?"), max_length=300)
    text = forms.CharField(label=_("More about it"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    kind = forms.ChoiceField(label=_("What is it?"), choices=RequestKind.choices, initial=RequestKind.SERVICE)
