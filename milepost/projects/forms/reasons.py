"""Why dates move, as a person says it."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from milepost.projects.actions.plan_changes import Reason
from milepost.projects.models import PlanChange, SlipCause
from milepost.projects.records import PartySide


class ReasonForm(forms.Form):
    """Cause, side and words; all may be left out: the side is then that of whoever holds the work."""

    cause = forms.ModelChoiceField(
        SlipCause.objects.none(), label=_("Why it moves"), required=False, empty_label=_("Not said")
    )
    side = forms.ChoiceField(label=_("On whose side"), choices=[], required=False)
    note = forms.CharField(label=_("In words"), max_length=500, required=False)
    is_agreed = forms.BooleanField(label=_("Agreed with the customer"), required=False)

    def __init__(self, data: object = None, initial: dict[str, Any] | None = None) -> None:
        super().__init__(data, initial=initial)  # type: ignore[arg-type] # what a request sent, or nothing
        causes = SlipCause.objects.filter(is_offered=True)
        self.fields["cause"].queryset = causes  # type: ignore[attr-defined] # a model choice field
        self.fields["side"].choices = [("", _("Of whoever does the work")), *PartySide.choices]  # type: ignore[attr-defined]

    def reason(self) -> Reason:
        """Return what was said; a new cause brings the side that it usually is, unless another one was chosen."""
        given = self.cleaned_data
        usual = given["cause"].side if given["cause"] and "cause" in self.changed_data else ""
        chosen = given["side"] if "side" in self.changed_data else ""
        side = chosen or usual or given["side"]
        return Reason(cause=given["cause"], side=side, note=given["note"], is_agreed=given["is_agreed"])


class ExplainForm(ReasonForm):
    """Why an act that is told already moved dates. `others`: so many more moves of the same task have no reason yet."""

    is_for_all = forms.BooleanField(required=False, initial=True)

    def __init__(self, change: PlanChange, others: int, data: object = None) -> None:
        names = ("cause", "side", "note", "is_agreed") if change.is_cause_given else ("side",)
        super().__init__(data, initial={name: getattr(change, name) for name in names})
        if others:
            words = ngettext(
                "Also for %(count)s other move of this task that has no reason yet",
                "Also for %(count)s other moves of this task that have no reason yet",
                others,
            )
            self.fields["is_for_all"].label = words % {"count": others}
        else:
            del self.fields["is_for_all"]
