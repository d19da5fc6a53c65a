import gc
import gzip
import logging
import re
import socket
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.core.management import call_command

from milepost.config.serving import locks, start, static
from milepost.config.serving.access_log import AccessFilter, KeyFilter, masked
from milepost.config.serving.loading import without_collecting
from milepost.config.serving.ports import PortTaken, free_port
from milepost.config.static_storage import OUR_MODULES, QuickCompressor
from milepost.lib.errors import Conflict


def log_line(path: str, status: int) -> logging.LogRecord:
    record = logging.LogRecord("granian.access", logging.INFO, "", 0, "%(path)s", None, None)
    record.args = {"path": path, "status": status}
    return record


@pytest.mark.parametrize(
    ("path", "logged"),
    [
        ("/join/kP3x9_dLq0aZt7uYb2mN5w/", "/join/…/"),
        ("/sign-in/password/reset/key/3-d2f4k1-0123456789abcdef0123456789abcdef/", "/sign-in/password/reset/key/…/"),
        (f"/calendars/12-{'0123abcd' * 8}/milepost.ics", "/calendars/…/milepost.ics"),
        ("/settings/people/12/", "/settings/people/12/"),
        ("/api/v1/users", "/api/v1/users"),
    ],
)
def test_it_masks_keys_in_logged_addresses(path, logged):
    assert masked(path) == logged
    record = log_line(path, 200)
    assert AccessFilter().filter(record)
    assert record.getMessage() == logged
    other = logging.LogRecord("django", logging.ERROR, "", 0, "%s: %s", ("Internal Server Error", path), None)
    KeyFilter().filter(other)
    assert other.getMessage() == f"Internal Server Error: {logged}"


def test_it_logs_health_checks_and_static_files_only_when_they_fail():
    assert not AccessFilter().filter(log_line("/healthz", 200))
    assert not AccessFilter().filter(log_line("/static/app.css", 304))
    assert AccessFilter().filter(log_line("/healthz", 503))


def test_it_says_which_port_is_taken():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is taken"):
            free_port("127.0.0.1", port)


def test_it_finds_a_free_port():
    assert free_port("127.0.0.1", 0) > 1023


def test_it_keeps_a_restore_away_from_a_folder_in_use(tmp_path):
    holder = f"""
import pathlib, sys
from milepost.config.serving.locks import hold_shared
hold_shared(pathlib.Path({str(tmp_path)!r}))
print("held", flush=True)
sys.stdin.read()
"""
    with subprocess.Popen(
        [sys.executable, "-c", holder], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout.readline() == "held\n"
        assert locks.is_in_use(tmp_path)
        with pytest.raises(locks.InUse, match="Stop it first"), locks.alone(tmp_path):
            pass
        process.kill()
    assert not locks.is_in_use(tmp_path)


def test_it_refuses_a_database_of_an_older_version(monkeypatch):
    monkeypatch.setattr(start, "unknown_migrations", list)
    monkeypatch.setattr(start, "pending_migrations", lambda: ["identity.0002_more"])
    with pytest.raises(Conflict, match=r"identity\.0002_more.*--migrate"):
        start.require_current_database()


def test_it_refuses_a_database_of_a_newer_version(monkeypatch):
    monkeypatch.setattr(start, "unknown_migrations", lambda: ["identity.0099_later"])
    with pytest.raises(Conflict, match="newer version"):
        start.require_current_database()


def test_it_finds_nothing_to_do_in_a_current_database(db):
    start.require_current_database()


def test_it_collects_static_files_once_for_each_state_of_the_package(tmp_path, settings, monkeypatch):
    settings.STATIC_ROOT, settings.DATA_DIR = tmp_path / "static", tmp_path
    said = []
    static.collect_static(said.append)
    static.collect_static(said.append)
    assert said == ["Collecting the static files …"]
    monkeypatch.setattr(static, "_fingerprint", lambda: "another")
    static.collect_static(said.append)
    assert len(said) == 2
    assert any((tmp_path / "static").rglob("*.js"))


def test_it_has_modules_import_the_hashed_names_of_others(tmp_path, settings):
    settings.STATIC_ROOT = tmp_path
    storage = {"BACKEND": "milepost.config.static_storage.StaticStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": storage}
    call_command("collectstatic", verbosity=0, interactive=False)
    [module] = (tmp_path / "js").glob("app.*.js")
    imported = re.findall(r'"\./([^"]+)"', module.read_text())
    assert imported
    assert all((tmp_path / "js" / name).is_file() for name in imported)
    assert all(re.fullmatch(r"[a-z-]+\.[0-9a-f]{12}\.js", name) for name in imported)
    [bundle] = (tmp_path / "vendor").glob("tabler.min.*.js")
    assert {bundle.name + suffix for suffix in (".br", ".gz")} <= {path.name for path in bundle.parent.iterdir()}


def test_it_keeps_every_module_that_imports_where_imports_are_rewritten():
    imports = re.compile(r"""^\s*(?:import|export)\b[^;"'(]*["'(]+\.{1,2}/""", re.MULTILINE)
    found = {
        name
        for finder in finders.get_finders()
        for name, storage in finder.list([])
        if name.endswith(".js") and imports.search(Path(storage.path(name)).read_text(encoding="utf-8"))
    }
    assert "js/app.js" in found
    assert {name for name in found if not fnmatchcase(name, OUR_MODULES)} == set()


def test_it_compresses_well_enough_and_the_same_each_time():
    text = Path(finders.find("vendor/tabler.min.css")).read_bytes()
    for compress, decompress in (
        (QuickCompressor.compress_brotli, brotli.decompress),
        (QuickCompressor.compress_gzip, gzip.decompress),
    ):
        packed = compress(text)
        assert decompress(packed) == text
        assert len(packed) < len(text) / 6
        assert compress(text) == packed


def test_it_collects_garbage_again_once_all_is_loaded():
    with without_collecting():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ImportError), without_collecting():
        raise ImportError
    assert gc.isenabled()
    assert gc.get_freeze_count() > 0
