"""Real worker processes are killed with SIGKILL while a feed's file is read and imported; each row is there once."""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

pytestmark = [pytest.mark.own_processes, pytest.mark.slow]

ROWS = 600
# A worker each: one dies at a named point of `milepost.jobs.faults`, one wherever it is after so many seconds.
DEATHS = ("after-claim@1", 0.8, "before-completion@1", 1.6, "in-delivery@1")
PATIENCE_SECONDS = 60

BEGIN = """
from milepost.config.cli.options import set_up_django
set_up_django(None)
"""
PREPARE = f"""{BEGIN}
import os, pathlib, time
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django.conf import settings
from milepost.audit.public import create_record
from milepost.identity.public import Role, add_user
from milepost.integrations.csv.models import Mapping
from milepost.integrations.csv.records import Settings
from milepost.integrations.feeds.actions import add_feed, run_now
from milepost.lib.actor import SYSTEM
file = pathlib.Path(settings.IMPORT_DIR) / "people.csv"
file.write_text("id,name\\n" + "".join(f"{{n}},Person {{n}}\\n" for n in range({ROWS})))
os.utime(file, (time.time() - 300,) * 2)
owner = add_user("ada@example.com", "Ada", role=Role.ADMIN, actor=SYSTEM)
how = Settings(source="crm", key_column="id", columns={{"name": "name"}})
mapping = create_record(Mapping(kind="contacts", name="People", settings=how.as_json()), actor=SYSTEM)
given = {{"name": "Drop", "mapping": mapping, "way": "folder", "place": "", "pattern": "*.csv"}}
feed = add_feed(owner, given, actor=SYSTEM)
run_now(feed, actor=SYSTEM), run_now(feed, actor=SYSTEM)
"""
WORK = f"""{BEGIN}
from milepost.jobs.public import WorkerOptions, run_worker
print("up", flush=True)
run_worker(WorkerOptions(threads=1, lease_seconds=1.5, poll_seconds=0.05))
"""
FOUND = f"""{BEGIN}
import json
from django.db.models import Count
from milepost.accounts.public import Contact
from milepost.audit.public import AuditEntry
from milepost.integrations.public import FeedRun, Import
made = AuditEntry.objects.filter(kind="accounts.contact", action="create")
print(json.dumps({{
    "runs": list(FeedRun.objects.values_list("state", flat=True)),
    "imports": list(Import.objects.values_list("state", "created", "refused")),
    "contacts": Contact.objects.count(),
    "names": Contact.objects.values("name").distinct().count(),
    "logged": [made.count(), made.values("key").distinct().count()],
}}))
"""


@pytest.fixture
def environment(tmp_path):
    (tmp_path / "drop").mkdir()
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MILEPOST_", "DATABASE_URL"))}
    paths = {"MILEPOST_DATA_DIR": str(tmp_path / "data"), "MILEPOST_IMPORT_DIR": str(tmp_path / "drop")}
    return {**kept, **paths}


def run(script, environment):
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def found(environment):
    return json.loads(run(FOUND, environment).splitlines()[-1])


def worker(environment, faults=""):
    command = [sys.executable, "-c", WORK]
    process = subprocess.Popen(command, env={**environment, "MILEPOST_FAULTS": faults}, stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    return process


def killed(environment, death):
    """Start a worker and wait for its death; return whether it died as it should."""
    process = worker(environment, death if isinstance(death, str) else "")
    try:
        process.wait(timeout=8 if isinstance(death, str) else death)
    except subprocess.TimeoutExpired:
        process.kill()
    return process.wait() == -signal.SIGKILL


def test_it_imports_each_row_once_however_often_its_worker_is_killed(environment):
    run(PREPARE, environment)
    for death in DEATHS:
        assert killed(environment, death)
    process = worker(environment)
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (now := found(environment))["runs"] != ["imported"] and time.monotonic() < deadline:
        time.sleep(0.5)
    process.terminate()
    assert process.wait(timeout=30) == 0
    assert now == {
        "runs": ["imported"],
        "imports": [["applied", ROWS, 0]],
        "contacts": ROWS,
        "names": ROWS,
        "logged": [ROWS, ROWS],
    }
