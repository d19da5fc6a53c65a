"""Who gets past the doors of projects and playbooks."""

import datetime as dt
from typing import Any

from django.utils import timezone

from milepost.identity.public import Right
from tests.access.gates import (
    ACCOUNT_WRITTEN,
    ACCOUNTS,
    MAKES_ACCOUNTS,
    ONLY_MAX_WRITES,
    PLAYBOOKS,
    SEES_ACCOUNT,
    SIGNED_IN,
    WRITERS,
    Entry,
    having,
    of,
)


def _next_week() -> str:
    return (timezone.localdate() + dt.timedelta(days=7)).isoformat()


def _answer(world: Any) -> dict[str, str]:
    return {"decision": "agreed", "sha256": world.scope_version.sha256}


def _batch_of(project: Any) -> str:
    """The act that made the plan."""
    return str(project.plan_changes.earliest("pk").batch)


PROJECTS: dict[str, Entry] = {
    "playbooks:account-start": Entry(read=MAKES_ACCOUNTS, ids=of("account")),
    "playbooks:draft-begin": Entry(write=PLAYBOOKS, ids=of("playbook")),
    "playbooks:draft-change": Entry(
        write=PLAYBOOKS, ids=of("draft"), data={"act": "rename", "key": "kick-off", "title": "Begin"}
    ),
    "playbooks:draft-detail": Entry(read=PLAYBOOKS, ids=of("draft")),
    "playbooks:draft-discard": Entry(write=PLAYBOOKS, ids=of("draft")),
    "playbooks:draft-part": Entry(
        read=PLAYBOOKS, write=PLAYBOOKS, ids=lambda world: {"pk": world.draft.pk, "part": "step", "key": "kick-off"}
    ),
    "playbooks:draft-part-remove": Entry(
        write=PLAYBOOKS, ids=lambda world: {"pk": world.draft.pk, "part": "role", "key": "csm"}
    ),
    "playbooks:draft-publish": Entry(read=PLAYBOOKS, write=PLAYBOOKS, ids=of("draft")),
    "playbooks:draft-undo": Entry(write=PLAYBOOKS, ids=of("draft")),
    "playbooks:lesson-apply": Entry(write=PLAYBOOKS, ids=lambda world: {"pk": world.playbook.pk, "key": "kick-off"}),
    "playbooks:playbook-archive": Entry(write=PLAYBOOKS, ids=of("playbook")),
    "playbooks:playbook-detail": Entry(read=SEES_ACCOUNT, ids=of("playbook")),
    "playbooks:playbook-export": Entry(read=having(Right.EXPORT), ids=of("playbook")),
    "playbooks:playbook-import": Entry(read=PLAYBOOKS, write=PLAYBOOKS),
    "playbooks:playbook-lessons": Entry(read=having(Right.READ_ALL), ids=of("playbook")),
    "playbooks:playbook-list": Entry(read=having(Right.READ_ALL)),
    "playbooks:playbook-new": Entry(read=PLAYBOOKS, write=PLAYBOOKS),
    "playbooks:playbook-restore": Entry(write=PLAYBOOKS, ids=of("playbook")),
    "playbooks:playbook-start": Entry(
        read=MAKES_ACCOUNTS,
        write=MAKES_ACCOUNTS,
        ids=of("playbook"),
        data_of=lambda world: {"account": world.account.pk, "late": "today", "reason": "Once more"},
    ),
    "playbooks:project-move": Entry(
        read=MAKES_ACCOUNTS, write=MAKES_ACCOUNTS, ids=lambda world: {"pk": world.run.project_id}
    ),
    "playbooks:runs-move": Entry(
        read=MAKES_ACCOUNTS,
        write=MAKES_ACCOUNTS,
        ids=of("playbook"),
        data_of=lambda world: {"run": world.run.pk, "own": "keep"},
    ),
    "playbooks:segment-start": Entry(read=MAKES_ACCOUNTS, write=MAKES_ACCOUNTS, ids=of("playbook")),
    "playbooks:version-detail": Entry(read=SEES_ACCOUNT, ids=lambda world: {"pk": world.playbook.published_id}),
    "projects:account-projects": Entry(read=SEES_ACCOUNT, ids=of("account")),
    "projects:baseline-compare": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:baseline-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:board-data": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:change-request": Entry(read=SEES_ACCOUNT, ids=of("change_request")),
    "projects:change-request-decide": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("change_request")),
    "projects:change-request-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:change-request-plan": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("change_request")),
    "projects:change-request-revise": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("change_request")),
    "projects:change-request-scope": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("change_request")),
    "projects:change-request-step": Entry(write=ACCOUNT_WRITTEN, ids=of("change_request"), data={"step": "withdraw"}),
    "projects:change-request-submit": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("change_request")),
    "projects:change-detail": Entry(read=SEES_ACCOUNT, ids=of("plan_change")),
    "projects:change-explain": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("plan_change")),
    "projects:lesson-add": Entry(write=ACCOUNT_WRITTEN, ids=of("project"), data={"kind": "well", "text": "Early"}),
    "projects:lesson-delete": Entry(write=ACCOUNT_WRITTEN, ids=of("lesson")),
    "projects:load-page": Entry(read=SIGNED_IN),
    "projects:load-today": Entry(read=SEES_ACCOUNT, ids=of("max")),
    "projects:load-week": Entry(read=SEES_ACCOUNT, ids=lambda world: {"pk": world.max.pk, "week": _next_week()}),
    "projects:date-proposal": Entry(
        read=SEES_ACCOUNT,
        write=ACCOUNT_WRITTEN,
        ids=of("shown_day"),
        data={"decision": "decline", "answer": "Too late"},
    ),
    "projects:deliverable": Entry(read=SEES_ACCOUNT, ids=of("deliverable")),
    "projects:delivery-decide": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("delivery")),
    "projects:delivery-submit": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("deliverable")),
    "projects:project-deliverables": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:member-add": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:member-change": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("member")),
    "projects:member-off": Entry(write=ACCOUNT_WRITTEN, ids=of("member")),
    "projects:plan-board": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:plan-calendar": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:plan-change": Entry(
        write=ACCOUNT_WRITTEN,
        ids=of("project"),
        data={"edits": '[{"edit": "new-task", "key": "a", "values": {"title": "A"}}]'},
    ),
    "projects:plan-data": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:plan-export": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:plan-gantt": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:plan-import": Entry(read=MAKES_ACCOUNTS, write=MAKES_ACCOUNTS),
    "projects:plan-list": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:plan-table": Entry(read=having(Right.EXPORT), ids=lambda world: {"pk": world.project.pk, "kind": "csv"}),
    "projects:plan-undo": Entry(
        write=ACCOUNT_WRITTEN, ids=of("project"), data_of=lambda world: {"batch": _batch_of(world.project)}
    ),
    "projects:project-time": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:time-cell": Entry(
        write=ACCOUNT_WRITTEN,
        data_of=lambda world: {"work": f"p{world.project.pk}", "on": timezone.localdate(), "hours": "1", "was": "0"},
    ),
    "projects:time-delete": Entry(write=ONLY_MAX_WRITES, ids=of("time_entry")),
    "projects:time-detail": Entry(
        read=SEES_ACCOUNT, write=ONLY_MAX_WRITES, ids=of("time_entry"), data={"minutes": "0.5", "version": "1"}
    ),
    "projects:time-list": Entry(read=SIGNED_IN),
    "projects:time-page": Entry(read=SIGNED_IN),
    "projects:time-tasks": Entry(read=WRITERS),
    "projects:timer-start": Entry(write=ACCOUNT_WRITTEN, data_of=lambda world: {"work": f"p{world.project.pk}"}),
    "projects:timer-stop": Entry(write=WRITERS),
    "projects:project-change": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:project-close": Entry(read=SEES_ACCOUNT, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:project-detail": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:project-forecast": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:project-head": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:project-history": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:project-list": Entry(read=SIGNED_IN),
    "projects:project-new": Entry(read=MAKES_ACCOUNTS, write=MAKES_ACCOUNTS),
    "projects:label-change": Entry(write=ACCOUNTS, ids=of("label"), data={"act": "rename", "name": "Sites"}),
    "projects:label-list": Entry(read=ACCOUNTS),
    "projects:project-label": Entry(write=ACCOUNT_WRITTEN, ids=of("project"), data={"name": "Pilot"}),
    "projects:task-label": Entry(write=ACCOUNT_WRITTEN, ids=of("task"), data={"name": "Pilot"}),
    "projects:project-people": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:project-reopen": Entry(write=ACCOUNT_WRITTEN, ids=of("project"), data={"why": "More"}),
    "projects:project-report": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:project-reports": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:project-scope": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:project-share": Entry(read=SEES_ACCOUNT, write=ACCOUNT_WRITTEN, ids=of("project"), data={"act": "share"}),
    "projects:proposal": Entry(read=SEES_ACCOUNT, ids=of("proposal")),
    "projects:proposal-comment": Entry(write=ACCOUNT_WRITTEN, ids=of("proposal"), data={"text": "Is Oslo in?"}),
    "projects:proposal-decide": Entry(write=ONLY_MAX_WRITES, ids=of("proposal"), data_of=_answer),
    "projects:proposal-withdraw": Entry(write=ACCOUNT_WRITTEN, ids=of("proposal")),
    "projects:report-rhythm": Entry(write=ACCOUNT_WRITTEN, ids=of("project"), data={"report_rhythm": "weekly"}),
    "projects:status-report": Entry(read=SEES_ACCOUNT, write=ACCOUNT_WRITTEN, ids=of("status_report")),
    "projects:status-report-delete": Entry(write=ACCOUNT_WRITTEN, ids=of("status_report")),
    "projects:status-report-new": Entry(write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:status-report-pdf": Entry(read=SEES_ACCOUNT, ids=of("status_report")),
    "projects:status-report-send": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("status_report")),
    "projects:scope-propose": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("scope_version")),
    "projects:signer-record": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("signer")),
    "projects:signer-replace": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("signer")),
    "projects:scope-add": Entry(write=ACCOUNT_WRITTEN, ids=of("project"), data={"section": "goal", "text": "Less"}),
    "projects:scope-compare": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:billing-delete": Entry(write=ACCOUNT_WRITTEN, ids=of("billing")),
    "projects:billing-detail": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("billing")),
    "projects:billing-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:budget-change": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:cost-delete": Entry(write=ACCOUNT_WRITTEN, ids=of("fixed_cost")),
    "projects:cost-detail": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("fixed_cost")),
    "projects:cost-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:project-budget": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:project-earned": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:project-rate-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:project-role-put": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:rate-delete": Entry(write=ACCOUNT_WRITTEN, ids=of("rate")),
    "projects:rate-detail": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("rate")),
    "projects:rate-list": Entry(read=ACCOUNTS),
    "projects:rate-new": Entry(read=ACCOUNTS, write=ACCOUNTS),
    "projects:role-put": Entry(read=ACCOUNTS, write=ACCOUNTS),
    "projects:project-register": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:decision-detail": Entry(read=SEES_ACCOUNT, write=ACCOUNT_WRITTEN, ids=of("decision")),
    "projects:decision-list": Entry(read=SIGNED_IN),
    "projects:decision-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:issue-detail": Entry(read=SEES_ACCOUNT, write=ACCOUNT_WRITTEN, ids=of("issue")),
    "projects:issue-list": Entry(read=SIGNED_IN),
    "projects:issue-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:issue-step": Entry(write=ACCOUNT_WRITTEN, ids=of("issue"), data={"step": "resolve"}),
    "projects:risk-detail": Entry(read=SEES_ACCOUNT, write=ACCOUNT_WRITTEN, ids=of("risk")),
    "projects:risk-happened": Entry(write=ACCOUNT_WRITTEN, ids=of("risk")),
    "projects:risk-list": Entry(read=SIGNED_IN),
    "projects:risk-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:risk-task": Entry(write=ACCOUNT_WRITTEN, ids=of("risk")),
    "projects:scope-item-attach": Entry(write=ACCOUNT_WRITTEN, ids=of("scope_item")),
    "projects:scope-item-back": Entry(write=ACCOUNT_WRITTEN, ids=of("scope_item")),
    "projects:scope-item-change": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("scope_item")),
    "projects:scope-item-detach": Entry(
        write=ACCOUNT_WRITTEN,
        ids=lambda world: {"pk": world.scope_item.pk, "file_pk": world.file_of_scope_item.pk},
    ),
    "projects:scope-item-move": Entry(write=ACCOUNT_WRITTEN, ids=of("scope_item"), data={"to": "up"}),
    "projects:scope-item-out": Entry(write=ACCOUNT_WRITTEN, ids=of("scope_item")),
    "projects:scope-version": Entry(read=SEES_ACCOUNT, ids=of("scope_version")),
    "projects:scope-version-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:comment-change": Entry(
        read=ONLY_MAX_WRITES, write=ONLY_MAX_WRITES, ids=of("comment"), data={"text": "Otherwise", "version": "1"}
    ),
    "projects:comment-delete": Entry(write=ONLY_MAX_WRITES, ids=of("comment")),
    "projects:comment-detail": Entry(read=SEES_ACCOUNT, ids=of("comment")),
    "projects:step-add": Entry(write=ACCOUNT_WRITTEN, ids=of("task"), data={"text": "Call"}),
    "projects:step-change": Entry(
        write=ACCOUNT_WRITTEN,
        ids=lambda world: {"pk": world.task.pk, "step_pk": world.step.pk},
        data={"act": "tick", "is_done": "yes"},
    ),
    "projects:project-attach": Entry(write=ACCOUNT_WRITTEN, ids=of("project")),
    "projects:project-detach": Entry(
        write=ACCOUNT_WRITTEN, ids=lambda world: {"pk": world.project.pk, "file_pk": world.file_of_project.pk}
    ),
    "projects:project-files": Entry(read=SEES_ACCOUNT, ids=of("project")),
    "projects:task-attach": Entry(write=ACCOUNT_WRITTEN, ids=of("task")),
    "projects:task-block": Entry(write=ACCOUNT_WRITTEN, ids=of("task"), data={"act": "end"}),
    "projects:project-sprints": Entry(read=SEES_ACCOUNT, ids=of("scrum")),
    "projects:sprint-change": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("sprint")),
    "projects:sprint-delete": Entry(write=ACCOUNT_WRITTEN, ids=of("next_sprint")),
    "projects:sprint-detail": Entry(read=SEES_ACCOUNT, ids=of("sprint")),
    "projects:sprint-finish": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("sprint")),
    "projects:sprint-lanes": Entry(read=SEES_ACCOUNT, ids=of("scrum")),
    "projects:sprint-new": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("scrum")),
    "projects:sprint-start": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("next_sprint")),
    "projects:task-change": Entry(
        write=ACCOUNT_WRITTEN,
        ids=of("task"),
        data={"act": "party", "party-letter": "R", "party-role": "Tester", "party-side": "ours"},
    ),
    "projects:task-colleagues": Entry(read=SEES_ACCOUNT, ids=of("task")),
    "projects:task-comments": Entry(
        read=SEES_ACCOUNT, write=ACCOUNT_WRITTEN, ids=of("task"), data={"text": "It runs."}
    ),
    "projects:task-detach": Entry(
        write=ACCOUNT_WRITTEN, ids=lambda world: {"pk": world.task.pk, "file_pk": world.file_of_task.pk}
    ),
    "projects:task-form": Entry(read=ACCOUNT_WRITTEN, ids=lambda world: {"pk": world.task.pk, "key": "link"}),
    "projects:task-repeat": Entry(write=ACCOUNT_WRITTEN, ids=of("task"), data={"act": "end"}),
    "projects:task-time": Entry(write=ACCOUNT_WRITTEN, ids=of("task"), data={"act": "stop"}),
    "projects:tasks-change": Entry(
        read=ACCOUNT_WRITTEN,
        write=ACCOUNT_WRITTEN,
        ids=of("project"),
        data_of=lambda world: {"id": world.task.pk, "tasks-priority": "750"},
    ),
    "projects:task-detail": Entry(read=SEES_ACCOUNT, ids=of("task")),
    "projects:task-list": Entry(read=SIGNED_IN),
    "projects:task-nudge": Entry(read=ACCOUNT_WRITTEN, write=ACCOUNT_WRITTEN, ids=of("task")),
    "projects:task-watch": Entry(write=ACCOUNT_WRITTEN, ids=of("task"), data={"watch": "yes"}),
}
