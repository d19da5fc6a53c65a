"""The lines of the wall about projects: who may call what."""

from milepost.rest.tests.wall_lines import ACCOUNT_MANAGERS, EVERYONE, MATCH, ONLY_MAX, WRITERS, Line, of_account
from milepost.rest.tests.wall_of_agreements import AGREEMENTS

PROJECTS = {
    "list_projects": Line(EVERYONE, "/projects"),
    "get_project": of_account("/projects/{project.pk}"),
    "make_project": Line(WRITERS, "/projects", "write", {"name": "Move"}, status=201),
    "update_project": of_account("/projects/{project.pk}", "write", {"name": "Other"}, headers=MATCH),
    "list_project_members": of_account("/projects/{project.pk}/members"),
    "put_member_on_project": of_account("/projects/{project.pk}/members", "write", {"user_id": "{max.pk}"}, status=201),
    "take_member_off_project": of_account("/projects/{project.pk}/members/{project_member.pk}", "write", status=204),
    "get_schedule": of_account("/projects/{project.pk}/schedule"),
    "preview_changes": of_account(
        "/projects/{project.pk}/preview", body={"changes": [{"do": "change-project", "go_live": None}]}
    ),
    "update_plan": of_account(
        "/projects/{project.pk}/plan",
        "write",
        {"changes": [{"do": "change-project", "go_live": None}]},
        headers=MATCH,
    ),
    "list_slips": of_account("/projects/{project.pk}/slips"),
    "get_forecast": of_account("/projects/{project.pk}/forecast"),
    "list_baselines": of_account("/projects/{project.pk}/baselines"),
    "make_baseline": of_account("/projects/{project.pk}/baselines", "write", {"name": "Next"}, status=201),
    "compare_baselines": of_account("/projects/{project.pk}/baselines/{baseline.pk}/comparison"),
    "list_tasks": Line(EVERYONE, "/tasks"),
    "get_task": of_account("/tasks/{task.pk}"),
    "make_task": Line(WRITERS, "/tasks", "write", {"title": "Call back"}, status=201),
    "update_task": of_account("/tasks/{task.pk}", "write", {"title": "Other"}, headers=MATCH),
    "drop_task": of_account("/tasks/{later_task.pk}", "write", headers=MATCH, status=204),
    "list_parties": of_account("/tasks/{task.pk}/parties"),
    "put_party": of_account("/tasks/{task.pk}/parties", "write", {"role": "IT"}, status=201),
    "drop_party": of_account("/tasks/{task.pk}/parties/{party.pk}", "write", status=204),
    "list_steps": of_account("/tasks/{task.pk}/steps"),
    "make_step": of_account("/tasks/{task.pk}/steps", "write", {"text": "Export"}, status=201),
    "get_step": of_account("/tasks/{task.pk}/steps/{step.pk}"),
    "update_step": of_account("/tasks/{task.pk}/steps/{step.pk}", "write", {"is_done": True}, headers=MATCH),
    "drop_step": of_account("/tasks/{task.pk}/steps/{step.pk}", "write", headers=MATCH, status=204),
    "list_comments": of_account("/tasks/{task.pk}/comments"),
    "make_comment": of_account("/tasks/{task.pk}/comments", "write", {"text": "Done"}, status=201),
    "get_comment": of_account("/tasks/{task.pk}/comments/{comment.pk}"),
    "update_comment": Line(
        ONLY_MAX,
        "/tasks/{task.pk}/comments/{comment.pk}",
        "write",
        {"text": "Nearly"},
        headers=MATCH,
        hidden_from={"fiona"},
    ),
    "drop_comment": Line(
        ONLY_MAX,
        "/tasks/{task.pk}/comments/{comment.pk}",
        "write",
        headers=MATCH,
        status=204,
        hidden_from={"fiona"},
    ),
    "list_blocks": of_account("/tasks/{task.pk}/blocks"),
    "make_block": of_account(
        "/tasks/{later_task.pk}/blocks", "write", {"why": "No access", "side": "theirs"}, status=201
    ),
    "end_block": of_account("/tasks/{task.pk}/unblock", "write"),
    "list_watchers": of_account("/tasks/{task.pk}/watchers"),
    "make_watcher": of_account("/tasks/{task.pk}/watchers", "write", {"user_id": "{max.pk}"}, status=201),
    "drop_watcher": Line(
        ONLY_MAX, "/tasks/{task.pk}/watchers/{watcher.pk}", "write", status=204, hidden_from={"fiona"}
    ),
    "list_task_files": of_account("/tasks/{task.pk}/files"),
    "make_task_file": of_account("/tasks/{task.pk}/files", "write", status=201),
    "drop_task_file": of_account("/tasks/{task.pk}/files/{task_file.pk}", "write", headers=MATCH, status=204),
    "list_dependencies": Line(EVERYONE, "/dependencies"),
    "get_dependency": of_account("/dependencies/{dependency.pk}"),
    "make_dependency": of_account(
        "/dependencies",
        "write",
        {"predecessor_id": "{task.pk}", "successor_id": "{later_task.pk}"},
        status=201,
        unseen=422,
    ),
    "update_dependency": of_account("/dependencies/{dependency.pk}", "write", {"lag_minutes": 60}, headers=MATCH),
    "drop_dependency": of_account("/dependencies/{dependency.pk}", "write", headers=MATCH, status=204),
    "list_sprints": Line(EVERYONE, "/sprints"),
    "get_sprint": of_account("/sprints/{sprint.pk}"),
    "get_burndown": of_account("/sprints/{sprint.pk}/burndown"),
    "make_sprint": of_account(
        "/sprints",
        "write",
        {"project_id": "{scrum.pk}", "start_on": "2031-01-06", "end_on": "2031-01-17"},
        status=201,
        unseen=422,
    ),
    "update_sprint": of_account("/sprints/{next_sprint.pk}", "write", {"goal": "Other"}, headers=MATCH),
    "drop_sprint": of_account("/sprints/{next_sprint.pk}", "write", headers=MATCH, status=204),
    "begin_sprint": of_account("/sprints/{next_sprint.pk}/start", "write", status=409),
    "end_sprint": of_account("/sprints/{sprint.pk}/finish?rest=next", "write"),
    **AGREEMENTS,
    "list_status_reports": Line(EVERYONE, "/status-reports"),
    "get_status_report": of_account("/status-reports/{status_report.pk}?expand=recipients"),
    "make_status_report": of_account(
        "/status-reports", "write", {"project_id": "{project.pk}"}, status=201, unseen=422
    ),
    "update_status_report": of_account(
        "/status-reports/{status_report.pk}", "write", {"summary": "Other"}, headers=MATCH
    ),
    "drop_status_report": of_account("/status-reports/{status_report.pk}", "write", headers=MATCH, status=204),
    "send_status_report": of_account("/status-reports/{status_report.pk}/send", "write", {"user_ids": []}),
    "list_risks": Line(EVERYONE, "/risks"),
    "get_risk": of_account("/risks/{risk.pk}"),
    "make_risk": of_account("/risks", "write", {"project_id": "{project.pk}", "title": "Late"}, status=201, unseen=422),
    "update_risk": of_account("/risks/{risk.pk}", "write", {"impact": 4}, headers=MATCH),
    "let_risk_happen": of_account("/risks/{risk.pk}/happened", "write"),
    "list_issues": Line(EVERYONE, "/issues"),
    "get_issue": of_account("/issues/{issue.pk}"),
    "make_issue": of_account(
        "/issues", "write", {"project_id": "{project.pk}", "title": "Down"}, status=201, unseen=422
    ),
    "update_issue": of_account("/issues/{issue.pk}", "write", {"title": "Slow"}, headers=MATCH),
    "hand_issue_up": of_account("/issues/{issue.pk}/escalation", "write", {"to_id": "{max.pk}"}, status=201),
    "end_issue": of_account("/issues/{issue.pk}/resolution", "write", {"resolution": "Mended"}, status=201),
    "reopen_one_issue": of_account("/issues/{issue.pk}/reopen", "write", status=409),
    "list_decisions": Line(EVERYONE, "/decisions"),
    "get_decision": of_account("/decisions/{decision.pk}"),
    "make_decision": of_account(
        "/decisions", "write", {"project_id": "{project.pk}", "title": "Yes"}, status=201, unseen=422
    ),
    "update_decision": of_account("/decisions/{decision.pk}", "write", {"why": "Less"}, headers=MATCH),
    "list_time_entries": Line(EVERYONE, "/time-entries"),
    "get_time_entry": of_account("/time-entries/{time_entry.pk}"),
    "make_time_entry": of_account(
        "/time-entries", "write", {"task_id": "{task.pk}", "minutes": 15}, status=201, unseen=422
    ),
    "update_time_entry": Line(
        ONLY_MAX,
        "/time-entries/{time_entry.pk}",
        "write",
        {"minutes": 45},
        headers=MATCH,
        hidden_from={"fiona"},
    ),
    "drop_time_entry": Line(
        ONLY_MAX, "/time-entries/{time_entry.pk}", "write", headers=MATCH, status=204, hidden_from={"fiona"}
    ),
    "get_timer": Line(ONLY_MAX, "/timer", refusal=404),
    "begin_timer": of_account("/timer", "write", {"project_id": "{project.pk}"}, status=201, unseen=422),
    "end_timer": Line(ONLY_MAX, "/timer/stop", "write", hidden_from={"ada", "lena", "fiona"}),
    "get_hours": of_account("/projects/{project.pk}/hours"),
    "list_load": Line(EVERYONE, "/load"),
    "list_calendars": Line(EVERYONE, "/calendars"),
    "get_calendar": Line(EVERYONE, "/calendars/{calendar.pk}"),
    "make_calendar": Line(
        ACCOUNT_MANAGERS, "/calendars", "write", {"name": "Nights", "week": [[[0, 360]]] * 7}, status=201
    ),
    "update_calendar": Line(ACCOUNT_MANAGERS, "/calendars/{calendar.pk}", "write", {"country": "DE"}, headers=MATCH),
    "drop_calendar": Line(ACCOUNT_MANAGERS, "/calendars/{calendar.pk}", "write", headers=MATCH, status=204),
}
