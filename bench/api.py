"""Measures the processor time of API requests on SQLite, in this process, and writes its section of docs/bench.md.

    .venv/bin/python bench/api.py
    .venv/bin/python bench/api.py --requests 300 --dry-run

A request goes through Django's whole stack (middleware, token, limits, database, JSON) without a socket.
"""

# ruff: noqa: PLC0415 - Django is imported once its settings are set

import argparse
import datetime as dt
import os
import re
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "bench.md"
BEGIN, END = "<!-- api -->", "<!-- /api -->"
PEOPLE = 5_000
PAGE = 50
ACCOUNTS = 1_000
BULK = 500


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=300)
    parser.add_argument("--dry-run", action="store_true", help="print only")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="milepost-bench-") as folder:
        _set_up(Path(folder))
        rows = [_row(name, call, options.requests) for name, call in _requests().items()]
    table = "\n".join(["| request | CPU, median | p95 | wall, median |", "| --- | --- | --- | --- |", *rows])
    section = (
        f"{BEGIN}\n## API\n\nMilliseconds per request on SQLite with {PEOPLE:,} people and {ACCOUNTS:,} accounts,"
        f" {options.requests} requests each, without a socket;\n"
        f"measured on {dt.datetime.now(dt.UTC):%d %B %Y} by `bench/api.py`. "
        "Budget: a list of 50 rows ≤ 15 ms, a record ≤ 10, a new account ≤ 16. "
        f"Load average then {os.getloadavg()[0]:.1f}.\n\n{table}\n{END}\n"
    )
    print(section)
    if not options.dry_run:
        _write(section)


def _set_up(folder: Path) -> None:
    os.environ |= {
        "MILEPOST_DATA_DIR": str(folder),
        "MILEPOST_URL": "http://testserver",
        "DJANGO_SETTINGS_MODULE": "milepost.config.settings",
        "MILEPOST_API_RATE_PER_MINUTE": "1000000",
        "MILEPOST_LOG_LEVEL": "ERROR",
    }
    os.environ.pop("DATABASE_URL", None)
    (folder / "static").mkdir()
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def _requests() -> dict[str, Callable[[int], Any]]:
    from django.test import Client

    from milepost.accounts.public import upsert_accounts
    from milepost.audit.public import create_records
    from milepost.identity.public import Role, User, create_team, issue_token
    from milepost.lib.actor import SYSTEM

    create_records(
        [User(email=f"p{n}@example.com", name=f"Person {n:05}", title="CSM") for n in range(PEOPLE)], actor=SYSTEM
    )
    ada = User.objects.create_user("ada@example.com", None, name="Ada", role=Role.ADMIN)
    teams = [create_team(f"Team {n}", actor=SYSTEM) for n in range(PAGE)]
    _token, secret = issue_token(ada, "Bench", ["read", "write", "admin"], None, ada.as_actor())
    rows = [{"external_id": f"K{n}", "name": f"Account {n}", "domains": [f"a{n}.example.com"]} for n in range(ACCOUNTS)]
    outcomes = upsert_accounts("crm", rows, actor=ada.as_actor())
    account = f"/api/v1/accounts/{outcomes[0].record_id}"
    same = {"system": "crm", "items": rows[:BULK]}
    client = Client(headers={"Authorization": f"Bearer {secret}"})
    person = f"/api/v1/users/{ada.pk}"
    tree = '{"field": "role", "op": "any_of", "value": ["member"]}'
    json = "application/json"
    return {
        "list 50 people": lambda _n: client.get(f"/api/v1/users?limit={PAGE}"),
        "list 50 people, filtered, sorted": lambda _n: client.get(
            "/api/v1/users", {"limit": PAGE, "filter": tree, "sort": "-joined"}
        ),
        "list 50 people with their teams": lambda _n: client.get(f"/api/v1/users?limit={PAGE}&expand=teams"),
        "show a person": lambda _n: client.get(person),
        "show a person, unchanged (304)": lambda _n: client.get(person, headers={"If-None-Match": '"1"'}),
        "make a team": lambda n: client.post("/api/v1/teams", {"name": f"New {n}"}, content_type=json),
        "make a team, with a key": lambda n: client.post(
            "/api/v1/teams", {"name": f"Keyed {n}"}, content_type=json, headers={"Idempotency-Key": f"k{n}"}
        ),
        "change a team": lambda n: client.patch(
            f"/api/v1/teams/{teams[0].pk}", {"purpose": str(n)}, content_type=json, headers={"If-Match": "*"}
        ),
        "list 50 accounts": lambda _n: client.get(f"/api/v1/accounts?limit={PAGE}"),
        "show an account": lambda _n: client.get(account),
        "make an account": lambda n: client.post("/api/v1/accounts", {"name": f"New {n}"}, content_type=json),
        f"{BULK} accounts in one request, new": lambda n: client.post(
            "/api/v1/accounts/bulk",
            {"system": f"s{n}", "items": [{"external_id": str(i), "name": f"B {i}"} for i in range(BULK)]},
            content_type=json,
        ),
        f"{BULK} accounts in one request, unchanged": lambda _n: client.post(
            "/api/v1/accounts/bulk", same, content_type=json
        ),
        "refuse a wrong body (422)": lambda _n: client.post("/api/v1/teams", {"nam": "x"}, content_type=json),
    }


def _row(name: str, call: Callable[[int], Any], requests: int) -> str:
    is_heavy = name.startswith(f"{BULK} ")
    requests = min(requests, 6) if is_heavy else requests
    for n in range(2 if is_heavy else 20):
        assert call(-1 - n).status_code < 500
    processor, wall = [], []
    for n in range(requests):
        cpu_before, before = time.process_time(), time.perf_counter()
        call(n)
        processor.append((time.process_time() - cpu_before) * 1000)
        wall.append((time.perf_counter() - before) * 1000)
    p95 = sorted(processor)[int(len(processor) * 0.95)]
    return f"| {name} | {statistics.median(processor):.1f} | {p95:.1f} | {statistics.median(wall):.1f} |"


def _write(section: str) -> None:
    text = TARGET.read_text() if TARGET.exists() else "# Measured\n\n"
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}\n", re.DOTALL)
    TARGET.write_text(
        pattern.sub(lambda _match: section, text) if pattern.search(text) else f"{text.rstrip()}\n\n{section}"
    )


if __name__ == "__main__":
    main()
