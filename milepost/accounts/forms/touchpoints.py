"""What one says of a touchpoint, a planned meeting, or a meeting that was held."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.models import Account, AccountTeamMember, Contact, ContactEmail, Touchpoint
from milepost.accounts.queries.people import People
from milepost.accounts.queries.quick_note import read_action
from milepost.accounts.records import Direction, NewAction, Sentiment, TouchpointKind
from milepost.identity.public import User
from milepost.lib.text import key_of

MOMENT = "%Y-%m-%dT%H:%M"
_PLANNED_KINDS = (TouchpointKind.MEETING, TouchpointKind.CALL, TouchpointKind.TRAINING, TouchpointKind.CHECK_IN)

type Person = User | Contact | str


def moment_field(label: Any, **options: Any) -> forms.DateTimeField:
    """Return a field for a moment in the person's own zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[MOMENT, f"{MOMENT}:%S"], **options)


def long_field(label: Any, rows: int, **options: Any) -> forms.CharField:
    """Return a field for Markdown. It has no greatest length, as that would cut without a word; the action refuses."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), strip=False, **options)


class PeopleForm(forms.Form):
    """Who takes part: boxes for contacts and colleagues, lines for everybody else; and what was agreed."""

    contacts = forms.ModelMultipleChoiceField(
        Contact.objects.none(), label=_("Of the customer"), required=False, widget=forms.CheckboxSelectMultiple
    )
    users = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Of us"), required=False, widget=forms.CheckboxSelectMultiple
    )
    others = long_field(
        _("Others"),
        1,
        required=False,
        help_text=_("A name or an e-mail address a line. Known addresses are recognised."),
    )
    actions = long_field(
        _("Agreed actions"),
        2,
        required=False,
        help_text=_("One a line: send the offer – Lena, Thu. Without a name it is yours."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, account: Account, viewer: User, data: Any = None, *, touchpoint: Touchpoint | None = None, **options: Any
    ) -> None:
        """Offer the account's contacts, its team, the viewer, and whoever is there already."""
        present = list(touchpoint.attendees.select_related("user", "contact")) if touchpoint else []
        initial: dict[str, Any] = {
            "contacts": [one.contact_id for one in present if one.contact_id],
            "users": [one.user_id for one in present if one.user_id],
            "others": "\n".join(one.address for one in present if one.address),
        }
        if touchpoint is None:
            initial["users"] = [viewer.pk]
        initial["seen"] = _key(initial["contacts"], initial["users"], initial["others"].splitlines())
        super().__init__(data, initial=initial | options.pop("initial", {}), **options)
        self.account, self.viewer = account, viewer
        contacts = Contact.objects.filter(places__account=account, archived_at=None)
        self._offer("contacts", contacts.filter(left_on=None) | contacts.filter(pk__in=initial["contacts"]))
        self.has_contacts = contacts.exists()
        team = AccountTeamMember.objects.current().filter(account=account).values("user")
        users = User.objects.filter(pk__in=[viewer.pk, *initial["users"]]) | User.objects.active().filter(pk__in=team)
        self._offer("users", users)

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows.distinct().order_by("name")  # type: ignore[attr-defined] # a model choice field

    def attendees(self) -> list[Person]:
        """Return everybody who takes part."""
        given = self.cleaned_data
        return [*given["contacts"], *given["users"], *self._others(given["others"])]

    def changed_attendees(self) -> tuple[list[Person], list[Person]]:
        """Return who came and who went since the form was drawn: what somebody else changed meanwhile stays."""
        seen = set(self.cleaned_data["seen"].split("\n")) if self.cleaned_data["seen"] else set()
        now = {_key_of(one): one for one in self.attendees()}
        came = [one for key, one in now.items() if key not in seen]
        return came, self._people(seen - set(now))

    def new_actions(self) -> list[NewAction]:
        """Return the actions of the lines; a line that cannot be understood is an action as it stands."""
        lines = [line.strip().removeprefix("[]").strip() for line in self.cleaned_data["actions"].splitlines()]
        if not any(lines):
            return []
        people, today = People(self.account, self.viewer), timezone.localdate()
        return [read_action(line, people, today) or NewAction(text=line) for line in lines if line]

    def _others(self, text: str) -> list[Person]:
        lines = [" ".join(line.split()) for line in text.replace(";", "\n").splitlines()]
        return [self._known(line) or line for line in lines if line]

    def _known(self, text: str) -> Person | None:
        if "@" not in text:
            return People(self.account, self.viewer).named(text)
        address = text.lower()
        known = ContactEmail.objects.filter(address=address, contact__places__account=self.account)
        email = known.select_related("contact").first()
        user: User | None = User.objects.visible_to(self.viewer).filter(email=address).first()
        return email.contact if email else user

    def _people(self, keys: set[str]) -> list[Person]:
        numbers = {kind: [key_of(key[1:]) for key in keys if key[:1] == kind] for kind in "cu"}
        addresses = [key[1:] for key in keys if key.startswith("@")]
        contacts, users = Contact.objects.filter(pk__in=numbers["c"]), User.objects.filter(pk__in=numbers["u"])
        return [*contacts, *users, *addresses]


class TouchpointForm(PeopleForm):
    """All that can be said of a touchpoint."""

    kind = forms.ChoiceField(label=_("Kind"), choices=TouchpointKind.choices)
    subject = forms.CharField(label=_("Subject"))
    at = moment_field(_("When"))
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0)
    body = long_field(
        _("What was said"), 8, required=False, help_text=_("Markdown: **bold**, - lists, [links](https://…).")
    )
    agenda = long_field(_("Agenda"), 4, required=False)
    direction = forms.ChoiceField(label=_("Who spoke"), choices=Direction.choices)
    sentiment = forms.ChoiceField(label=_("Mood"), choices=[("", _("Not said")), *Sentiment.choices], required=False)
    is_pinned = forms.BooleanField(label=_("Pin on top of the timeline"), required=False)
    is_internal = forms.BooleanField(label=_("Only for us, never shown to the customer"), required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    SAID = ("kind", "subject", "at", "minutes", "body", "agenda", "direction", "sentiment", "is_pinned", "is_internal")

    def said(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.SAID}

    def changes(self, touchpoint: Touchpoint) -> dict[str, Any]:
        """Return what was said; a moment that is the same to the minute keeps its seconds."""
        is_same = self.cleaned_data["at"] == touchpoint.at.replace(second=0, microsecond=0)
        return {**self.said(), "at": touchpoint.at if is_same else self.cleaned_data["at"]}


class MeetingForm(PeopleForm):
    """A meeting that lies ahead."""

    subject = forms.CharField(label=_("Subject"))
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in _PLANNED_KINDS])
    at = moment_field(_("When"))
    minutes = forms.IntegerField(label=_("Minutes"), required=False, min_value=0, initial=30)
    agenda = long_field(_("Agenda"), 6, required=False)


class HeldForm(PeopleForm):
    """What came of a planned meeting."""

    at = moment_field(_("When it took place"))
    body = long_field(
        _("What was said"), 8, required=False, help_text=_("Markdown: **bold**, - lists, [links](https://…).")
    )
    sentiment = forms.ChoiceField(label=_("Mood"), choices=[("", _("Not said")), *Sentiment.choices], required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


def next_half_hour() -> dt.datetime:
    """Return when a meeting that is planned now may begin: tomorrow, at this half hour."""
    now = timezone.localtime() + dt.timedelta(days=1)
    return now.replace(minute=30 if now.minute >= 30 else 0, second=0, microsecond=0)  # noqa: PLR2004 - half an hour


def _key_of(one: Person) -> str:
    if isinstance(one, Contact):
        return f"c{one.pk}"
    return f"@{one}" if isinstance(one, str) else f"u{one.pk}"


def _key(contacts: list[int], users: list[int], addresses: list[str]) -> str:
    return "\n".join(
        [*(f"c{key}" for key in contacts), *(f"u{key}" for key in users), *(f"@{one}" for one in addresses)]
    )
