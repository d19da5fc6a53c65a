"""Decisions: written down with why and instead of what; one may replace another."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, update_record
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.projects.models import Decision, Project
from milepost.projects.queries.register_rules import (
    DECISION_COLUMNS,
    clean_entry,
    next_number,
    refusal,
    refuse_contact,
    refuse_person,
    refuse_replacing,
)


def add_decision(project: Project, values: Mapping[str, Any], *, actor: Actor) -> Decision:
    """Write down what was decided, today unless `decided_on` says otherwise. Raises `Invalid` with what is wrong."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        decision = Decision(project=locked, number=next_number(Decision, locked))
        given = {"title": "", "decided_on": timezone.localdate(), **values}
        for name, value in _clean(decision, given).items():
            setattr(decision, name, value)
        return create_record(decision, actor=actor)


def change_decision(
    decision: Decision, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> Decision:
    """Change what is said of a decision. What was decided anew is a decision of its own, which replaces this one."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=decision.project_id)
        return update_record(decision, _clean(decision, changes), actor=actor, expected_version=expected_version)


def _clean(decision: Decision, values: Mapping[str, Any]) -> dict[str, Any]:
    clean = clean_entry(decision, values, DECISION_COLUMNS)
    refuse_person("user", clean.get("user"), known_id=decision.user_id)
    refuse_contact(decision.project, clean.get("contact"), known_id=decision.contact_id)
    refuse_replacing(decision, clean.get("replaces"))
    if clean.get("decided_on") and clean["decided_on"] > timezone.localdate():
        raise refusal("decided_on", _("This day is yet to come."))
    return clean
