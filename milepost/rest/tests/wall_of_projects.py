"""The lines of the wall about projects: who may call what."""

from milepost.rest.tests.wall_lines import ACCOUNT_MANAGERS, EVERYONE, MATCH, WRITERS, Line, of_account

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
    "list_calendars": Line(EVERYONE, "/calendars"),
    "get_calendar": Line(EVERYONE, "/calendars/{calendar.pk}"),
    "make_calendar": Line(
        ACCOUNT_MANAGERS, "/calendars", "write", {"name": "Nights", "week": [[[0, 360]]] * 7}, status=201
    ),
    "update_calendar": Line(ACCOUNT_MANAGERS, "/calendars/{calendar.pk}", "write", {"country": "DE"}, headers=MATCH),
    "drop_calendar": Line(ACCOUNT_MANAGERS, "/calendars/{calendar.pk}", "write", headers=MATCH, status=204),
}
