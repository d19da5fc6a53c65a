"""The form of a segment."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.accounts.models import Segment
from milepost.identity.public import Right, User


class SegmentForm(forms.ModelForm):  # type: ignore[type-arg] # generic only for the type checker
    """Name, purpose, and who sees it; sharing is offered to those who may."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Segment
        fields = ("name", "description", "is_shared")

    def __init__(self, viewer: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not viewer.may(Right.SHARE_VIEWS):
            del self.fields["is_shared"]
        self.fields["is_shared" if "is_shared" in self.fields else "description"].help_text = (
            _("Others see the accounts that they may see.") if "is_shared" in self.fields else ""
        )
        self.initial.setdefault("version", self.instance.version)
