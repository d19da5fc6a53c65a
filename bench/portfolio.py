"""The pages across projects at the large size: `python bench/portfolio.py [projects] [tasks] [people] [rounds]`.

Writes to a folder of its own, or to the database that `DATABASE_URL` names. Each request goes through Django's whole
stack in this process; what counts is its processor time.
"""

import datetime as dt
import os
import random
import sys
import tempfile
from itertools import batched

os.environ["MILEPOST_DATA_DIR"] = tempfile.mkdtemp(prefix="milepost-bench-")
os.environ.setdefault("MILEPOST_URL", "http://localhost")
os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.config.settings"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from timing import measure

from milepost.accounts.public import Account, Stage
from milepost.identity.public import Role, User
from milepost.projects.public import Project, ProjectMember, Task, TaskParty

PROJECTS, TASKS, PEOPLE, ROUNDS = (
    int(given) for given in [*sys.argv[1:], *["3000", "150000", "200", "20"][len(sys.argv) - 1 :]]
)
OPEN_SHARE = 0.4
LIST = "/projects/?as=timeline"
CASES = {
    "timeline": LIST,
    "timeline by account": f"{LIST}&by=account",
    "timeline by lead": f"{LIST}&by=lead",
    "timeline, red ones": f"{LIST}&schedule=very-late",
    "timeline, all states": f"{LIST}&view=none",
    "load of 20 people": "/load/",
}


def fill() -> None:
    chance, today = random.Random(1), timezone.localdate()
    people = User.objects.bulk_create(
        User(email=f"p{at}@example.com", name=f"Person {at:03}", role=Role.MEMBER) for at in range(PEOPLE)
    )
    stage, size = Stage.objects.order_by("pk")[0], max(1, PROJECTS * 5 // 3)
    accounts = Account.objects.bulk_create(Account(name=f"Account {at}", stage=stage) for at in range(size))
    projects = Project.objects.bulk_create([_project(at, chance, accounts, today) for at in range(PROJECTS)])
    ProjectMember.objects.bulk_create(
        [ProjectMember(project=one, user=chance.choice(people), part="lead") for one in projects]
    )
    for some in batched(projects, 200):
        tasks = Task.objects.bulk_create([task for one in some for task in _tasks(one, chance, today)])
        TaskParty.objects.bulk_create([TaskParty(task=task, user=chance.choice(people)) for task in tasks])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _project(at: int, chance: random.Random, accounts: list[Account], today: dt.date) -> Project:
    start = today - dt.timedelta(days=chance.randint(-30, 200))
    forecast = start + dt.timedelta(days=chance.randint(60, 300))
    is_open = chance.random() < OPEN_SHARE
    return Project(
        name=f"Project {at}",
        account=chance.choice(accounts),
        state="active" if is_open else "done",
        start_on=start,
        forecast_on=forecast,
        ends_on=forecast + dt.timedelta(days=10),
        target_on=forecast - dt.timedelta(days=chance.randint(-5, 20)),
        actual_on=None if is_open else forecast,
    )


def _tasks(project: Project, chance: random.Random, today: dt.date) -> list[Task]:
    found = []
    for at in range(TASKS // PROJECTS):
        first = project.start_on + dt.timedelta(days=at * 3)
        is_open = project.state == "active" and first > today - dt.timedelta(days=5)
        first = max(first, today) if is_open else first
        last = first + dt.timedelta(days=chance.randint(0, 9))
        found.append(
            Task(
                project=project,
                account_id=project.account_id,
                title=f"Task {at}",
                state="todo" if is_open else "done",
                is_milestone=at % 15 == 0,
                duration_minutes=960,
                estimate_minutes=chance.choice([None, 120, 480, 960]),
                start_at=dt.datetime.combine(first, dt.time(8)),
                finish_at=dt.datetime.combine(last, dt.time(17)),
                start_on=first,
                finish_on=last,
                outline_order=at,
            )
        )
    return found


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    fill()
    client = Client()
    client.force_login(User.objects.create(email="ada@example.com", name="Ada", role=Role.ADMIN))
    settings.ALLOWED_HOSTS = ["*"]
    print(f"{connection.vendor}: {PROJECTS:,} projects, {TASKS:,} tasks, {PEOPLE} people; ms of processor time")
    for name, address in CASES.items():
        p50, p95, _wall, _wall95, queries = measure(lambda address=address: client.get(address), ROUNDS)
        print(f"{name:28} p50 {p50:6.1f}  p95 {p95:6.1f}  queries {queries}")


if __name__ == "__main__":
    main()
