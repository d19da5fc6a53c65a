"""The form that publishes a draft."""

from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from milepost.playbooks.models import PlaybookDraft


class PublishForm(forms.Form):
    """What changed, in words; `version` is that of the draft which the person saw."""

    note = forms.CharField(label=_("What changed"), max_length=300, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    is_anyway = forms.BooleanField(label=_("Publish it all the same"), required=False)

    def __init__(self, draft: PlaybookDraft, data: Any = None) -> None:
        super().__init__(data)
        self.initial["version"] = draft.version
        playbook = draft.playbook
        if playbook is None or playbook.published_id == draft.based_on_id:
            self.fields["is_anyway"].widget = forms.HiddenInput()

    def take_version(self, draft: PlaybookDraft) -> None:
        """Let the next sending speak of the draft as it is now."""
        draft.refresh_from_db()
        data = cast("QueryDict", self.data).copy()
        data["version"] = str(draft.version)
        self.data = data
