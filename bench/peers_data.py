"""The data set that three peers were measured on, put into Milepost by the room's own actions.

20 users, 1,000 projects, 50,000 tasks, 43,985 links, 100,000 comments, the same at each run: user u is a member of
project p when u + p is even; project 1 has 200 tasks, the projects to 850 have 50, the others 49. Tasks come in groups
of ten: a phase, and nine below it that follow each other, the last one of a phase before the first one of the next.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db import connection, transaction

from milepost.audit.public import create_records, with_first_parts
from milepost.identity.public import Role, User, add_user
from milepost.lib.actor import SYSTEM
from milepost.projects.public import (
    LinkEdit,
    MoveOrigin,
    NewTask,
    PartyEdit,
    PlanEdit,
    Project,
    ProjectMember,
    ProjectState,
    TaskComment,
    change_plan,
    create_project,
)

USERS, PROJECTS, GROUP = 20, 1000, 10
STATES = ["todo"] * 4 + ["doing"] * 2 + ["review"] + ["done"] * 3
DESCRIPTION = "Describe the work to be done for the customer, with acceptance notes. " * 5
COMMENT = "Comment {}: progress was discussed with the customer and the next step agreed."
WORK_MINUTES = 2 * 480
OPENS = dt.time(9)
CLOSES = dt.time(17)


def fill(tell: Any) -> None:
    """Write users, projects with their plans, and comments; projects that are there stay as they are."""
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET synchronous_commit = off")  # quicker; nothing is lost but by a crash
    people = {user.email: user for user in User.objects.all()}
    users = [people.get(mail_of(n)) or _user(n) for n in range(1, USERS + 1)]
    there = Project.objects.count()
    for number in range(there + 1, PROJECTS + 1):
        with transaction.atomic():
            _project(number, users)
        if number % 50 == 0:
            tell(f"{number} projects")
    for name, tasks in (("Ripple", 200), ("Large", 2000)):
        if not Project.objects.filter(name=name).exists():
            _chain(name, tasks, users)


def _chain(name: str, tasks: int, users: list[User]) -> None:
    """Write a project in which each task follows the one before."""
    project = create_project(name, actor=SYSTEM, start_on=dt.date(2027, 1, 4), state=ProjectState.ACTIVE)
    edits: list[PlanEdit] = []
    for number in range(tasks):
        edits.append(NewTask(str(number), {"title": f"Step {number}", "duration_minutes": 480}))
        edits.append(PartyEdit(task_id=str(number), user_id=users[number % USERS].pk))
        if number % 200:
            edits.append(LinkEdit(str(number - 1), str(number)))
    change_plan(project, edits, actor=SYSTEM, origin=MoveOrigin.IMPORT, as_one=True)


def _user(number: int) -> User:
    return add_user(mail_of(number), f"User {number:02}", role=Role.MEMBER, actor=SYSTEM)


def mail_of(number: int) -> str:
    return f"user{number:02}@example.com"


def _project(number: int, users: list[User]) -> None:
    base = dt.date(2026, 6, 1) + dt.timedelta(days=0 if number == 1 else number * 13 % 150)
    project = create_project(f"Customer onboarding {number:04}", actor=SYSTEM, start_on=base, state=ProjectState.ACTIVE)
    with with_first_parts(project):
        on_it = [user for at, user in enumerate(users, 1) if (at + number) % 2 == 0]
        create_records([ProjectMember(project=project, user=user) for user in on_it], actor=SYSTEM)
    edits = [*_tasks(number, base, users), *_links(number)]
    made = change_plan(project, edits, actor=SYSTEM, origin=MoveOrigin.IMPORT, as_one=True).tasks
    comments = [
        TaskComment(task=task, author=users[int(key) % USERS], text=COMMENT.format(n))
        for key, task in made.items()
        for n in (1, 2)
    ]
    create_records(comments, actor=SYSTEM)


def size(project: int) -> int:
    """Return how many tasks a project has."""
    return 200 if project == 1 else 50 if project <= 850 else 49


def _tasks(project: int, base: dt.date, users: list[User]) -> Iterator[PlanEdit]:
    for number in range(1, size(project) + 1):
        phase, step = divmod(number - 1, GROUP)
        title = f"Task {number} of project {project}: configure and verify step {step}"
        values = {
            "title": title if step else f"Phase {phase + 1} of project {project}",
            "description": DESCRIPTION,
            "duration_minutes": WORK_MINUTES,
            "author_id": users[number % USERS].pk,
        }
        if step:
            day = base + dt.timedelta(days=2 * (phase * 9 + step - 1))
            values |= _progress(STATES[(project * 7 + number * 3) % 10], day)
        yield NewTask(str(number), values, parent_id=str(number - step) if step else None)
        user = users[2 * (number % 10) + (0 if project % 2 else 1)]
        yield PartyEdit(task_id=str(number), user_id=user.pk)


def _progress(state: str, day: dt.date) -> dict[str, Any]:
    """Return a state with its dates: a task begins on its day and ends on the next one."""
    began = {"actual_start": dt.datetime.combine(day, OPENS)} if state != "todo" else {}
    ended = {"actual_finish": dt.datetime.combine(day + dt.timedelta(days=1), CLOSES)} if state == "done" else {}
    return {"state": state, **began, **ended}


def _links(project: int) -> Iterator[LinkEdit]:
    for number in range(1, size(project) + 1):
        step = (number - 1) % GROUP
        if 0 < step < GROUP - 1 and number < size(project):
            yield LinkEdit(str(number), str(number + 1))
        if step == GROUP - 1 and number + 2 <= size(project):
            yield LinkEdit(str(number), str(number + 2))
