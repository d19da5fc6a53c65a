"""A form's field for a length as playbooks write it; its value is minutes of working time."""

from django import forms
from django.utils.translation import gettext as _

from milepost.playbooks.reading.measures import LENGTH_MINUTES_MOST, length_text
from milepost.projects.public import minutes_of


class LengthTextField(forms.CharField):
    """A length; `may_be_less`: also one below nothing, as a link's wait may be."""

    def __init__(self, *, may_be_less: bool = False, **options: object) -> None:
        self.may_be_less = may_be_less
        super().__init__(max_length=20, **options)  # type: ignore[arg-type] # those of a text field

    def prepare_value(self, value: object) -> object:
        """Return what the field shows."""
        return length_text(value) if isinstance(value, int) else value

    def clean(self, value: object) -> object:
        """Return the minutes, None when nothing was written."""
        text = str(super().clean(value)).strip()
        if not text:
            return None
        is_less = self.may_be_less and text[0] in {"-", "\N{MINUS SIGN}"}
        minutes = minutes_of(text[1:] if is_less else text)
        if minutes is None or minutes > LENGTH_MINUTES_MOST:
            raise forms.ValidationError(_("Write a length like 4h, 2d or 1w."))
        return -minutes if is_less else minutes
