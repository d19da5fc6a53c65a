"""Forms of change requests: what is asked, what it does to the plan and the scope, what the customer decided."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Contact
from milepost.identity.public import User
from milepost.projects.forms.agreements import RecordedAnswerForm, deciders_to_choose
from milepost.projects.forms.lengths import LengthField
from milepost.projects.forms.people import colleagues_to_choose, contacts_to_choose, people_to_choose
from milepost.projects.models import ChangeRequest, Project, ScopeItem, Task
from milepost.projects.records_plan import LinkEdit, LinksOfRemoved, NewTask, PlanEdit, TaskEdit, TaskRemoval
from milepost.projects.records_scope import ChangeState, Section

_LENGTH, _NEW, _OUT = "length", "new", "out"


class ChangeRequestForm(forms.ModelForm[ChangeRequest]):
    """What a draft says in words and money."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    who = forms.ChoiceField(label=_("Who asked for it"), required=False)
    field_order = ("title", "why", "who", "payer", "amount", "target_on")

    class Meta:
        model = ChangeRequest
        fields = ("title", "why", "payer", "amount", "target_on")
        widgets = {"why": forms.Textarea(attrs={"rows": 4}), "target_on": forms.DateInput(attrs={"type": "date"})}

    def __init__(self, viewer: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        change = self.instance
        named = Contact.objects.filter(pk__in=[change.contact_id or 0])
        theirs = contacts_to_choose(change.project, viewer) | named
        ours = colleagues_to_choose(viewer) | User.objects.filter(pk__in=[change.user_id or 0])
        self.people, choices = people_to_choose(ours, theirs)
        self.fields["who"].choices = choices  # type: ignore[attr-defined] # a choice field
        key = (
            f"user {change.user_id}" if change.user_id else f"contact {change.contact_id}" if change.contact_id else ""
        )
        self.initial["who"] = key

    def clean(self) -> dict[str, Any]:
        """Return the values as the action takes them: who asked is a colleague or a contact."""
        given = dict(super().clean() or self.cleaned_data)
        person = self.people.get(given.pop("who", ""))
        given["user"] = person if isinstance(person, User) else None
        given["contact"] = person if isinstance(person, Contact) else None
        return given

    def _post_clean(self) -> None:
        """Leave the request as it is: the action writes it."""


class PlanEditForm(forms.Form):
    """One thing that becomes otherwise in the plan."""

    do = forms.ChoiceField(
        label=_("What changes"),
        choices=(
            (_LENGTH, _("A task takes longer or shorter")),
            (_NEW, _("A new task")),
            (_OUT, _("A task is left out")),
        ),
    )
    task = forms.ModelChoiceField(
        Task.objects.none(), label=_("Task; of a new one: after which"), required=False, empty_label="–"
    )
    title = forms.CharField(label=_("Title of a new task"), max_length=300, required=False)
    length = LengthField(label=_("Length"), required=False, max_length=20)
    before = forms.ModelChoiceField(
        Task.objects.none(), label=_("Of a new task: before which"), required=False, empty_label="–"
    )

    def __init__(self, project: Project, viewer: User, data: Any = None) -> None:
        super().__init__(data)
        tasks = Task.objects.visible_to(viewer).filter(project=project).order_by("outline_order", "pk")
        for name in ("task", "before"):
            self.fields[name].queryset = tasks  # type: ignore[attr-defined] # a model choice field

    def clean(self) -> dict[str, Any]:
        """Say what is missing for what is to change."""
        given = self.cleaned_data
        kind = given.get("do")
        if kind in {_LENGTH, _OUT} and not given.get("task"):
            self.add_error("task", _("Choose a task."))
        if kind in {_LENGTH, _NEW} and given.get("length") is None and "length" not in self.errors:
            self.add_error("length", _("Say how long it takes."))
        if kind == _NEW and not given.get("title"):
            self.add_error("title", _("Say what is to be done."))
        return given

    def edits(self, key: str) -> list[PlanEdit]:
        """Return the edits; a new task is called `key` in them."""
        given = self.cleaned_data
        task, before = given["task"], given["before"]
        if given["do"] == _LENGTH:
            return [TaskEdit(task.pk, {"duration_minutes": given["length"]})]
        if given["do"] == _OUT:
            return [TaskRemoval(task.pk, LinksOfRemoved.BRIDGE)]
        made: list[PlanEdit] = [NewTask(key, {"title": given["title"], "duration_minutes": given["length"]})]
        made += [LinkEdit(task.pk, key)] if task else []
        return made + ([LinkEdit(key, before.pk)] if before else [])


class ScopeEditForm(forms.Form):
    """What a change adds to the scope, and which lines it leaves out."""

    section = forms.ChoiceField(label=_("Add to"), choices=Section.choices, initial=Section.IN)
    adds = forms.CharField(
        label=_("Lines to add"), required=False, max_length=20_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    outs = forms.ModelMultipleChoiceField(
        ScopeItem.objects.none(), label=_("Lines to leave out"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, project: Project, data: Any = None) -> None:
        super().__init__(data)
        items = ScopeItem.objects.filter(project=project).present()
        self.fields["outs"].queryset = items  # type: ignore[attr-defined] # a model choice field

    def lines(self) -> list[tuple[str, str]]:
        """Return what is added, as (section, text)."""
        texts: Sequence[str] = self.cleaned_data["adds"].splitlines()
        return [(self.cleaned_data["section"], text) for text in texts if text.strip()]


class ApproverForm(forms.Form):
    """Who approves for us."""

    approver = forms.ModelChoiceField(User.objects.none(), label=_("Who approves for us"), empty_label="–")

    def __init__(self, project: Project, viewer: User, data: Any = None) -> None:
        super().__init__(data)
        self.fields["approver"].queryset = deciders_to_choose(project, viewer)  # type: ignore[attr-defined] # a model choice field


class ChangeAnswerForm(RecordedAnswerForm):
    """What the customer answered to a change request."""

    decider = forms.ModelChoiceField(Contact.objects.none(), label=_("Who answered"), required=False, empty_label="–")
    field_order = ("decision", "decider", "on", "evidence", "file", "reason")

    def __init__(self, project: Project, viewer: User, data: Any = None) -> None:
        super().__init__(data)
        self.fields["decider"].queryset = contacts_to_choose(project, viewer)  # type: ignore[attr-defined] # a model choice field
        answers = ((ChangeState.APPROVED, _("Approves")), (ChangeState.DECLINED, _("Declines")))
        self.fields["decision"].choices = answers  # type: ignore[attr-defined] # a choice field
        self.initial["decision"] = ChangeState.APPROVED
