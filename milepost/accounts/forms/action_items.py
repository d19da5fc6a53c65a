"""What one says of an agreed action."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.accounts.models import Account, ActionItem, Contact
from milepost.identity.public import User

_OURS, _THEIRS = "u", "c"


class ActionItemForm(forms.Form):
    """What is to be done, by whom of either side, until when."""

    text = forms.CharField(label=_("What"))
    who = forms.ChoiceField(label=_("Who"), required=False)
    due = forms.DateField(
        label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, account: Account, viewer: User, item: ActionItem | None = None, data: Any = None) -> None:
        """Offer the account's contacts, the people that the viewer sees, and whose it is already."""
        initial: dict[str, Any] = {"who": f"{_OURS}{viewer.pk}"}
        if item is not None:
            who = (
                f"{_OURS}{item.owner_id}" if item.owner_id else f"{_THEIRS}{item.contact_id}" if item.contact_id else ""
            )
            initial = {"text": item.text, "who": who, "due": item.due, "version": item.version}
        super().__init__(data, initial=initial)
        contacts = list(Contact.objects.filter(places__account=account).order_by("name")[:500])
        users = list(User.objects.visible_to(viewer).active().order_by("name"))
        if item is not None and item.owner and item.owner not in users:
            users.append(item.owner)
        if item is not None and item.contact and item.contact not in contacts:
            contacts.append(item.contact)
        self.people: dict[str, User | Contact] = {
            **{f"{_OURS}{user.pk}": user for user in users},
            **{f"{_THEIRS}{contact.pk}": contact for contact in contacts},
        }
        self.fields["who"].choices = [  # type: ignore[attr-defined] # a choice field
            ("", _("Nobody yet")),
            (_("Of us"), [(f"{_OURS}{user.pk}", user.name) for user in users]),
            (_("Of the customer"), [(f"{_THEIRS}{contact.pk}", contact.name) for contact in contacts]),
        ]

    def said(self) -> dict[str, Any]:
        """Return the changes that the action takes."""
        who = self.people.get(self.cleaned_data["who"])
        return {
            "text": self.cleaned_data["text"],
            "owner": who if isinstance(who, User) else None,
            "contact": who if isinstance(who, Contact) else None,
            "due": self.cleaned_data["due"],
        }
