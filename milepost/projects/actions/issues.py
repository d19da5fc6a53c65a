"""Issues: written down, handed up, resolved, opened again."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from milepost.accounts.public import Escalation
from milepost.audit.public import create_record, update_record
from milepost.identity.public import Right, User, demand, notify
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict
from milepost.projects.models import Issue, Project, Risk
from milepost.projects.queries.clean_values import clean_value
from milepost.projects.queries.register_rules import ISSUE_COLUMNS, clean_entry, next_number, refusal, refuse_person
from milepost.projects.queries.steering import may_steer
from milepost.projects.records_register import IssueState


def add_issue(project: Project, values: Mapping[str, Any], *, actor: Actor, risk: Risk | None = None) -> Issue:
    """Write down what went wrong. Raises `Invalid` with the fields that are wrong."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        locked = Project.objects.select_for_update().get(pk=project.pk)
        issue = Issue(project=locked, number=next_number(Issue, locked), risk=risk)
        for name, value in _clean(issue, {"title": "", **values}).items():
            setattr(issue, name, value)
        return create_record(issue, actor=actor)


def change_issue(
    issue: Issue, changes: Mapping[str, Any], *, actor: Actor, expected_version: int | None = None
) -> Issue:
    """Change what is said of an issue."""
    demand(actor, Right.WRITE)
    return update_record(issue, _clean(issue, changes), actor=actor, expected_version=expected_version)


def escalate_issue(
    issue: Issue, to: User, *, actor: Actor, escalation: Escalation | None = None, at: dt.datetime | None = None
) -> Issue:
    """Hand an open issue up to a colleague, who is told; with an escalation of its account where there is one.

    Since when stays as it was first said. Raises `Invalid` for somebody who does not see the whole project, an
    escalation of another account, a moment to come.
    """
    demand(actor, Right.WRITE)
    if not (to.is_active and may_steer(to, issue.project)):
        raise refusal("to", _("%(name)s does not see the whole project.") % {"name": to})
    if escalation is not None and (
        issue.project.account_id is None or escalation.account_id != issue.project.account_id
    ):
        raise refusal("escalation", _("The account has no such escalation."))
    if at is not None and at > timezone.now():
        raise refusal("at", _("This day is yet to come."))
    with transaction.atomic():
        stored = _locked(issue, is_open=True)
        values = {
            "escalated_to": to,
            "escalated_at": at or stored.escalated_at or timezone.now(),
            "escalation": escalation or stored.escalation,
        }
        is_other = stored.escalated_to_id != to.pk
        changed = update_record(stored, values, actor=actor)
        if is_other and str(to.pk) != actor.id:
            _tell(to, changed, actor)
    return changed


def end_escalation(issue: Issue, *, actor: Actor) -> Issue:
    """Say that an issue is dealt with where it came from again."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        stored = _locked(issue, is_open=True)
        return update_record(stored, {"escalated_to": None, "escalated_at": None, "escalation": None}, actor=actor)


def resolve_issue(issue: Issue, resolution: str, *, actor: Actor, at: dt.datetime | None = None) -> Issue:
    """Close an issue and say with what it was resolved; to whom it was handed up stays to be read."""
    demand(actor, Right.WRITE)
    words = clean_value(issue, "resolution", resolution)
    if not words:
        raise refusal("resolution", _("Say with what it is resolved."))
    if at is not None and at > timezone.now():
        raise refusal("at", _("This day is yet to come."))
    with transaction.atomic():
        stored = _locked(issue, is_open=True)
        values = {"state": IssueState.RESOLVED, "resolution": words, "resolved_at": at or timezone.now()}
        return update_record(stored, values, actor=actor)


def reopen_issue(issue: Issue, *, actor: Actor) -> Issue:
    """Open an issue again; what was said of its end stays until it is resolved anew."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        stored = _locked(issue, is_open=False)
        return update_record(stored, {"state": IssueState.OPEN, "resolved_at": None}, actor=actor)


def _locked(issue: Issue, *, is_open: bool) -> Issue:
    Project.objects.select_for_update().get(pk=issue.project_id)
    stored = Issue.objects.select_related("project", "escalated_to", "escalation").get(pk=issue.pk)
    if stored.is_open != is_open:
        words = _("“%(issue)s” is %(state)s already.")
        raise Conflict("wrong-state", words % {"issue": stored, "state": stored.get_state_display().lower()})
    return stored


def _clean(issue: Issue, values: Mapping[str, Any]) -> dict[str, Any]:
    clean = clean_entry(issue, values, ISSUE_COLUMNS)
    refuse_person("owner", clean.get("owner"), known_id=issue.owner_id)
    return clean


def _tell(to: User, issue: Issue, actor: Actor) -> None:
    with override(to.language):
        words = _("%(who)s hands an issue of %(project)s up to you: %(issue)s")
        text = words % {"who": actor.label, "project": issue.project, "issue": issue}
        url = reverse("projects:issue-detail", args=[issue.pk])
        notify(to, "issue-escalated", text, url, dedupe_key=f"issue-escalated:{issue.pk}:{issue.version}")
