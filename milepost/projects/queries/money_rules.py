"""What may be said of a project's money: who may write it, values as their columns hold them, tasks of its own plan."""

from collections.abc import Collection, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid
from milepost.projects.models import BillingMilestone, FixedCost, Project, Rate, Task
from milepost.projects.queries.clean_values import clean_value

BUDGET_COLUMNS = frozenset({"price", "currency", "rule"})
RATE_COLUMNS = frozenset({"role", "currency", "amount", "valid_from"})
BILLING_COLUMNS = frozenset({"title", "amount", "currency", "task", "due_on", "invoiced_on", "paid_on"})
COST_COLUMNS = frozenset({"title", "amount", "currency", "planned_on", "spent_on"})


def demand_money(actor: Actor, project: Project | None) -> None:
    """Raise `NotAllowed` unless somebody may write the money of a project; without one: the rates of all projects."""
    if project is None:
        demand(actor, Right.MANAGE_ACCOUNTS)
    else:
        demand(actor, Right.WRITE, Right.READ_ALL)


def clean_money(row: Any, values: Mapping[str, Any], columns: Collection[str]) -> dict[str, Any]:
    """Return the values of a row as its columns hold them. Raises `Invalid` with all fields that are wrong."""
    wrong: dict[str, str] = {}
    clean: dict[str, Any] = {}
    for name, value in values.items():
        if name not in columns:
            wrong[name] = _("This cannot be changed so.")
        elif name == "task":
            clean[name] = value
        else:
            try:
                clean[name] = clean_value(row, name, value)
                _refuse_no_number(name, clean[name])
            except Invalid as error:
                wrong |= error.fields
            except InvalidOperation:
                wrong[name] = _("Write an amount like 1250 or 1250.50.")
    task = clean.get("task")
    if isinstance(task, Task) and task.project_id != row.project_id:
        wrong["task"] = _("The plan has no such task.")
    if wrong:
        raise Invalid("wrong-value", next(iter(wrong.values())), wrong)
    return clean


def _refuse_no_number(name: str, value: Any) -> None:
    if isinstance(value, Decimal) and not value.is_finite():
        words = _("Write an amount like 1250 or 1250.50.")
        raise Invalid("wrong-value", words, {name: words})


def refuse_second_rate(rate: Rate, clean: Mapping[str, Any]) -> None:
    """Raise `Invalid` for a rate of the same role and currency from the same day."""
    wanted = {name: clean.get(name, getattr(rate, name)) for name in ("role", "currency", "valid_from")}
    if Rate.objects.filter(project=rate.project_id, **wanted).exclude(pk=rate.pk).exists():
        raise refusal("valid_from", _("There is a rate from this day already: change that one."))


def refuse_wrong_days(row: BillingMilestone | FixedCost, clean: Mapping[str, Any]) -> None:
    """Raise `Invalid` for what is paid before it is invoiced, and a cost without any day."""
    said = {field.name: clean.get(field.name, getattr(row, field.name)) for field in row._meta.concrete_fields}
    if isinstance(row, FixedCost):
        if said["planned_on"] is None and said["spent_on"] is None:
            raise refusal("planned_on", _("Say for which day it is planned, or when it was spent."))
    elif said["paid_on"] is not None and (said["invoiced_on"] is None or said["paid_on"] < said["invoiced_on"]):
        raise refusal("paid_on", _("It is invoiced first, then paid."))


def refusal(name: str, words: str) -> Invalid:
    return Invalid("wrong-value", words, {name: words})
