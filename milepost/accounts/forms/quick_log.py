"""The one line in which somebody logs what happened."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.accounts.records import Sentiment, TouchpointKind


class QuickLogForm(forms.Form):
    """A kind, a sentence, a mood. What the sentence says is read by `queries.quick_note`."""

    kind = forms.ChoiceField(choices=TouchpointKind.choices, initial=TouchpointKind.CALL, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("What happened"),
        strip=False,
        error_messages={"required": _("Say in a few words what happened.")},
        widget=forms.Textarea(attrs={"rows": 1, "placeholder": _("What happened, in a sentence")}),
    )
    sentiment = forms.ChoiceField(
        label=_("Mood"), choices=[("", _("Mood: not said")), *Sentiment.choices], required=False
    )

    def __init__(self, data: Any = None) -> None:
        """Keep ids apart from those of other forms on the page."""
        super().__init__(data, auto_id="log-%s")
