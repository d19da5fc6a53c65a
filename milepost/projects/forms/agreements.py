"""Forms of agreement: to whom a version is proposed, what they answer, what came by mail."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import AccountTeamMember, Contact
from milepost.identity.public import RIGHTS_OF_ROLE, Right, User
from milepost.projects.forms.people import colleagues_to_choose, contacts_to_choose, people_to_choose
from milepost.projects.models import Project, ProjectMember
from milepost.projects.records import Part, PartySide
from milepost.projects.records_scope import Needs, SignerState

_DAY = {"type": "date"}
_ANSWERS = ((SignerState.AGREED.value, _("Agrees")), (SignerState.DECLINED.value, _("Declines")))


class ProposalForm(forms.Form):
    """Who is asked, until when, and whose yes suffices."""

    ours = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("Of us"), required=False, widget=forms.CheckboxSelectMultiple
    )
    theirs = forms.ModelMultipleChoiceField(
        Contact.objects.none(), label=_("Of the customer"), required=False, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.ChoiceField(label=_("Agreed when"), choices=Needs.choices, initial=Needs.ALL)
    expires_on = forms.DateField(label=_("Open until"), required=False, widget=forms.DateInput(attrs=_DAY))
    message = forms.CharField(
        label=_("Message"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, project: Project, viewer: User, data: Any = None) -> None:
        usual = {"expires_on": timezone.localdate() + dt.timedelta(days=14)}
        super().__init__(data, initial=usual)
        self.fields["ours"].queryset = deciders_to_choose(project, viewer)  # type: ignore[attr-defined] # a model choice field
        self.fields["theirs"].queryset = contacts_to_choose(project, viewer)  # type: ignore[attr-defined] # a model choice field
        if project.account_id is None:
            del self.fields["theirs"]

    def people(self) -> list[User | Contact]:
        """Return those who are asked."""
        return [*self.cleaned_data["ours"], *self.cleaned_data.get("theirs", ())]


def deciders_to_choose(project: Project, viewer: User) -> QuerySet[User]:
    """Return the colleagues who see a whole project and may write, by name."""
    writing = [role for role, rights in RIGHTS_OF_ROLE.items() if Right.WRITE in rights]
    reading = [role for role, rights in RIGHTS_OF_ROLE.items() if Right.READ_ALL in rights]
    led = ProjectMember.objects.filter(project=project, part__in=(Part.LEAD, Part.OVERSEES)).values("user")
    team = AccountTeamMember.objects.current().filter(account=project.account_id).values("user")
    sees = Q(role__in=reading) | Q(pk__in=led.filter(user__isnull=False)) | Q(pk__in=team)
    return colleagues_to_choose(viewer).filter(sees, role__in=writing)


class OtherSignerForm(forms.Form):
    """Somebody of the same side, who answers instead."""

    who = forms.ChoiceField(label=_("Who answers instead"))

    def __init__(self, project: Project, viewer: User, side: str, data: Any = None) -> None:
        super().__init__(data)
        ours = deciders_to_choose(project, viewer) if side == PartySide.OURS else ()
        theirs = contacts_to_choose(project, viewer) if side != PartySide.OURS else ()
        self.people, choices = people_to_choose(ours, theirs)
        self.fields["who"].choices = choices  # type: ignore[attr-defined] # a choice field

    def person(self) -> User | Contact:
        return self.people[self.cleaned_data["who"]]


class RecordedAnswerForm(forms.Form):
    """What a customer's signer answered by another way."""

    decision = forms.ChoiceField(
        label=_("Answer"), choices=_ANSWERS, widget=forms.RadioSelect, initial=SignerState.AGREED
    )
    on = forms.DateField(label=_("On"), widget=forms.DateInput(attrs=_DAY))
    evidence = forms.CharField(
        label=_("What they wrote or said"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    file = forms.FileField(label=_("Or the mail as a file"), required=False)
    reason = forms.CharField(label=_("Why not, if they declined"), max_length=2000, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate(), "decision": SignerState.AGREED})

    def answer(self) -> dict[str, Any]:
        """Return what the action takes; a past day is told at its noon."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in {"on", "file"}}
        on = self.cleaned_data["on"]
        noon = timezone.make_aware(dt.datetime.combine(on, dt.time(12)))
        return {**given, "at": timezone.now() if on == timezone.localdate() else noon}
