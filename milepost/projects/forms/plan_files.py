"""The form of a plan's file."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Account
from milepost.identity.public import User

BYTES_MOST = 20 * 2**20  # some five seconds of reading; larger ones by the command


class PlanFileForm(forms.Form):
    """A Microsoft Project XML file, and whose project it becomes."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("XML, as Microsoft Project saves it."),
        widget=forms.FileInput(attrs={"accept": ".xml,application/xml,text/xml"}),
    )
    account = forms.ModelChoiceField(
        Account.objects.none(),
        label=gettext_lazy("Account"),
        required=False,
        empty_label=gettext_lazy("None, it is internal"),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, required=False, help_text=gettext_lazy("Without one, the file’s.")
    )

    def __init__(self, viewer: User, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        accounts = Account.objects.visible_to(viewer).active().order_by("name_folded", "pk")
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined] # a model choice field

    def clean_file(self) -> Any:
        """Refuse what would keep a web process busy for long."""
        file = self.cleaned_data["file"]
        if file.size > BYTES_MOST:
            raise forms.ValidationError(
                _("The file is larger than 20 MB. The command “milepost import msproject” takes it.")
            )
        return file
