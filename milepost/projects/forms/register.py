"""Forms of risks, issues and decisions. What is right and wrong is the actions' to say."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Contact, Escalation
from milepost.identity.public import User
from milepost.projects.forms.people import colleagues_to_choose, contacts_to_choose
from milepost.projects.models import Decision, Issue, Project, Risk, Task
from milepost.projects.records_register import RiskState

_TEXT = forms.Textarea(attrs={"rows": 4})
_DAY = forms.DateInput(attrs={"type": "date"})


class EntryForm(forms.ModelForm[Any]):
    """What an entry of the register says. The action writes it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, viewer: User, data: Any = None, *, instance: Any) -> None:
        super().__init__(data, instance=instance, initial={"version": instance.version})
        self.is_new = instance._state.adding  # noqa: SLF001 - Django's own word for what is not stored yet
        for name in ("owner", "user"):
            if name in self.fields:
                key = getattr(instance, f"{name}_id") or 0
                self._offer(name, colleagues_to_choose(viewer) | User.objects.filter(pk=key))

    def _offer(self, name: str, rows: Any) -> None:
        self.fields[name].queryset = rows  # type: ignore[attr-defined] # a model choice field

    def _post_clean(self) -> None:
        """Leave the entry as it is: the action writes it."""


class RiskForm(EntryForm):
    class Meta:
        model = Risk
        fields = ("title", "detail", "probability", "impact", "owner", "review_on", "state", "visibility")
        widgets = {"detail": _TEXT, "review_on": _DAY}

    def __init__(self, viewer: User, data: Any = None, *, instance: Risk) -> None:
        super().__init__(viewer, data, instance=instance)
        if self.is_new or instance.state == RiskState.HAPPENED:
            del self.fields["state"]
        else:
            self.fields["state"].choices = [  # type: ignore[attr-defined] # a choice field
                choice for choice in RiskState.choices if choice[0] != RiskState.HAPPENED
            ]


class IssueForm(EntryForm):
    class Meta:
        model = Issue
        fields = ("title", "detail", "severity", "owner", "visibility")
        widgets = {"detail": _TEXT}


class DecisionForm(EntryForm):
    class Meta:
        model = Decision
        fields = ("title", "why", "alternatives", "decided_on", "user", "contact", "replaces", "visibility")
        widgets = {"why": _TEXT, "alternatives": _TEXT, "decided_on": _DAY}

    def __init__(self, viewer: User, data: Any = None, *, instance: Decision) -> None:
        super().__init__(viewer, data, instance=instance)
        if self.is_new:
            self.initial["decided_on"] = timezone.localdate()
        contacts = contacts_to_choose(instance.project, viewer)
        self._offer("contact", contacts | Contact.objects.filter(pk=instance.contact_id or 0))
        standing = Q(replaced_by=None) | Q(pk=instance.replaces_id or 0)
        others = Decision.objects.filter(standing, project=instance.project).exclude(pk=instance.pk)
        self._offer("replaces", others.order_by("-number"))


class EscalationForm(forms.Form):
    """To whom an issue is handed up, and which escalation of the account it belongs to."""

    to = forms.ModelChoiceField(User.objects.none(), label=_("Hand it up to"), empty_label="–")
    escalation = forms.ModelChoiceField(
        Escalation.objects.none(), label=_("Escalation of the account"), required=False, empty_label="–"
    )

    def __init__(self, issue: Issue, viewer: User, data: Any = None) -> None:
        super().__init__(data, initial={"to": issue.escalated_to_id, "escalation": issue.escalation_id})
        self.fields["to"].queryset = colleagues_to_choose(viewer)  # type: ignore[attr-defined] # a model choice field
        known = Escalation.objects.visible_to(viewer).filter(account=issue.project.account_id)
        open_ones = known.filter(Q(closed_at=None) | Q(pk=issue.escalation_id or 0), account__isnull=False)
        if open_ones.exists():
            self.fields["escalation"].queryset = open_ones.order_by("-opened_at")  # type: ignore[attr-defined]
        else:
            del self.fields["escalation"]


class ResolutionForm(forms.Form):
    """With what an issue is resolved."""

    resolution = forms.CharField(
        label=_("Resolved with"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3})
    )  # fmt: skip

    def __init__(self, issue: Issue, data: Any = None) -> None:
        super().__init__(data, initial={"resolution": issue.resolution})


class MeasureForm(forms.Form):
    """A task of the plan that is done against a risk."""

    task = forms.ModelChoiceField(Task.objects.none(), label=_("Task of the plan"), empty_label="–")

    def __init__(self, risk: Risk, project: Project, viewer: User, data: Any = None) -> None:
        super().__init__(data)
        tasks = Task.objects.visible_to(viewer).filter(project=project, is_summary=False)
        chosen = risk.measures.values("task")
        self.fields["task"].queryset = tasks.exclude(pk__in=chosen).order_by("outline_order", "pk")  # type: ignore[attr-defined]
