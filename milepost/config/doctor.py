"""What `milepost doctor` looks at: each check says in words what is well, what is worth knowing, what is wrong."""

import datetime as dt
import email.utils
import os
import shutil
import socket
import sqlite3
import stat
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import Error, connection

from milepost.config.env import environment
from milepost.config.serving import database
from milepost.config.serving.static import is_collected
from milepost.integrations.mail.public import present_mailbox
from milepost.jobs.public import worker_state

OLDEST_PYTHON, NEWEST_PYTHON = (3, 12), (3, 14)
_OLDEST_SQLITE = (3, 37, 0)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_GIB = 1 << 30
_MAX_CLOCK_SECONDS = 60
_NET_SECONDS = 3.0


class Level(StrEnum):
    OK = "ok"
    NOTE = "note"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `remedy` says what to do when it is wrong."""

    topic: str
    level: Level
    text: str
    remedy: str = ""


type Findings = Iterator[Finding]


def examine() -> list[Finding]:
    """Return all findings, in the order in which a person would look; one that fails hides no other."""
    return [finding for topic, check in CHECKS.items() for finding in _guarded(topic, check)]


def _guarded(topic: str, check: Callable[[], Findings]) -> Findings:
    try:
        yield from check()
    except (Error, OSError) as error:
        yield Finding(topic, Level.WRONG, f"cannot be examined: {str(error).splitlines()[0]}")


def _python() -> Findings:
    version = sys.version_info[:2]
    text = f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}"
    if not OLDEST_PYTHON <= version <= NEWEST_PYTHON:
        yield Finding("python", Level.WRONG, text, "Milepost is tested on Python 3.12 to 3.14.")
    elif sqlite3.sqlite_version_info < _OLDEST_SQLITE:
        yield Finding("python", Level.WRONG, text, "SQLite 3.37 or newer is needed.")
    else:
        yield Finding("python", Level.OK, text)


def _data_folder() -> Findings:
    folder = settings.DATA_DIR
    if not os.access(folder, os.W_OK):
        yield Finding(
            "data folder", Level.WRONG, f"{folder} cannot be written to", "Give it to the user that runs this."
        )
        return
    if folder.stat().st_mode & _OTHERS & ~stat.S_IXGRP & ~stat.S_IXOTH:
        yield Finding("data folder", Level.NOTE, f"{folder} can be read by other users", f"chmod 700 {folder}")
    else:
        yield Finding("data folder", Level.OK, str(folder))
    yield from _secret(folder / "secret")


def _secret(path: Path) -> Findings:
    if not path.exists():
        yield Finding("secret", Level.OK, "given by MILEPOST_SECRET_KEY")
    elif path.stat().st_mode & _OTHERS:
        yield Finding("secret", Level.WRONG, f"{path} can be read by other users", f"chmod 600 {path}")
    else:
        yield Finding("secret", Level.OK, f"{path}, readable by its owner alone")


def _disk() -> Findings:
    usage = shutil.disk_usage(settings.DATA_DIR)
    text = f"{usage.free / _GIB:.1f} GiB free of {usage.total / _GIB:.1f}"
    is_low = usage.free < _GIB
    remedy = "Make room: a full disk stops every write." if is_low else ""
    yield Finding("disk", Level.WRONG if is_low else Level.OK, text, remedy)


def _database() -> Findings:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            yield from _sqlite(cursor)
        else:
            cursor.execute("SHOW server_version")
            yield Finding("database", Level.OK, f"PostgreSQL {cursor.fetchone()[0]} answers")
    if unknown := database.unknown_migrations():
        words = f"was used by a newer version ({unknown[-1]})"
        yield Finding("migrations", Level.WRONG, words, "Install that version of Milepost.")
    elif pending := database.pending_migrations():
        words = f"{len(pending)} pending ({pending[0]} first)"
        yield Finding("migrations", Level.WRONG, words, "Run: milepost manage migrate")
    else:
        yield Finding("migrations", Level.OK, "none pending")


def _sqlite(cursor: Any) -> Findings:
    cursor.execute("PRAGMA journal_mode")
    mode = cursor.fetchone()[0]
    if mode == "wal":
        yield Finding("database", Level.OK, f"SQLite in {connection.settings_dict['NAME']}, journal mode WAL")
    else:
        remedy = "The folder must be on a local disk: WAL does not work on network drives."
        yield Finding("database", Level.WRONG, f"SQLite in journal mode {mode}", remedy)


def _worker() -> Findings:
    state = worker_state()
    waiting = f"{state.queue_length} waiting, {state.running} running, {state.failures} failed"
    if state.alive:
        yield Finding("worker", Level.OK, f"{state.workers} alive; jobs: {waiting}")
    else:
        yield Finding("worker", Level.WRONG, f"none is alive; jobs: {waiting}", "Run: milepost worker")
    if state.failures:
        yield Finding("jobs", Level.NOTE, f"{state.failures} failed", "An admin can retry them under Settings.")


def _mailbox() -> Findings:
    mailbox = present_mailbox()
    if mailbox is None:
        yield Finding("captured mail", Level.OK, "off: MILEPOST_IMAP_HOST is not set")
    elif mailbox.last_error:
        yield Finding("captured mail", Level.WRONG, mailbox.last_error, "docs/mail.md tells how to set it up.")
    elif mailbox.is_late:
        yield Finding(
            "captured mail", Level.NOTE, f"{mailbox} was not looked at for half an hour", "Is a worker alive?"
        )
    else:
        yield Finding("captured mail", Level.OK, f"{mailbox}: {mailbox.captured} captured")


def _address() -> Findings:
    env = environment()
    host = urlsplit(env.url).hostname or ""
    is_local = host in {"localhost", "127.0.0.1", "::1"}
    listens_beyond = env.bind not in {"127.0.0.1", "::1", "localhost"}
    text = f"people reach {env.url}; the server listens on {env.bind}, port {env.port}"
    if listens_beyond and is_local:
        yield Finding("address", Level.WRONG, text, "Set MILEPOST_URL to the address that others use.")
    elif listens_beyond and not env.trusted_proxies and not env.is_https:
        yield Finding("address", Level.WRONG, text, "Listen on 127.0.0.1 behind a proxy with TLS (docs/deploy.md).")
    else:
        yield Finding("address", Level.OK, text)


def _mail() -> Findings:
    env = environment()
    if not env.mail_url:
        words = f"mails become files in {settings.DATA_DIR / 'mail'}"
        yield Finding("mail", Level.NOTE, words, "Set MILEPOST_MAIL_URL to have them sent.")
        return
    options = settings.MAILERS["default"]["OPTIONS"]
    where = f"{options['host']}, port {options['port']}"
    try:
        with socket.create_connection((options["host"], options["port"]), timeout=_NET_SECONDS):
            yield Finding("mail", Level.OK, f"{where} answers")
    except OSError as error:
        yield Finding("mail", Level.WRONG, f"{where} does not answer: {error}", "Check MILEPOST_MAIL_URL.")
    if env.mail_from.endswith("@localhost>"):
        yield Finding("mail", Level.WRONG, f"mails come from {env.mail_from}", "Set MILEPOST_MAIL_FROM.")


def _clock() -> Findings:
    """Compare with the Date of our own address, where that is another machine; offline nothing is asked."""
    if not environment().is_https:
        yield Finding("clock", Level.OK, f"{dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC")
        return
    try:
        with urllib.request.urlopen(f"{settings.BASE_URL}/healthz", timeout=_NET_SECONDS) as answer:  # noqa: S310 - ours
            date = answer.headers.get("Date", "")
    except urllib.error.HTTPError as answer:
        date = answer.headers.get("Date", "")
    except (urllib.error.URLError, OSError) as error:
        yield Finding("address", Level.WRONG, f"{settings.BASE_URL} is not reached from here: {error}")
        return
    away = abs((dt.datetime.now(dt.UTC) - email.utils.parsedate_to_datetime(date)).total_seconds()) if date else 0
    level = Level.WRONG if away > _MAX_CLOCK_SECONDS else Level.OK
    remedy = "Let a time service set the clock; one-time codes fail otherwise." if level is Level.WRONG else ""
    yield Finding("clock", level, f"{away:.0f} seconds away from {settings.BASE_URL}", remedy)


def _static_files() -> Findings:
    if is_collected():
        yield Finding("static files", Level.OK, "collected, of this version")
    else:
        yield Finding("static files", Level.NOTE, "not of this version yet", "milepost serve collects them.")


def _extras() -> Findings:
    if settings.FILES_S3_BUCKET and find_spec("storages") is None:
        yield Finding("files", Level.WRONG, "S3 is set, its libraries are missing", "Install the extra: milepost[s3]")
    elif settings.FILES_S3_BUCKET:
        yield Finding("files", Level.OK, f"in the S3 bucket {settings.FILES_S3_BUCKET}")
    else:
        yield Finding("files", Level.OK, f"in {settings.FILES_DIR}")


def _system_checks() -> Findings:
    levels = {True: Level.WRONG, False: Level.NOTE}
    found = checks.run_checks(include_deployment_checks=environment().is_https)
    for message in found:
        if message.is_silenced():
            continue
        yield Finding(
            "check", levels[message.level >= checks.ERROR], f"{message.msg} ({message.id})", message.hint or ""
        )


CHECKS: dict[str, Callable[[], Findings]] = {
    "python": _python,
    "data folder": _data_folder,
    "disk": _disk,
    "database": _database,
    "worker": _worker,
    "address": _address,
    "mail": _mail,
    "captured mail": _mailbox,
    "clock": _clock,
    "static files": _static_files,
    "files": _extras,
    "check": _system_checks,
}
