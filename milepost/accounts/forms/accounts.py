"""Forms of one account. They read what was typed; what is right and wrong is the actions' to say."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.models import Account, Option, Stage
from milepost.accounts.records import OptionKind, TeamRole
from milepost.identity.public import User

_DAY = {"type": "date"}


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class LinesField(forms.CharField):
    """Texts, one on each line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 2}), max_length=10_000, **options)

    def clean(self, value: Any) -> Any:
        """Return the lines."""
        return _lines(super().clean(value))


class ExternalIdsField(LinesField):
    """Keys in other systems: `crm: 0042`, one on each line."""

    def clean(self, value: Any) -> Any:
        """Return the keys by system."""
        ids: dict[str, str] = {}
        for line in super().clean(value):
            system, colon, key = line.partition(":")
            if not colon or not key.strip() or not system.strip():
                raise forms.ValidationError(_("Write the system, a colon and the key there, like “crm: 0042”."))
            ids[system.strip()] = key.strip()
        return ids


class TagsField(forms.CharField):
    """Words between commas."""

    def clean(self, value: Any) -> Any:
        """Return the words."""
        return list(dict.fromkeys(word.strip() for word in str(super().clean(value)).split(",") if word.strip()))


class AccountForm(forms.Form):
    """What is known of an account when it is made. `viewer` sees the people and accounts to choose from."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    csm = forms.ModelChoiceField(User.objects.none(), label=TeamRole.CSM.label, required=False, empty_label="–")
    stage = forms.ModelChoiceField(
        Stage.objects.all(), label=gettext_lazy("Stage"), required=False, empty_label=gettext_lazy("As usual")
    )
    tier = forms.ModelChoiceField(Option.objects.none(), label=OptionKind.TIER.label, required=False, empty_label="–")
    segment = forms.ModelChoiceField(
        Option.objects.none(), label=OptionKind.SEGMENT.label, required=False, empty_label="–"
    )
    renewal_date = forms.DateField(
        label=gettext_lazy("Renewal date"), required=False, widget=forms.DateInput(attrs=_DAY)
    )
    domains = LinesField(
        label=gettext_lazy("Domains"), help_text=gettext_lazy("Mail from these is theirs. One a line.")
    )

    def __init__(self, viewer: User, data: Any = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)
        people = User.objects.visible_to(viewer).active().order_by("name_folded")
        self.fields["csm"].queryset = people  # type: ignore[attr-defined] # a model choice field
        for kind in (OptionKind.TIER, OptionKind.SEGMENT):
            options = Option.objects.filter(kind=kind).order_by("position", "pk")
            self.fields[kind.value].queryset = options  # type: ignore[attr-defined] # a model choice field
            if not options.exists():
                del self.fields[kind.value]

    def given(self) -> dict[str, Any]:
        """Return what was filled in."""
        return {key: value for key, value in self.cleaned_data.items() if value not in (None, "")}


class AccountChangeForm(forms.ModelForm[Account]):
    """What an account's page does not change in place."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    tags = TagsField(
        label=gettext_lazy("Tags"), required=False, max_length=2000, help_text=gettext_lazy("Between commas.")
    )
    domains = LinesField(
        label=gettext_lazy("Domains"), help_text=gettext_lazy("Mail from these is theirs. One a line.")
    )
    external_ids = ExternalIdsField(
        label=gettext_lazy("External ids"), help_text=gettext_lazy("Like “crm: 0042”, one a line.")
    )

    class Meta:
        model = Account
        fields = ("name", "description")

    @classmethod
    def of(cls, account: Account) -> "AccountChangeForm":
        """Return the form as it begins. Three queries."""
        initial = {
            "version": account.version,
            "tags": ", ".join(account.tags.order_by("name").values_list("name", flat=True)),
            "domains": "\n".join(account.domains.order_by("domain").values_list("domain", flat=True)),
            "external_ids": "\n".join(str(row) for row in account.external_ids.order_by("system")),
        }
        return cls(instance=account, initial=initial)

    def _post_clean(self) -> None:
        """Leave the account as it is: the action writes it, and tags and rows of its own are no columns."""


class StageForm(forms.Form):
    """The next stage of an account."""

    stage = forms.ModelChoiceField(Stage.objects.all(), label=gettext_lazy("Stage"), empty_label=None)
    on = forms.DateField(label=gettext_lazy("Since"), required=False, widget=forms.DateInput(attrs=_DAY))
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=300)


class TeamForm(forms.Form):
    """Somebody who takes a role on an account."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=TeamRole.choices)
    user = forms.ModelChoiceField(
        User.objects.none(), label=gettext_lazy("Person"), empty_label=gettext_lazy("Choose somebody")
    )
    on = forms.DateField(label=gettext_lazy("From"), required=False, widget=forms.DateInput(attrs=_DAY))

    def __init__(self, viewer: User, data: Any = None) -> None:
        super().__init__(data)
        people = User.objects.visible_to(viewer).active().order_by("name_folded")
        self.fields["user"].queryset = people  # type: ignore[attr-defined] # a model choice field
