"""The money of a project: what was agreed, how it is billed, what it costs besides hours."""

from collections.abc import Collection, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.lib.actor import Actor
from milepost.projects.models import BillingMilestone, Budget, FixedCost, Project
from milepost.projects.queries.money import currency_of
from milepost.projects.queries.money_rules import (
    BILLING_COLUMNS,
    BUDGET_COLUMNS,
    COST_COLUMNS,
    clean_money,
    demand_money,
    refusal,
    refuse_wrong_days,
)

ROWS_MOST = 200


def set_budget(
    project: Project, values: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> Budget:
    """Say what price was agreed, and by which rule tasks earn their budget. Raises `Invalid` with what is wrong."""
    demand_money(actor, project)
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        known = Budget.objects.filter(project=locked).first()
        budget = known or Budget(project=locked, currency=currency_of(locked))
        clean = clean_money(budget, values, BUDGET_COLUMNS)
        if known is not None:
            return update_record(known, clean, actor=actor, expected_version=expected_version)
        for name, value in clean.items():
            setattr(budget, name, value)
        return create_record(budget, actor=actor)


def add_billing(project: Project, values: Mapping[str, Any], *, actor: Actor) -> BillingMilestone:
    """Plan a part of the price to be billed."""
    return _add(BillingMilestone(project=project), values, BILLING_COLUMNS, actor)


def change_billing(
    billing: BillingMilestone, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> BillingMilestone:
    """Change a part of the price: also that it was invoiced or paid."""
    return _change(billing, changes, BILLING_COLUMNS, actor, expected_version)


def add_cost(project: Project, values: Mapping[str, Any], *, actor: Actor) -> FixedCost:
    """Write down a cost that no hours make, planned or spent."""
    return _add(FixedCost(project=project), values, COST_COLUMNS, actor)


def change_cost(
    cost: FixedCost, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> FixedCost:
    """Change a fixed cost: also that it was spent."""
    return _change(cost, changes, COST_COLUMNS, actor, expected_version)


def remove_money(
    row: BillingMilestone | FixedCost, *, actor: Actor, expected_version: int | None = None
) -> None:  # fmt: skip
    """Take back what was written down by mistake; what was invoiced stays."""
    demand_money(actor, row.project)
    if isinstance(row, BillingMilestone) and row.invoiced_on is not None:
        raise refusal("invoiced_on", _("It was invoiced: it stays."))
    delete_record(row, actor=actor, expected_version=expected_version)


def _add[R: (BillingMilestone, FixedCost)](
    row: R, values: Mapping[str, Any], columns: Collection[str], actor: Actor
) -> R:
    project = row.project
    demand_money(actor, project)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        if type(row).objects.filter(project=project).count() >= ROWS_MOST:
            raise refusal("title", _("At most %(most)s lines.") % {"most": ROWS_MOST})
        given = {"title": "", "amount": None, "currency": currency_of(project), **values}
        clean = clean_money(row, given, columns)
        refuse_wrong_days(row, clean)
        for name, value in clean.items():
            setattr(row, name, value)
        return create_record(row, actor=actor)


def _change[R: (BillingMilestone, FixedCost)](
    row: R, changes: Mapping[str, Any], columns: Collection[str], actor: Actor, expected_version: int | None
) -> R:
    demand_money(actor, row.project)
    clean = clean_money(row, changes, columns)
    refuse_wrong_days(row, clean)
    return update_record(row, clean, actor=actor, expected_version=expected_version)
