"""Risks: written down, weighed, watched; tasks against them; what happened becomes an issue."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from milepost.accounts.public import Severity
from milepost.audit.public import create_record, delete_record, update_record
from milepost.identity.public import Right, demand
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict
from milepost.projects.actions.issues import add_issue
from milepost.projects.models import Issue, Project, Risk, RiskTask, Task
from milepost.projects.queries.register_rules import RISK_COLUMNS, clean_entry, next_number, refusal, refuse_person
from milepost.projects.records_register import RiskState

# An impact of 1 is still an issue, when it came about.
_SEVERITY_OF_IMPACT = {1: Severity.LOW, 2: Severity.LOW, 3: Severity.MEDIUM, 4: Severity.HIGH, 5: Severity.CRITICAL}
TASKS_MOST = 20


def add_risk(project: Project, values: Mapping[str, Any], *, actor: Actor) -> Risk:
    """Write down what may happen. Raises `Invalid` with the fields that are wrong."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        risk = Risk(project=locked, number=next_number(Risk, locked))
        for name, value in _clean(risk, {"title": "", **values}).items():
            setattr(risk, name, value)
        return create_record(risk, actor=actor)


def change_risk(risk: Risk, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None) -> Risk:
    """Change what is said of a risk. One that happened is over: it is an issue now, `Conflict` for another state."""
    demand(actor, Right.WRITE)
    clean = _clean(risk, changes)
    if risk.state == RiskState.HAPPENED and clean.get("state", risk.state) != risk.state:
        raise Conflict("happened", _("“%(risk)s” happened: go on with its issue.") % {"risk": risk})
    return update_record(risk, clean, actor=actor, expected_version=expected_version)


def let_happen(risk: Risk, *, actor: Actor) -> Issue:
    """Say that a risk happened: it becomes an issue of the same owner, as severe as its impact.

    Raises `Conflict` for one that is closed, or happened already.
    """
    demand(actor, Right.WRITE)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=risk.project_id)
        stored = Risk.objects.select_related("project", "owner").get(pk=risk.pk)
        if not stored.is_watched:
            words = _("“%(risk)s” is over: %(state)s.")
            raise Conflict("over", words % {"risk": stored, "state": stored.get_state_display()})
        update_record(stored, {"state": RiskState.HAPPENED}, actor=actor)
        values = {
            "title": stored.title,
            "detail": stored.detail,
            "severity": _SEVERITY_OF_IMPACT[stored.impact],
            "owner": stored.owner if stored.owner and stored.owner.is_active else None,
            "visibility": stored.visibility,
        }
        return add_issue(stored.project, values, actor=actor, risk=stored)


def put_against_risk(risk: Risk, task: Task, *, actor: Actor) -> RiskTask:
    """Say that a task of the plan is done against a risk; twice is once."""
    demand(actor, Right.WRITE)
    if task.project_id != risk.project_id:
        raise refusal("task", _("The plan has no such task."))
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=risk.project_id)
        known = RiskTask.objects.filter(risk=risk)
        found = known.filter(task=task).first()
        if found is not None:
            return found
        if known.count() >= TASKS_MOST:
            raise refusal("task", _("At most %(most)s tasks stand against a risk.") % {"most": TASKS_MOST})
        return create_record(RiskTask(risk=risk, task=task), actor=actor)


def take_from_risk(measure: RiskTask, *, actor: Actor) -> None:
    """Say that a task is not done against a risk any more; the task stays."""
    demand(actor, Right.WRITE)
    delete_record(measure, actor=actor)


def _clean(risk: Risk, values: Mapping[str, Any]) -> dict[str, Any]:
    clean = clean_entry(risk, values, RISK_COLUMNS)
    refuse_person("owner", clean.get("owner"), known_id=risk.owner_id)
    if clean.get("state") == RiskState.HAPPENED and risk.state != RiskState.HAPPENED:
        raise refusal("state", _("Say that it happened: then it becomes an issue."))
    return clean
