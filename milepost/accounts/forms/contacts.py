"""Forms of contacts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.accounts.records import Stance


class NewPersonForm(forms.Form):
    """Somebody new at an account."""

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput)
    title = forms.CharField(label=_("Job title"), max_length=120, required=False)
    stance = forms.ChoiceField(label=_("Stance"), choices=Stance.choices, initial=Stance.USER)


class NewContactForm(NewPersonForm):
    """Somebody new, at an account or at none yet: `account` is chosen from those whose name is like `account_text`."""

    account_text = forms.CharField(label=_("Account"), max_length=200, required=False)
    account = forms.CharField(max_length=18, required=False, widget=forms.HiddenInput)
