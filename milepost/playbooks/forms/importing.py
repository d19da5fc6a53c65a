"""The form of a playbook's file."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PlaybookFileForm(forms.Form):
    """A YAML file, chosen or pasted; the action says what is wrong with it."""

    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("YAML, as a playbook is exported."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml,application/yaml,text/yaml"}),
    )
    text = forms.CharField(
        label=_("Or its text"), required=False, widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"})
    )
    note = forms.CharField(label=_("What changed"), max_length=300, required=False)

    def clean(self) -> dict[str, object]:
        given = super().clean() or {}
        if not given.get("file") and not given.get("text"):
            raise forms.ValidationError(_("Choose a file, or paste its text."))
        return given

    def content(self) -> bytes:
        """Return what the file says."""
        file = self.cleaned_data["file"]
        return bytes(file.read()) if file else str(self.cleaned_data["text"]).encode()
