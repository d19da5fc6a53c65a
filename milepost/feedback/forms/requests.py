"""Forms of requests. What is right and wrong is the actions' to say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, Contact
from milepost.feedback.models import Request
from milepost.feedback.records import RequestKind
from milepost.identity.public import User

_TEXT = forms.Textarea(attrs={"rows": 5})


class RequestForm(forms.ModelForm[Request]):
    """What is asked for, by whom, whose it is, by when it is promised."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Request
        fields = ("title", "text", "kind", "contact", "owner", "promised_on")
        widgets = {"text": _TEXT, "promised_on": forms.DateInput(attrs={"type": "date"})}

    def __init__(self, viewer: User, data: Any = None, *, instance: Request) -> None:
        """Offer the contacts of the account and the colleagues that the viewer sees, and who is named already."""
        super().__init__(data, instance=instance, initial={"version": instance.version})
        people = User.objects.visible_to(viewer).active() | User.objects.filter(pk=instance.owner_id or 0)
        there = Contact.objects.visible_to(viewer).filter(places__account=instance.account_id or 0, left_on=None)
        named = there | Contact.objects.filter(pk=instance.contact_id or 0)
        self.fields["owner"].empty_label = _("Nobody yet")  # type: ignore[attr-defined] # a model choice field
        self._offer("owner", people.distinct().order_by("name_folded"))
        self._offer("contact", named.distinct().order_by("name_folded"))
        if instance.account_id is None:
            del self.fields["contact"]

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined] # a model choice field

    def _post_clean(self) -> None:
        """Leave the request as it is: the action writes it."""


class WhoseForm(forms.Form):
    """Whose request it is: asked first, as the people depend on it."""

    account = forms.ModelChoiceField(Account.objects.none(), label=_("Account"), required=False, empty_label=_("Ours"))
    kind = forms.ChoiceField(label=_("Kind"), choices=RequestKind.choices, initial=RequestKind.SERVICE, required=False)

    def __init__(self, viewer: User, data: Any = None) -> None:
        super().__init__(data)
        accounts = Account.objects.visible_to(viewer).active().order_by("name_folded")
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined] # a model choice field


class MessageForm(forms.Form):
    """What is said: to those who asked, or among us."""

    text = forms.CharField(label=_("Answer"), widget=forms.Textarea(attrs={"rows": 4}))
    is_end = forms.BooleanField(label=_("That is all: the request is done"), required=False)


class NoteForm(forms.Form):
    text = forms.CharField(label=_("Note among us"), widget=forms.Textarea(attrs={"rows": 2}))


class DeclineForm(forms.Form):
    reason = forms.CharField(label=_("Why not"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class JoinForm(forms.Form):
    """With which other request one is joined."""

    other = forms.ModelChoiceField(Request.objects.none(), label=_("The same as"), empty_label="–")

    def __init__(self, request: Request, viewer: User, data: Any = None) -> None:
        super().__init__(data)
        others = Request.objects.visible_to(viewer).open().exclude(pk=request.pk).order_by("-received_at")
        self.fields["other"].queryset = others  # type: ignore[attr-defined] # a model choice field
