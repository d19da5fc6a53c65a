"""The form of a start: what the playbook asks, who fills its roles, which days it counts from."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Account, AccountContact, Segment
from milepost.identity.public import User
from milepost.playbooks.queries.days import needed_anchors
from milepost.playbooks.queries.roles import fillings
from milepost.playbooks.records import GO_LIVE, START, PlaybookDocument, Question, QuestionType, anchor_sources
from milepost.playbooks.records_start import Late, StartRequest
from milepost.projects.public import PartySide

_DAY = {"type": "date"}
_YES_NO = (("", "–"), ("yes", _("Yes")), ("no", _("No")))


class AccountForm(forms.Form):
    """For whom a playbook is started."""

    account = forms.ModelChoiceField(Account.objects.none(), label=_("Account"), empty_label="–")

    def __init__(self, viewer: User, data: Any = None) -> None:
        super().__init__(data)
        accounts = Account.objects.visible_to(viewer).active().order_by("name_folded", "pk")
        self.fields["account"].queryset = accounts  # type: ignore[attr-defined] # a model choice field


class StartForm(forms.Form):
    """A start for one account. Fields are called as refusals name them: “answer.sso”, “role.csm”, “anchor.renewal”."""

    name = forms.CharField(label=_("Name of the project"), max_length=200, required=False)
    late = forms.ChoiceField(label=_("If it should have begun before today"), choices=Late.choices)
    reason = forms.CharField(label=_("Why once more"), max_length=300, required=False)

    def __init__(self, document: PlaybookDocument, account: Account, viewer: User, data: Any = None) -> None:
        super().__init__(data)
        self.document, self.account = document, account
        self.fields["late"].initial = Late.TODAY
        for question in document.questions:
            self.fields[f"answer.{question.key}"] = answer_field(question)
        self._add_roles(viewer)
        self._add_days()
        for step in document.steps:
            if step.is_optional:
                self.fields[f"step.{step.key}"] = forms.BooleanField(label=step.title, required=False, initial=True)

    def rows(self, prefix: str) -> list[forms.BoundField]:
        """Return the fields of one part of the form."""
        return [self[name] for name in self.fields if name.startswith(f"{prefix}.")]

    @property
    def answers(self) -> list[forms.BoundField]:
        return self.rows("answer")

    @property
    def roles(self) -> list[forms.BoundField]:
        return self.rows("role")

    @property
    def days(self) -> list[forms.BoundField]:
        return self.rows("anchor")

    @property
    def steps(self) -> list[forms.BoundField]:
        return self.rows("step")

    def request(self) -> StartRequest:
        """Return what was said; before anything was sent, what the fields begin with."""
        given = self.cleaned_data if self.is_bound else self.initial_values()
        return StartRequest(
            account=self.account,
            anchors={key: day for key, day in _below("anchor", given) if day},
            answers={key: str(answer) for key, answer in _below("answer", given) if answer},
            roles={key: int(person) if person else None for key, person in _below("role", given)},
            without=frozenset(key for key, is_wanted in _below("step", given) if not is_wanted),
            late=given.get("late") or Late.TODAY,
            name=given.get("name") or "",
            reason=given.get("reason") or "",
        )

    def initial_values(self) -> dict[str, Any]:
        return {name: field.initial for name, field in self.fields.items()}

    def _add_roles(self, viewer: User) -> None:
        people = User.objects.visible_to(viewer).active().order_by("name_folded", "pk")
        ours = [("", _("Nobody yet")), *((str(user.pk), str(user)) for user in people)]
        places = AccountContact.objects.filter(account=self.account, contact__archived_at=None, contact__left_on=None)
        contacts = places.select_related("contact").order_by("contact__name_folded")
        theirs = [("", _("Nobody yet")), *((str(one.contact_id), str(one.contact)) for one in contacts)]
        for filling in fillings(self.document.roles, self.account, {}):
            role = filling.role
            choices = ours if role.side == PartySide.OURS else theirs
            initial = str(filling.person.pk) if filling.person else ""
            self.fields[f"role.{role.key}"] = forms.ChoiceField(
                label=role.name, choices=choices, required=False, initial=initial
            )

    def _add_days(self) -> None:
        needed = needed_anchors(self.document) | {START, GO_LIVE, self.document.anchor}
        for key, label, initial in _days(self.account):
            if key in needed:
                self.fields[f"anchor.{key}"] = forms.DateField(
                    label=label, required=False, initial=initial, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
                )


class SegmentStartForm(forms.Form):
    """A start for every account of a segment: what is the same for all."""

    segment = forms.ModelChoiceField(Segment.objects.none(), label=_("Segment"), empty_label="–")
    late = forms.ChoiceField(label=_("Where it should have begun before today"), choices=Late.choices)

    def __init__(self, document: PlaybookDocument, segments: Iterable[Segment], data: Any = None) -> None:
        super().__init__(data)
        self.fields["segment"].queryset = segments  # type: ignore[attr-defined] # a model choice field
        self.fields["late"].initial = Late.TODAY
        for question in document.questions:
            self.fields[f"answer.{question.key}"] = answer_field(question)
        needed = needed_anchors(document) | {START, GO_LIVE}
        for key, label in ((START, _("Start of the projects")), (GO_LIVE, _("Agreed go-live"))):
            if key in needed:
                self.fields[f"anchor.{key}"] = forms.DateField(
                    label=label, required=False, widget=forms.DateInput(attrs=_DAY)
                )

    def given(self) -> dict[str, Any]:
        """Return what was said, in types of JSON."""
        given = self.cleaned_data
        return {
            "anchors": {key: day.isoformat() for key, day in _below("anchor", given) if day},
            "answers": {key: str(answer) for key, answer in _below("answer", given) if answer},
            "late": given["late"],
        }


def _days(account: Account) -> list[tuple[str, Any, Any]]:
    known = [(source.key, source.label, source.date_of(account)) for source in anchor_sources]
    return [(START, _("Start of the project"), None), *known, (GO_LIVE, _("Agreed go-live"), None)]


def _below(prefix: str, given: dict[str, Any]) -> list[tuple[str, Any]]:
    return [(name.removeprefix(f"{prefix}."), value) for name, value in given.items() if name.startswith(f"{prefix}.")]


def answer_field(question: Question) -> forms.Field:
    initial = question.default
    if question.type == QuestionType.YES_NO:
        return forms.ChoiceField(label=question.ask, choices=_YES_NO, initial=initial)
    if question.type == QuestionType.CHOICE:
        choices = [("", "–"), *((each, each) for each in question.choices)]
        return forms.ChoiceField(label=question.ask, choices=choices, initial=initial)
    if question.type == QuestionType.DATE:
        widget = forms.DateInput(attrs=_DAY, format="%Y-%m-%d")
        return forms.DateField(label=question.ask, initial=initial, widget=widget)
    attrs = {"inputmode": "decimal"} if question.type == QuestionType.NUMBER else {}
    return forms.CharField(label=question.ask, initial=initial, max_length=300, widget=forms.TextInput(attrs=attrs))
