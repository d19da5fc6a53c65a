"""A form's field for lengths of work, as people write them."""

from django import forms
from django.utils.translation import gettext as _

from milepost.projects.lengths import minutes_of, words_of_minutes


class LengthField(forms.CharField):
    """A length in working time; its value is minutes."""

    def prepare_value(self, value: object) -> object:
        """Return what the field shows."""
        return words_of_minutes(value) if isinstance(value, int) else value

    def has_changed(self, initial: object, data: object) -> bool:
        """Say whether another length was written than the field showed, which may be rounded."""
        return str(self.prepare_value(initial) or "") != str(data or "").strip()

    def clean(self, value: object) -> object:
        """Return the minutes, None when nothing was written."""
        text = super().clean(value)
        if not text:
            return None
        minutes = minutes_of(text)
        if minutes is None:
            raise forms.ValidationError(_("Write a length like “3 days”, “4 h” or “2 weeks”."))
        return minutes
