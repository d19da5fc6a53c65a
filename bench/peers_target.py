"""The target file of the peers' benchmark: each kind of work as a page and as JSON, with what must be in the answer."""

import json
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from peers_data import mail_of

from milepost.identity.public import Scope, User, issue_token
from milepost.lib.actor import SYSTEM
from milepost.projects.public import Project, Task

OPEN = "todo,doing,review"
STATES = ["todo", "doing", "review"]


def target(base: str) -> dict[str, Any]:
    """Return the target, with a session and a token of the first user made for it."""
    me = User.objects.get(email=mail_of(1))
    _token, secret = issue_token(me, "Bench", [Scope.READ, Scope.WRITE], None, SYSTEM)
    return {
        "name": "Milepost",
        "base": base,
        "default_auth": "session",
        "auth": {
            "session": {"cookies": {"sessionid": session_of(me)}},
            "key": {"headers": {"Authorization": f"Bearer {secret}"}},
        },
        "vars": variables(),
        "cells": cells(),
    }


def session_of(user: User) -> str:
    """Sign somebody in; the name of the session, which goes into the cookie."""
    client = Client()
    client.force_login(user)
    return str(client.cookies["sessionid"].value)


def variables() -> dict[str, Any]:
    projects = dict(Project.objects.order_by("pk").values_list("name", "pk"))
    # Writes go to many projects in turn, so that the plans keep the size that they had when the peers were measured.
    ours = [key for name, key in projects.items() if name.startswith("Customer onboarding")]
    small, growing = ours[1:101], ours[201:801]
    tasks = Task.objects.filter(project__in=small, is_summary=False).order_by("pk")
    free = tasks.filter(links_in=None, description__startswith="Describe")
    return {
        "p1": projects["Customer onboarding 0001"],
        "growing": growing,
        "ripple": projects["Ripple"],
        "large": projects["Large"],
        "task": list(tasks.values_list("pk", flat=True)[10:400:7]),
        "upd": list(free.values_list("pk", flat=True)[:40]),
        "root": Task.objects.filter(project=projects["Ripple"]).order_by("outline_order")[0].pk,
        "other": User.objects.get(email=mail_of(2)).pk,
        "states": STATES,
        "lengths": [960, 480],
    }


def cells() -> list[dict[str, Any]]:
    key = {"auth": "key"}
    change = {**key, "method": "PATCH", "headers": {"If-Match": "*"}}
    pages = [
        page("a", "tasks of a project, 50 rows, page", "/tasks/?" + urlencode({"project": "{p1}"}, safe="{}"), ROW),
        page("b", "my open tasks, 50 rows, page", f"/tasks/?who=me&state={OPEN}&sort=finish", ROW),
        page("c", "a task with its links, page", "/tasks/{task}/", ["Task \\d+ of project", None]),
    ]
    return [
        pages[0],
        {**key, "key": "a2", "title": "the same, JSON", "path": "/api/v1/tasks?" + of_project(), "rows": TITLES},
        pages[1],
        {**key, "key": "b2", "title": "the same, JSON", "path": "/api/v1/tasks?" + of_me(), "rows": TITLES},
        pages[2],
        {**key, "key": "c2", "title": "a task, JSON", "path": "/api/v1/tasks/{task}?expand=parties"},
        {
            **key,
            "key": "d",
            "title": "create a task, JSON",
            "method": "POST",
            "path": "/api/v1/tasks",
            "status": [201],
            "body": '{"project_id": {growing}, "title": "Bench task {n}", "description": "By the load generator"}',
        },
        {
            **change,
            "key": "e",
            "title": "change a task's state, JSON",
            "path": "/api/v1/tasks/{upd}",
            "body": '{"state": "{states@upd}"}',
            "verify": ["/api/v1/tasks/{upd}", '"state":\\s*"{states@upd}"'],
        },
        plan("f", "plan of 200 tasks, page and data", "{p1}", 200),
        {
            **key,
            "key": "f2",
            "title": "schedule of 200 tasks with links, JSON",
            "path": "/api/v1/projects/{p1}/schedule",
            "rows": ['"title":', 200],
        },
        {
            **change,
            "key": "g",
            "title": "a move that ripples through 200 tasks, JSON",
            "path": "/api/v1/tasks/{root}",
            "body": '{"duration_minutes": {lengths}}',
            "verify": ["/api/v1/tasks/{root}", '"duration_minutes":\\s*{lengths}'],
        },
        plan("h", "plan of 2,000 tasks, page and data", "{large}", 2000),
    ]


ROW = ["<tr[^>]*data-row", 50]
TITLES = ['"title":', 50]


def page(key: str, title: str, path: str, rows: list[Any]) -> dict[str, Any]:
    return {"key": key, "title": title, "path": path} | ({"rows": rows} if rows[1] else {})


def plan(key: str, title: str, project: str, tasks: int) -> dict[str, Any]:
    steps = [
        {"path": f"/projects/{project}/"},
        {"path": f"/projects/{project}/plan.json", "rows": ['"(todo|doing|review|done|dropped)"', tasks]},
    ]
    return {"key": key, "title": title, "steps": steps}


def of_project() -> str:
    tree = json.dumps({"field": "project", "op": "any_of", "value": ["{p1}"]}, separators=(",", ":"))
    return "limit=50&" + urlencode({"filter": tree}, safe="{}")


def of_me() -> str:
    nodes = [
        {"field": "who", "op": "any_of", "value": ["me"]},
        {"field": "state", "op": "any_of", "value": OPEN.split(",")},
    ]
    return "limit=50&sort=finish&" + urlencode({"filter": json.dumps({"and": nodes})})
