"""What playbooks cost: `python bench/playbooks.py [rounds] [accounts]`; processor time, in a folder of its own.

One start of eighty steps, its preview, and the same for a segment in the background. On SQLite, or on the empty
PostgreSQL of `DATABASE_URL`.
"""

import datetime as dt
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable

os.environ["MILEPOST_DATA_DIR"] = tempfile.mkdtemp(prefix="milepost-bench-")
os.environ["DJANGO_SETTINGS_MODULE"] = "milepost.config.settings"

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from timing import p50_p95

from milepost.accounts.public import add_contact, create_account
from milepost.identity.public import Role, add_user
from milepost.jobs.public import Work
from milepost.jobs.testing import run_all_jobs
from milepost.lib.actor import SYSTEM
from milepost.playbooks.actions.segments import start_many
from milepost.playbooks.public import StartRequest, import_playbook, preview_start, start_playbook

ROUNDS, ACCOUNTS = int((*sys.argv[1:], "20")[0]), int((*sys.argv[2:], "100")[0])
STEPS, PHASES = 80, 8
TODAY = dt.date(2026, 3, 2)
HEAD = """\
playbook: large
name: Large
purpose: For the bench.
kind: onboarding
anchor: contract-start
roles:
  - {key: csm, name: CSM, side: ours, from: csm, part: lead}
  - {key: champion, name: Champion, side: theirs, from: champion}
phases:
"""
STEP = """\
      - key: step-{n}
        title: "Step {n} for {{{{ account.name }}}}"
        description: What is done here, with {{{{ role.champion }}}}.
        does: [csm]
        asked: [champion]
        lasts: 2d
        starts: {n} working days after contract-start
        after: [{after}]
        checklist: [Asked, Done]
        accepted-when: [Both say so]
"""


def playbook() -> str:
    parts = [HEAD]
    for number in range(STEPS):
        if number % (STEPS // PHASES) == 0:
            parts.append(f"  - key: phase-{number}\n    title: Phase {number}\n    steps:\n")
        after = ", ".join(f"step-{one}" for one in range(max(0, number - 2), number))
        parts.append(STEP.format(n=number, after=after))
    return "".join(parts)


def processor_times(run: Callable[[int], object]) -> list[float]:
    run(-1)  # fills what is kept
    found = []
    for number in range(ROUNDS):
        began = time.process_time()
        run(number)
        found.append((time.process_time() - began) * 1000)
    return found


def main() -> None:
    call_command("migrate", verbosity=0)
    user = add_user("csm@example.com", "Cleo", role=Role.MEMBER, actor=SYSTEM)
    accounts = []
    for number in range(max(ACCOUNTS, 1)):
        account = create_account(f"Account {number}", actor=SYSTEM, csm=user, contract_start=TODAY)
        add_contact(f"Champion {number}", account=account, actor=SYSTEM, stance="champion")
        accounts.append(account)
    version = import_playbook(playbook(), actor=SYSTEM)[0].published
    assert version is not None
    wanted = StartRequest(account=accounts[0], reason="Measured")
    print(f"{connection.vendor}, Python {platform.python_version()}, load {os.getloadavg()[0]:.1f}")
    cases: dict[str, Callable[[int], object]] = {
        f"start of {STEPS} steps": lambda _n: start_playbook(
            version, wanted, actor=user.as_actor(), viewer=user, today=TODAY
        ),
        f"preview of {STEPS} steps": lambda _n: preview_start(version, wanted, user, TODAY),
    }
    for name, run in cases.items():
        median, most = p50_p95(processor_times(run))
        print(f"{name:24} p50 {median:6.0f} ms, p95 {most:6.0f} ms of processor time")
    began, wall = time.process_time(), time.perf_counter()
    given = {"anchors": {}, "answers": {}, "late": "today"}
    start_many(version, [one.pk for one in accounts[1:]], given, actor=user.as_actor())
    run_all_jobs()
    spent = f"{time.process_time() - began:.1f} s of processor time, {time.perf_counter() - wall:.1f} s"
    print(Work.objects.latest("pk").summary, spent)


main()
