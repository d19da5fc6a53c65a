"""Forms of what gathers around a task."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from milepost.identity.public import User
from milepost.projects.actions.comments import TEXT_MOST
from milepost.projects.actions.recurrences import first_day_of
from milepost.projects.models import ChecklistItem, Task, TaskComment
from milepost.projects.models.work import DAY_MINUTES
from milepost.projects.queries.mentions import Colleagues
from milepost.projects.queries.recurrence_words import WAYS, rule_of, way_of
from milepost.projects.records import PartySide, Visibility

_FIRST_DAY = dt.date(1900, 1, 1)


class StepForm(forms.Form):
    """The words of a step; of a new one without `step`."""

    text = forms.CharField(label=_("Step"), max_length=300)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, step: ChecklistItem | None = None, data: Any = None) -> None:
        initial = {"text": step.text, "version": step.version} if step else {}
        super().__init__(data, initial=initial, auto_id=f"step-{step.pk if step else 'new'}-%s")


class CommentForm(forms.Form):
    """What one says, as it is typed: a name behind an @ mentions somebody."""

    text = forms.CharField(label=_("Comment"), widget=forms.Textarea(attrs={"rows": 2}))
    is_shared = forms.BooleanField(label=_("The customer reads it"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, viewer: User, task: Task, comment: TaskComment | None = None, data: Any = None) -> None:
        self.colleagues = Colleagues(viewer)
        initial = {}
        if comment is not None:
            initial = {"text": self.colleagues.as_typed(comment.text), "version": comment.version}
        super().__init__(data, initial=initial, auto_id=f"comment-{comment.pk if comment else f'of-{task.pk}'}-%s")
        self.fields["text"].widget.attrs["maxlength"] = TEXT_MOST
        if comment is not None or not task.is_shared:
            del self.fields["is_shared"]

    def clean_text(self) -> str:
        """Return the text with marks for those whom it mentions."""
        return self.colleagues.with_marks(self.cleaned_data["text"])

    def visibility(self) -> str:
        """Return who is to read it: only we, unless that was said."""
        return Visibility.CUSTOMER if self.cleaned_data.get("is_shared") else Visibility.INTERNAL


class BlockForm(forms.Form):
    """What holds a task up."""

    why = forms.CharField(label=_("What holds it up"), max_length=500)
    side = forms.ChoiceField(label=_("On whose side"), choices=PartySide.choices, initial=PartySide.THEIRS)
    who = forms.CharField(label=_("By whom"), max_length=120, required=False)
    since = forms.DateField(label=_("Since"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, task: Task, data: Any = None) -> None:
        super().__init__(data, initial={"since": timezone.localdate()}, prefix=f"block-{task.pk}")

    def clean_since(self) -> dt.date:
        """Refuse a day of another age, which has no moment in every time zone."""
        day: dt.date = self.cleaned_data["since"]
        if day < _FIRST_DAY:
            raise forms.ValidationError(_("A day since 1900."))
        return day

    def since_when(self) -> dt.datetime | None:
        """Return the moment from which it is held up; None: from now."""
        day = self.cleaned_data["since"]
        if day == timezone.localdate():
            return None
        return timezone.make_aware(dt.datetime.combine(day, dt.time()))


OWN_RULE = "own"


class RepeatForm(forms.Form):
    """How often a task comes again: one of the ways that most need, or a rule (RRULE)."""

    way = forms.ChoiceField(label=_("How often"), choices=[*WAYS.items(), (OWN_RULE, _("By a rule of your own"))])
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    rule = forms.CharField(
        label=_("Your rule"),
        required=False,
        max_length=200,
        help_text=_("Of RFC 5545, such as FREQ=WEEKLY;BYDAY=TU,TH. Only for “By a rule of your own”."),
    )

    def __init__(self, task: Task, rule: str = "", data: Any = None) -> None:
        way, until = way_of(rule)
        known = way in WAYS
        initial = {"way": way if known else OWN_RULE, "until": until, "rule": "" if known else rule}
        super().__init__(data, initial=initial if rule else {"way": "FREQ=WEEKLY"}, prefix=f"repeat-{task.pk}")
        self.first_on = first_day_of(task)

    def clean(self) -> dict[str, Any]:
        """Ask for an end after the first time, and for a rule where it is one's own."""
        given = super().clean() or {}
        if given.get("until") and given["until"] <= self.first_on:
            self.add_error("until", _("Later than its first time."))
        if given.get("way") == OWN_RULE and not given.get("rule"):
            self.add_error("rule", _("Write the rule."))
        return given

    def chosen(self) -> str:
        """Return the rule."""
        given = self.cleaned_data
        if given["way"] == OWN_RULE:
            return str(given["rule"])
        return rule_of(given["way"], self.first_on, given["until"])


class TimeForm(forms.Form):
    """Time that somebody spent on a task."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=DAY_MINUTES)
    on = forms.DateField(label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(label=_("What"), max_length=300, required=False)

    def __init__(self, task: Task, data: Any = None) -> None:
        super().__init__(data, initial={"on": timezone.localdate()}, prefix=f"time-{task.pk}")
