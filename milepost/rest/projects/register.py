"""Risks, issues and decisions of projects."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query

from milepost.accounts.public import Contact, Escalation
from milepost.apikit.public import (
    Answer,
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    ShowQuery,
    changed,
    created,
    expected_version,
    shown,
)
from milepost.identity.public import Right
from milepost.projects.public import (
    Decision,
    Issue,
    Project,
    Risk,
    add_decision,
    add_issue,
    add_risk,
    change_decision,
    change_issue,
    change_risk,
    escalate_issue,
    let_happen,
    reopen_issue,
    resolve_issue,
)
from milepost.rest.accounts.finding import in_words_of_the_body, named_in_body, with_rows
from milepost.rest.accounts.timeline_finding import owners_for
from milepost.rest.fields import Id
from milepost.rest.listing import filtered
from milepost.rest.projects.register_shapes import (
    DecisionAnswer,
    DecisionChange,
    Handing,
    IssueAnswer,
    IssueChange,
    NewDecision,
    NewIssue,
    NewRisk,
    OfProjectQuery,
    Resolving,
    RiskAnswer,
    RiskChange,
)

router = ApiRouter(tags=["Risks and decisions"])


@router.reads("/risks", Page[RiskAnswer])
def list_risks(request: ApiRequest, query: Query[OfProjectQuery]) -> HttpResponse:
    """List risks, without `sort` the gravest first."""
    return filtered(request, RiskAnswer, "risks", query, query.narrowing())


@router.reads("/risks/{risk_id}", RiskAnswer, errors=(304, 404))
def get_risk(request: ApiRequest, risk_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a risk."""
    return shown(request, RiskAnswer, _one(request, Risk, risk_id), query)


@router.creates("/risks", RiskAnswer, right=Right.WRITE, errors=(404,))
def make_risk(request: ApiRequest, body: NewRisk) -> HttpResponse:
    """Write down a risk."""
    return _made(request, RiskAnswer, add_risk, body)


@router.changes("/risks/{risk_id}", RiskAnswer, right=Right.WRITE)
def update_risk(request: ApiRequest, risk_id: Id, body: RiskChange) -> HttpResponse:
    """Change a risk."""
    return _changed(request, RiskAnswer, _one(request, Risk, risk_id), change_risk, body)


@router.acts("/risks/{risk_id}/happened", IssueAnswer, right=Right.WRITE, errors=(404, 409))
def let_risk_happen(request: ApiRequest, risk_id: Id) -> HttpResponse:
    """Say that a risk happened: it becomes an issue of the same owner, as severe as its impact."""
    issue = let_happen(_one(request, Risk, risk_id), actor=request.caller.user.as_actor())
    return changed(IssueAnswer.show(issue), issue)


@router.reads("/issues", Page[IssueAnswer])
def list_issues(request: ApiRequest, query: Query[OfProjectQuery]) -> HttpResponse:
    """List issues, without `sort` the newest first."""
    return filtered(request, IssueAnswer, "issues", query, query.narrowing())


@router.reads("/issues/{issue_id}", IssueAnswer, errors=(304, 404))
def get_issue(request: ApiRequest, issue_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show an issue."""
    return shown(request, IssueAnswer, _one(request, Issue, issue_id), query)


@router.creates("/issues", IssueAnswer, right=Right.WRITE, errors=(404,))
def make_issue(request: ApiRequest, body: NewIssue) -> HttpResponse:
    """Write down an issue."""
    return _made(request, IssueAnswer, add_issue, body)


@router.changes("/issues/{issue_id}", IssueAnswer, right=Right.WRITE)
def update_issue(request: ApiRequest, issue_id: Id, body: IssueChange) -> HttpResponse:
    """Change an issue."""
    return _changed(request, IssueAnswer, _one(request, Issue, issue_id), change_issue, body)


@router.creates("/issues/{issue_id}/escalation", IssueAnswer, right=Right.WRITE, errors=(404, 409))
def hand_issue_up(request: ApiRequest, issue_id: Id, body: Handing) -> HttpResponse:
    """Hand an issue up to a colleague, who is told."""
    issue, caller = _one(request, Issue, issue_id), request.caller.user
    to = named_in_body(owners_for(request), "to_id", body.to_id)
    escalation = None
    if body.escalation_id is not None:
        escalation = named_in_body(Escalation.objects.visible_to(caller), "escalation_id", body.escalation_id)
    with in_words_of_the_body():
        handed = escalate_issue(issue, to, actor=caller.as_actor(), escalation=escalation)
    return created(IssueAnswer.show(handed), f"/api/v1/issues/{issue.pk}", handed)


@router.creates("/issues/{issue_id}/resolution", IssueAnswer, right=Right.WRITE, errors=(404, 409))
def end_issue(request: ApiRequest, issue_id: Id, body: Resolving) -> HttpResponse:
    """Resolve an issue and say with what."""
    issue = resolve_issue(_one(request, Issue, issue_id), body.resolution, actor=request.caller.user.as_actor())
    return created(IssueAnswer.show(issue), f"/api/v1/issues/{issue.pk}", issue)


@router.acts("/issues/{issue_id}/reopen", IssueAnswer, right=Right.WRITE, errors=(404, 409))
def reopen_one_issue(request: ApiRequest, issue_id: Id) -> HttpResponse:
    """Open a resolved issue again."""
    issue = reopen_issue(_one(request, Issue, issue_id), actor=request.caller.user.as_actor())
    return changed(IssueAnswer.show(issue), issue)


@router.reads("/decisions", Page[DecisionAnswer])
def list_decisions(request: ApiRequest, query: Query[OfProjectQuery]) -> HttpResponse:
    """List decisions, without `sort` the newest first."""
    return filtered(request, DecisionAnswer, "decisions", query, query.narrowing())


@router.reads("/decisions/{decision_id}", DecisionAnswer, errors=(304, 404))
def get_decision(request: ApiRequest, decision_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a decision."""
    return shown(request, DecisionAnswer, _one(request, Decision, decision_id), query)


@router.creates("/decisions", DecisionAnswer, right=Right.WRITE, errors=(404,))
def make_decision(request: ApiRequest, body: NewDecision) -> HttpResponse:
    """Write down a decision: of today unless `decided_on` says otherwise."""
    return _made(request, DecisionAnswer, add_decision, body)


@router.changes("/decisions/{decision_id}", DecisionAnswer, right=Right.WRITE)
def update_decision(request: ApiRequest, decision_id: Id, body: DecisionChange) -> HttpResponse:
    """Change a decision. What is decided anew is a decision of its own, which replaces this one."""
    return _changed(request, DecisionAnswer, _one(request, Decision, decision_id), change_decision, body)


def _one(request: ApiRequest, model: Any, key: int) -> Any:
    rows = model.objects.visible_to(request.caller.user).select_related("project")
    return get_object_or_404(rows, pk=key)


def _made(request: ApiRequest, answer: type[Answer], add: Any, body: Input) -> HttpResponse:
    caller, given = request.caller.user, body.model_dump()
    projects = Project.objects.visible_to(caller) & Project.objects.all().seen_whole_by(caller)
    project = named_in_body(projects, "project_id", given.pop("project_id"))
    if given.get("decided_on", "") is None:
        del given["decided_on"]
    with in_words_of_the_body():
        entry = add(project, _given(request, project, given), actor=caller.as_actor())
    return created(answer.show(entry), f"{request.path}/{entry.pk}", entry)


def _changed(request: ApiRequest, answer: type[Answer], entry: Any, change: Any, body: Any) -> HttpResponse:
    version = expected_version(request, entry, answer.show(entry))
    changes = _given(request, entry.project, body.given(), entry)
    with in_words_of_the_body():
        stored = change(entry, changes, actor=request.caller.user.as_actor(), expected_version=version)
    return changed(answer.show(stored), stored)


def _given(request: ApiRequest, project: Project, given: dict[str, Any], entry: Any = None) -> dict[str, Any]:
    """Return the body's values as the actions take them: rows where it names keys."""
    caller = request.caller.user
    contacts, decisions = Contact.objects.visible_to(caller), Decision.objects.visible_to(caller)
    rows: dict[str, QuerySet[Any]] = {
        **{name: owners_for(request, getattr(entry, f"{name}_id", None)) for name in ("owner", "user")},
        "contact": contacts,
        "replaces": decisions.filter(project=project),
    }
    return with_rows(given, rows)
