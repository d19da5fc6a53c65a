"""Risks, issues and decisions of all projects that one sees as a whole; a project's tab shows its own."""

from typing import Any

from django.db.models import ExpressionWrapper, F, IntegerField, Q
from django.utils.translation import gettext_lazy

from milepost.accounts.public import Severity
from milepost.identity.public import User
from milepost.projects.actions.decisions import change_decision
from milepost.projects.actions.issues import change_issue
from milepost.projects.actions.risks import change_risk, let_happen
from milepost.projects.lists.register_fields import (
    account_field,
    fixed,
    number_field,
    person_field,
    project_field,
    seen_by_field,
)
from milepost.projects.models import Decision, Issue, Risk
from milepost.projects.records_register import (
    WATCHED_RISK_STATES,
    Impact,
    IssueState,
    Probability,
    RiskState,
)
from milepost.ui.public import Field, FieldType, FixedOptions, ListSpec, Preset, row_address

_WATCHED = ",".join(WATCHED_RISK_STATES)
_FRAME = "projects/list-frame.html"


def _score(_viewer: User) -> Any:
    return ExpressionWrapper(F("probability") * F("impact"), output_field=IntegerField())


def _as_given(viewer: User, key: str, value: Any) -> Any:
    """Return what an action takes: of an owner the row."""
    return User.objects.visible_to(viewer).filter(pk=value).first() if key == "owner" and value else value


def _is_replaced(_viewer: User, lookup: str, value: Any) -> Q:
    if lookup == "isnull":
        return Q(pk__in=[]) if value else Q()
    return Q(replaced_by__isnull=not value)


def _edit_risk(viewer: User, risk: Risk, key: str, value: Any, version: int | None) -> Risk:
    actor = viewer.as_actor()
    if key == "state" and value == RiskState.HAPPENED and risk.state != RiskState.HAPPENED:
        let_happen(risk, actor=actor)
        return risk
    names = {"review": "review_on"}
    return change_risk(
        risk, {names.get(key, key): _as_given(viewer, key, value)}, actor=actor, expected_version=version
    )


def _edit_issue(viewer: User, issue: Issue, key: str, value: Any, version: int | None) -> Issue:
    changes = {key: _as_given(viewer, key, value)}
    return change_issue(issue, changes, actor=viewer.as_actor(), expected_version=version)


def _edit_decision(viewer: User, decision: Decision, key: str, value: Any, version: int | None) -> Decision:
    names = {"decided": "decided_on"}
    return change_decision(
        decision, {names.get(key, key): value}, actor=viewer.as_actor(), expected_version=version
    )  # fmt: skip


RISKS = ListSpec(
    key="risks",
    title=gettext_lazy("Risks"),
    lede=gettext_lazy("What may happen in projects, how grave it is, and who watches it."),
    noun=(gettext_lazy("risk"), gettext_lazy("risks")),
    rows=lambda viewer: Risk.objects.visible_to(viewer).select_related("project", "owner"),
    url_name="projects:risk-list",
    detail_url=row_address("projects:risk-detail"),
    fields=(
        Field(key="title", label=gettext_lazy("Risk"), is_editable=True),
        number_field(),
        project_field(),
        account_field(),
        Field(
            key="score",
            label=gettext_lazy("Score"),
            type=FieldType.NUMBER,
            expression=_score,
            value=lambda risk: risk.score,
            definition=gettext_lazy("Probability times impact, 1 to 25: low below 5, high from 12."),
        ),
        Field(
            key="probability",
            label=gettext_lazy("Probability"),
            type=FieldType.CHOICE,
            options=fixed(Probability.choices),
            is_editable=True,
        ),
        Field(
            key="impact",
            label=gettext_lazy("Impact"),
            type=FieldType.CHOICE,
            options=fixed(Impact.choices),
            is_editable=True,
        ),
        person_field("owner", gettext_lazy("Owner")),
        Field(
            key="review",
            label=gettext_lazy("Review on"),
            type=FieldType.DATE,
            path="review_on",
            has_time=False,
            is_editable=True,
        ),
        Field(
            key="state",
            label=gettext_lazy("State"),
            type=FieldType.CHOICE,
            options=FixedOptions(RiskState.choices),
            is_editable=True,
        ),
        seen_by_field(),
    ),
    default_columns=("title", "project", "score", "probability", "impact", "owner", "review", "state"),
    default_sort=("-score", "title"),
    default_filter={"state": _WATCHED},
    presets=(
        Preset(gettext_lazy("Mine"), f"owner=me&state={_WATCHED}"),
        Preset(gettext_lazy("High"), f"score=>=12&state={_WATCHED}"),
        Preset(gettext_lazy("Review overdue"), f"review=<today&state={_WATCHED}"),
        Preset(gettext_lazy("Happened"), "state=happened"),
    ),
    search=("title",),
    edit=_edit_risk,
    empty_icon="alert-triangle",
    empty_title=gettext_lazy("No risks yet"),
    empty_text=gettext_lazy("Write down on a project's tab Risks & decisions what may go wrong."),
    frame=_FRAME,
)

ISSUES = ListSpec(
    key="issues",
    title=gettext_lazy("Issues"),
    lede=gettext_lazy("What went wrong in projects, and who sees to it."),
    noun=(gettext_lazy("issue"), gettext_lazy("issues")),
    rows=lambda viewer: Issue.objects.visible_to(viewer).select_related("project", "owner", "escalated_to"),
    url_name="projects:issue-list",
    detail_url=row_address("projects:issue-detail"),
    fields=(
        Field(key="title", label=gettext_lazy("Issue"), is_editable=True),
        number_field(),
        project_field(),
        account_field(),
        Field(
            key="severity",
            label=gettext_lazy("Severity"),
            type=FieldType.CHOICE,
            options=FixedOptions(Severity.choices),
            is_editable=True,
        ),
        person_field("owner", gettext_lazy("Owner")),
        person_field("escalated_to", gettext_lazy("Escalated to"), is_editable=False),
        Field(key="escalated", label=gettext_lazy("Escalated"), type=FieldType.DATE, path="escalated_at"),
        Field(
            key="state", label=gettext_lazy("State"), type=FieldType.CHOICE, options=FixedOptions(IssueState.choices)
        ),
        Field(key="resolved", label=gettext_lazy("Resolved"), type=FieldType.DATE, path="resolved_at"),
        Field(key="created", label=gettext_lazy("Added"), type=FieldType.DATE, path="created_at"),
        seen_by_field(),
    ),
    default_columns=("title", "project", "severity", "owner", "escalated_to", "escalated", "state"),
    default_sort=("-created", "title"),
    default_filter={"state": "open"},
    presets=(
        Preset(gettext_lazy("Mine"), "owner=me&state=open"),
        Preset(gettext_lazy("Escalated"), "escalated_to?=yes&state=open"),
        Preset(gettext_lazy("Critical"), "severity=critical&state=open"),
    ),
    search=("title",),
    edit=_edit_issue,
    empty_icon="flag",
    empty_title=gettext_lazy("No issues"),
    empty_text=gettext_lazy("A risk that happens becomes an issue; others are written down on a project's tab."),
    frame=_FRAME,
)

DECISIONS = ListSpec(
    key="decisions",
    title=gettext_lazy("Decisions"),
    lede=gettext_lazy("What was decided in projects, by whom and why."),
    noun=(gettext_lazy("decision"), gettext_lazy("decisions")),
    rows=lambda viewer: Decision.objects.visible_to(viewer).select_related("project", "user", "contact"),
    url_name="projects:decision-list",
    detail_url=row_address("projects:decision-detail"),
    fields=(
        Field(key="title", label=gettext_lazy("Decision"), is_editable=True),
        number_field(),
        project_field(),
        account_field(),
        Field(
            key="decided",
            label=gettext_lazy("Decided"),
            type=FieldType.DATE,
            path="decided_on",
            has_time=False,
            is_editable=True,
        ),
        person_field("user", gettext_lazy("Of us"), is_editable=False),
        Field(key="contact", label=gettext_lazy("Of the customer"), path="contact__name", sort="contact__name_folded"),
        Field(
            key="replaced",
            label=gettext_lazy("Replaced"),
            type=FieldType.YES_NO,
            where=_is_replaced,
            is_column=False,
            sort=None,
        ),
        seen_by_field(),
    ),
    default_columns=("title", "project", "decided", "user", "contact"),
    default_sort=("-decided", "title"),
    presets=(Preset(gettext_lazy("Standing"), "replaced=no"),),
    search=("title", "why"),
    edit=_edit_decision,
    empty_icon="checks",
    empty_title=gettext_lazy("No decisions yet"),
    empty_text=gettext_lazy("Write down on a project's tab Risks & decisions what was decided, and why."),
    frame=_FRAME,
)
