"""Forms of time spent."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.projects.forms.hours import minutes_of_hours, words_of_hours
from milepost.projects.models import TimeEntry


class HoursField(forms.CharField):
    """Time as people write it; its value is minutes."""

    def prepare_value(self, value: object) -> object:
        """Return what the field shows."""
        return words_of_hours(value) if isinstance(value, int) else value

    def clean(self, value: object) -> object:
        """Return the minutes."""
        minutes = minutes_of_hours(super().clean(value))
        if minutes is None:
            raise forms.ValidationError(_("Write hours like 1:30 or 1.5."))
        return minutes


class TimeForm(forms.ModelForm[TimeEntry]):
    """An entry's minutes and words."""

    minutes = HoursField(label=gettext_lazy("Hours"), max_length=10)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = TimeEntry
        fields = ("minutes", "note")
