"""Forms of budgets. What is right and wrong is the actions' to say."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from milepost.identity.public import User
from milepost.projects.forms.people import colleagues_to_choose
from milepost.projects.models import BillingMilestone, Budget, FixedCost, Rate, Task

_DAY = {"type": "date"}


class MoneyForm(forms.ModelForm[Any]):
    """A row of money. The action writes it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Any = None, *, instance: Any) -> None:
        super().__init__(data, instance=instance, initial={"version": instance.version})

    def _post_clean(self) -> None:
        """Leave the row as it is: the action writes it."""


class BudgetForm(MoneyForm):
    class Meta:
        model = Budget
        fields = ("price", "currency", "rule")


class RateForm(MoneyForm):
    class Meta:
        model = Rate
        fields = ("role", "amount", "currency", "valid_from")
        labels = {"amount": _("An hour costs us")}
        help_texts = {"role": _("Empty: everybody who has no role with a rate.")}
        widgets = {"valid_from": forms.DateInput(attrs=_DAY)}


class BillingForm(MoneyForm):
    class Meta:
        model = BillingMilestone
        fields = ("title", "amount", "currency", "due_on", "task", "invoiced_on", "paid_on")
        widgets = {name: forms.DateInput(attrs=_DAY) for name in ("due_on", "invoiced_on", "paid_on")}

    def __init__(self, data: Any = None, *, instance: BillingMilestone) -> None:
        super().__init__(data, instance=instance)
        tasks = Task.objects.filter(project=instance.project, is_summary=False).order_by("outline_order", "pk")
        self.fields["task"].queryset = tasks  # type: ignore[attr-defined] # a model choice field


class CostForm(MoneyForm):
    class Meta:
        model = FixedCost
        fields = ("title", "amount", "currency", "planned_on", "spent_on")
        widgets = {name: forms.DateInput(attrs=_DAY) for name in ("planned_on", "spent_on")}


class RoleForm(forms.Form):
    """In which role somebody's hours count."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Who"), empty_label="–")
    role = forms.CharField(
        label=_("Role"), max_length=80, required=False, help_text=_("Empty: no role of their own.")
    )  # fmt: skip

    def __init__(self, viewer: User, data: Any = None) -> None:
        super().__init__(data)
        self.fields["user"].queryset = colleagues_to_choose(viewer)  # type: ignore[attr-defined] # a model choice field
