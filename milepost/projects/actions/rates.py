"""What an hour costs by role, and who works in which role: in one project, or everywhere."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import User
from milepost.lib.actor import Actor
from milepost.projects.models import PersonRole, Project, Rate
from milepost.projects.queries.clean_values import clean_value
from milepost.projects.queries.money import USUAL_CURRENCY, currency_of
from milepost.projects.queries.money_rules import (
    RATE_COLUMNS,
    clean_money,
    demand_money,
    refusal,
    refuse_second_rate,
)

RATES_MOST = 500


def add_rate(values: Mapping[str, Any], *, actor: Actor, project: Project | None = None) -> Rate:
    """Say what an hour in a role costs from a day on (today). Without a project: in all that have no rate of their own.

    Raises `Invalid` with what is wrong, and for a second rate of the role from that day.
    """
    demand_money(actor, project)
    rate = Rate(project=project)
    usual = currency_of(project) if project else USUAL_CURRENCY
    given = {"currency": usual, "amount": None, "valid_from": timezone.localdate(), **values}
    with transaction.atomic():
        clean = clean_money(rate, given, RATE_COLUMNS)
        refuse_second_rate(rate, clean)
        if Rate.objects.filter(project=project).count() >= RATES_MOST:
            raise refusal("role", _("At most %(most)s rates.") % {"most": RATES_MOST})
        for name, value in clean.items():
            setattr(rate, name, value)
        return create_record(rate, actor=actor)


def change_rate(rate: Rate, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None) -> Rate:
    """Correct a rate, for hours of the past too. One that rises is a new rate from its day on."""
    demand_money(actor, rate.project)
    with transaction.atomic():
        clean = clean_money(rate, changes, RATE_COLUMNS)
        refuse_second_rate(rate, clean)
        return update_record(rate, clean, actor=actor, expected_version=expected_version)


def delete_rate(rate: Rate, *, actor: Actor, expected_version: int | None = None) -> None:
    """Take a rate back: hours since its day cost what the one before says."""
    demand_money(actor, rate.project)
    delete_record(rate, actor=actor, expected_version=expected_version)


def put_in_role(user: User, role: str, *, actor: Actor, project: Project | None = None) -> PersonRole | None:
    """Say in which role somebody's hours count; an empty one: in none of their own."""
    demand_money(actor, project)
    with transaction.atomic():
        known = PersonRole.objects.filter(project=project, user=user).first()
        if not role.strip():
            if known is not None:
                delete_record(known, actor=actor)
            return None
        row = known or PersonRole(project=project, user=user)
        clean = clean_value(row, "role", role)
        if known is not None:
            return update_record(known, {"role": clean}, actor=actor)
        row.role = clean
        return create_record(row, actor=actor)
