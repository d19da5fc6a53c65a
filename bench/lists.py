"""How long a list of 25,000 people takes: `python bench/lists.py [people] [rounds]`; writes to a folder of its own.

Each request goes through Django's whole stack in this process, without a network: session, rights, rows, template.
"""

import datetime as dt
import os
import platform
import random
import sys
import tempfile
import time
from functools import partial
from urllib.parse import urlencode

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
from timing import deep_page, measure

from milepost.identity.public import Role, Team, TeamMembership, User

PEOPLE, ROUNDS = (int(argument) for argument in [*sys.argv[1:], "25000", "20"][:2])
PAGE = "/settings/people/"
CASES = {
    "first page": "",
    "sorted by job title": "?sort=-title",
    "sorted by last sign-in (unknown last)": "?sort=last_login",
    "role is lead or viewer": "?role=lead,viewer",
    "name contains “ann”": "?name~=ann",
    "in one of two teams": "?teams=1,2",
    "in neither team, signed in lately": "?teams!=1,2&last_login=last-30-days",
    "nested or": "?"
    + urlencode({"where": '{"or":[{"field":"title","op":"unknown"},{"field":"teams","op":"unknown"}]}'}),
    "quick filter “berg 1”": "?q=berg+1",
}


def fill() -> None:
    chance = random.Random(1)
    names, titles = ["Ann", "Bob", "Hanna", "Ivo", "Mara", "Sven"], ["CSM", "Project manager", "", "Support engineer"]
    teams = Team.objects.bulk_create([Team(name=f"Team {number}") for number in range(40)])
    people = User.objects.bulk_create(
        [
            User(
                email=f"person{number}@example.com",
                name=f"{chance.choice(names)} {chance.choice(['Berg', 'Novak', 'Petit'])} {number}",
                title=chance.choice(titles),
                role=chance.choice(Role.values[1:]),
                is_active=chance.random() > 0.1,
                last_login=timezone.now() - dt.timedelta(days=chance.random() * 200) if chance.random() > 0.2 else None,
            )
            for number in range(PEOPLE)
        ],
        batch_size=1000,
    )
    TeamMembership.objects.bulk_create(
        [
            TeamMembership(team=team, user=person)
            for person in people
            for team in chance.sample(teams, chance.randint(0, 3))
        ],
        batch_size=2000,
    )


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("createcachetable", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    settings.ALLOWED_HOSTS = ["testserver"]
    began = time.perf_counter()
    fill()
    print(f"filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    admin = User.objects.create(email="ada@example.com", name="Ada", role=Role.ADMIN)
    client = Client()
    client.force_login(admin)
    print(
        f"Python {platform.python_version()}, {connection.vendor}, {os.cpu_count()} CPUs, "
        f"{PEOPLE:,} people, {ROUNDS} rounds"
    )
    print(f"load average before measuring: {os.getloadavg()[0]:.1f}\n")
    print("| list | CPU p50 | CPU p95 | p50 ms | p95 ms | queries |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for label, address in [
        *[(label, PAGE + query) for label, query in CASES.items()],
        ("hundredth page", deep_page(client, PAGE)),
    ]:
        *times, queries = measure(partial(client.get, address), ROUNDS)
        print(f"| {label} | {' | '.join(f'{time:.0f}' for time in times)} | {queries} |", flush=True)
    print(f"\nload average after measuring: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
