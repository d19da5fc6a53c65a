"""The form of a webhook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.integrations.webhooks.kinds import KINDS
from milepost.integrations.webhooks.models import Webhook


class WebhookForm(forms.ModelForm[Webhook]):
    """Name, address and kinds; what of them is wrong, the action says."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    url = forms.CharField(label=_("Address"), max_length=1000)
    kinds = forms.MultipleChoiceField(
        label=_("Send when"),
        choices=[(kind.key, kind.label) for kind in KINDS.values()],
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Webhook
        fields = ("name", "url", "kinds")

    def __init__(self, data: Any = None, instance: Webhook | None = None) -> None:
        super().__init__(data, instance=instance, initial={"version": instance.version} if instance else None)

    def _post_clean(self) -> None:
        """Leave the record as it is: the action writes it."""
