"""Backup and restore of a whole installation, in processes of its own, on the database that the suite runs on."""

import hashlib
import json
import os
import subprocess
import sys
import uuid
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from milepost.config.backup import make
from milepost.config.backup.archive import Manifest, writing
from milepost.config.backup.folder import add_files, files_of
from milepost.config.backup.restore import restore
from milepost.config.serving.locks import InUse, hold_shared
from milepost.lib.errors import DomainError

WRITER = """
import hashlib, itertools, pathlib, sys
from milepost.config.cli.options import set_up_django
set_up_django(None)
from django.conf import settings
from django.db import transaction
from milepost.identity.public import add_user
from milepost.lib.actor import SYSTEM

for number in itertools.count(1):
    content = f"file {number} ".encode() * 50
    digest = hashlib.sha256(content).hexdigest()
    path = settings.DATA_DIR / "files" / digest[:2] / digest
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_bytes(content)
    part.rename(path)
    add_user(f"u{number}@example.com", digest, actor=SYSTEM)
    print(number, flush=True)
"""
READER = """
import json
from milepost.config.cli.options import set_up_django
set_up_django(None)
from django.db import connection
from milepost.audit.public import AuditEntry
from milepost.config.serving.database import pending_migrations
from milepost.identity.public import User, add_user
from milepost.lib.actor import SYSTEM

rows = list(User.objects.order_by("id").values_list("email", "name"))
logged = AuditEntry.objects.filter(kind="identity.user").count()
newest = User.objects.order_by("-id").first().pk
later = add_user("later@example.com", "Later", actor=SYSTEM)
print(json.dumps({"rows": rows, "logged": logged, "pending": pending_migrations(), "ids_go_on": later.pk > newest}))
later.delete()
"""

pytestmark = pytest.mark.own_processes


class Installation:
    """A data folder, with a database of its own."""

    def __init__(self, data_dir: Path, database_url: str) -> None:
        self.data_dir, self.database_url = data_dir, database_url
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("MILEPOST_", "DATABASE_URL"))}
        self.environment = {**kept, "MILEPOST_DATA_DIR": str(data_dir), "DATABASE_URL": database_url}

    def run(self, *words: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "milepost.config.cli", *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=180)
        assert done.returncode == code, done.stderr
        return done

    def read(self) -> dict:
        done = subprocess.run([sys.executable, "-c", READER], env=self.environment, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return json.loads(done.stdout)


@pytest.fixture
def install(tmp_path) -> Iterator:
    """Return a function that makes installations on the suite's kind of database."""
    server, made = os.environ.get("DATABASE_URL", ""), []

    def make(name: str) -> Installation:
        if not server:
            return Installation(tmp_path / name, "")
        database = f"milepost_{name}_{uuid.uuid4().hex[:8]}"
        _on_server(server, f'CREATE DATABASE "{database}"')
        made.append(database)
        path, _mark, options = server.partition("?")
        return Installation(tmp_path / name, f"{path.rpartition('/')[0]}/{database}?{options}")

    yield make
    for database in made:
        _on_server(server, f'DROP DATABASE "{database}" WITH (FORCE)')


def _on_server(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


@pytest.mark.slow
def test_it_restores_a_state_that_existed_while_people_wrote(install, tmp_path):
    office, archive = install("office"), tmp_path / "backup.zip"
    office.run("manage", "migrate", "-v0")
    ballast = office.data_dir / "files" / "ballast"
    ballast.mkdir(parents=True)
    for number in range(150):
        (ballast / str(number)).write_bytes(os.urandom(200_000))

    with subprocess.Popen(
        [sys.executable, "-c", WRITER], env=office.environment, stdout=subprocess.PIPE, text=True
    ) as writer:
        before = [int(writer.stdout.readline()) for _ in range(20)][-1]
        office.run("backup", str(archive))
        writer.kill()
        after = int(writer.stdout.read().split()[-1])
    assert archive.stat().st_mode & 0o777 == 0o600

    branch = install("branch")
    branch.run("restore", str(archive))
    state = branch.read()
    rows = state["rows"]
    # Exactly the first so many of what was written, without a gap, and more was written meanwhile.
    assert [email for email, _digest in rows] == [f"u{number}@example.com" for number in range(1, len(rows) + 1)]
    assert before <= len(rows) < after
    assert state["logged"] == len(rows)
    assert state["pending"] == []
    assert state["ids_go_on"]
    for _email, digest in rows:
        content = (branch.data_dir / "files" / digest[:2] / digest).read_bytes()
        assert hashlib.sha256(content).hexdigest() == digest
    assert (branch.data_dir / "secret").read_text() == (office.data_dir / "secret").read_text()
    assert (branch.data_dir / "secret").stat().st_mode & 0o777 == 0o600
    assert len(list((branch.data_dir / "files" / "ballast").iterdir())) == 150

    _refuses_to_restore_over_data(branch, archive)
    _takes_the_place_of_data_when_forced(branch, archive, len(rows))


def _refuses_to_restore_over_data(branch: Installation, archive: Path) -> None:
    assert "not empty" in branch.run("restore", str(archive), code=1).stderr


def _takes_the_place_of_data_when_forced(branch: Installation, archive: Path, count: int) -> None:
    (branch.data_dir / "files" / "later").write_text("not in the backup")
    said = branch.run("restore", str(archive), "--force").stderr
    [former] = branch.data_dir.parent.glob("branch.before-restore-*")
    assert str(former) in said
    assert (former / "files" / "later").exists()
    assert not (branch.data_dir / "files" / "later").exists()
    assert len(branch.read()["rows"]) == count


@pytest.fixture
def archive(tmp_path) -> Path:
    """Return a small backup, as made on the suite's kind of database."""
    from django.db import connection

    path = tmp_path / "backup.zip"
    with writing(path) as writer:
        with writer.member("files/secret") as member:
            member.write(b"sssh")
        writer.finish(Manifest(connection.vendor, [["identity", "0001_initial"]]))
    return path


@pytest.fixture
def target(tmp_path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "precious").write_text("here before")
    return folder


def put_back(archive: Path, target: Path) -> None:
    restore(archive, target, force=True, set_up=lambda folder: None, reporter=lambda purpose: lambda done, total: None)


def unchanged(target: Path) -> bool:
    beside = [path.name for path in target.parent.iterdir() if "restor" in path.name]
    return (target / "precious").read_text() == "here before" and beside == []


def damage_a_file(name: str, data: bytes) -> bytes:
    return b"x" if name == "files/secret" else data


def add_a_later_migration(name: str, data: bytes) -> bytes:
    return data.replace(b"0001_initial", b"0999_from_the_future") if name == "manifest.json" else data


def be_of_a_later_format(name: str, data: bytes) -> bytes:
    return data.replace(b'"format": 1', b'"format": 2') if name == "manifest.json" else data


def be_of_another_database(name: str, data: bytes) -> bytes:
    return data.replace(b'"vendor": "', b'"vendor": "other-') if name == "manifest.json" else data


def lead_out_of_the_folder(name: str, data: bytes) -> bytes:
    return data.replace(b"files/secret", b"files/../../secret") if name == "manifest.json" else data


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (damage_a_file, "damaged"),
        (lead_out_of_the_folder, "damaged"),
        (add_a_later_migration, "newer Milepost"),
        (be_of_a_later_format, "newer Milepost"),
        (be_of_another_database, "this installation uses"),
    ],
)
def test_it_refuses_what_it_cannot_restore_and_changes_nothing(db, archive, target, change, words):
    changed = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(changed, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, change(name, source.read(name)))
    with pytest.raises(DomainError, match=words):
        put_back(changed, target)
    assert unchanged(target)


def test_it_refuses_half_an_archive(archive, target):
    archive.write_bytes(archive.read_bytes()[:100])
    with pytest.raises(DomainError, match="not a whole backup"):
        put_back(archive, target)
    assert unchanged(target)


def test_it_refuses_while_a_server_runs(archive, target):
    handle = hold_shared(target)
    try:
        with pytest.raises(InUse, match="Stop it first"):
            put_back(archive, target)
    finally:
        os.close(handle)
    assert unchanged(target)


def test_it_leaves_nothing_of_a_backup_that_failed(tmp_path):
    with pytest.raises(RuntimeError), writing(tmp_path / "backup.zip"):
        raise RuntimeError("the disk is full")
    assert list(tmp_path.iterdir()) == []


def test_it_begins_anew_when_a_stored_file_was_swept_away_meanwhile(db, tmp_path, monkeypatch):
    results = [Manifest("sqlite", [], vanished=["files/ab/cd/abcd"]), Manifest("sqlite", [], vanished=["mail/1.log"])]
    monkeypatch.setattr(make, "_write", lambda writer, path, reporter: results.pop(0))
    manifest = make.make_backup(tmp_path / "b.zip", lambda purpose: lambda done, total: None)
    assert (manifest.vanished, results) == (["mail/1.log"], [])


def test_it_goes_on_without_a_file_that_is_gone(tmp_path):
    (tmp_path / "here").write_text("here")
    with writing(tmp_path / "b.zip") as writer:
        told = list(add_files(writer, tmp_path, ["gone", "here"]))
    assert told == [(1, "gone"), (2, "")]
    assert zipfile.ZipFile(tmp_path / "b.zip").namelist() == ["files/here"]


def test_it_takes_every_file_but_what_is_made_again(tmp_path):
    kept = ("secret", "files/ab/abcd", "events/day=1/a.parquet", "inbox.sqlite3", "mail/1.log")
    left_out = ("milepost.sqlite3", "milepost.sqlite3-wal", "static/a.css", "run/x.lock", "files/incoming/x", "b.zip")
    for name in (*kept, *left_out):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert set(files_of(tmp_path, tmp_path / "b.zip")) == set(kept)
