"""The two commands prepare themselves: what they look for, pass over, and say when it is missing."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap", ROOT / "bin" / "bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def script(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(["#!/bin/sh", *lines]) + "\n")
    path.chmod(0o755)
    return path


def only_these_folders(monkeypatch, bootstrap, home: Path, *folders: Path) -> None:
    monkeypatch.setenv("PATH", os.pathsep.join(map(str, folders)))
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(bootstrap, "SYSTEM_FOLDERS", [])
    monkeypatch.setattr(bootstrap.pwd, "getpwuid", lambda uid: SimpleNamespace(pw_dir=home))


def test_it_finds_a_python_in_the_folders_of_pyenv(bootstrap, monkeypatch, tmp_path):
    python = tmp_path / ".pyenv" / "versions" / "3.12.9" / "bin" / "python3"
    script(python, f'exec "{sys.executable}" "$@"')
    only_these_folders(monkeypatch, bootstrap, tmp_path, tmp_path / ".pyenv" / "shims")
    assert bootstrap.find_python() == str(python)


def test_it_passes_over_a_python_that_is_too_old_or_broken(bootstrap, monkeypatch, tmp_path):
    script(tmp_path / "bin" / "python3", "echo 3.9.2")
    script(tmp_path / "bin" / "python3.13", "exit 127")
    only_these_folders(monkeypatch, bootstrap, tmp_path, tmp_path / "bin")
    assert bootstrap.find_python() is None


def test_it_takes_a_uv_that_does_not_run_for_missing(bootstrap, monkeypatch, tmp_path):
    script(tmp_path / "shims" / "uv", "echo 'pyenv: uv: command not found' >&2", "exit 127")
    working = script(tmp_path / ".local" / "bin" / "uv", "echo uv 1.0")
    only_these_folders(monkeypatch, bootstrap, tmp_path, tmp_path / "shims")
    assert bootstrap.find_uv() == str(working)


def test_it_says_what_is_missing_when_uv_cannot_be_had(bootstrap, monkeypatch, tmp_path):
    only_these_folders(monkeypatch, bootstrap, tmp_path, tmp_path / "empty")
    monkeypatch.setattr(bootstrap, "_attempt", lambda command, failures: failures.append("  tried") or False)
    with pytest.raises(bootstrap.CannotStart, match="python3-venv"):
        bootstrap.find_uv()


def test_it_says_which_pythons_would_do_when_none_can_be_fetched(bootstrap, monkeypatch, tmp_path):
    uv = script(tmp_path / "uv", "echo 'error: no download' >&2", "exit 2")
    with pytest.raises(bootstrap.CannotStart) as caught:
        bootstrap.install(str(uv), None, "demo")
    assert "No Python 3.12 to 3.14 is on this machine" in str(caught.value)
    assert "error: no download" in str(caught.value)


def test_it_compiles_the_checkout_so_that_no_start_has_to(bootstrap, monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    script(tmp_path / ".venv" / "bin" / "python", f'exec "{sys.executable}" "$@"')
    (tmp_path / "milepost").mkdir()
    (tmp_path / "milepost" / "room.py").write_text("ANSWER = 42\n")
    bootstrap.install(str(script(tmp_path / "uv", "exit 0")), sys.executable, "demo")
    assert list((tmp_path / "milepost" / "__pycache__").glob("room.*.pyc"))


def test_it_prints_the_options_of_the_tests_without_installing_anything(bootstrap, monkeypatch, tmp_path):
    script(tmp_path / ".pyenv" / "versions" / "3.12.9" / "bin" / "python3", f'exec "{sys.executable}" "$@"')
    only_these_folders(monkeypatch, bootstrap, tmp_path)
    monkeypatch.setattr(bootstrap, "prepare", lambda purpose: pytest.fail("it prepares"))
    started = []
    monkeypatch.setattr(bootstrap.os, "execv", lambda path, command: started.append(command))
    monkeypatch.chdir(ROOT)
    bootstrap.main(["test", "--help"])
    assert started[0][1:] == [str(ROOT / "bin" / "checks.py"), "--help"]


def test_it_runs_on_the_oldest_python_3_syntax():
    """The commands start on any Python 3.6, so the file may use nothing newer."""
    import ast

    ast.parse((ROOT / "bin" / "bootstrap.py").read_text(), feature_version=(3, 6))


def test_it_keeps_the_demo_in_the_checkout_unless_told_otherwise(bootstrap, monkeypatch):
    monkeypatch.delenv("MILEPOST_DATA_DIR", raising=False)
    assert bootstrap._with_data_dir(["--port", "1"])[:2] == ["--data-dir", str(ROOT / "var" / "demo")]
    assert bootstrap._with_data_dir(["--data-dir=/srv"]) == ["--data-dir=/srv"]


def test_it_says_that_python_is_missing(tmp_path):
    environ = {"PATH": str(tmp_path), "HOME": str(tmp_path)}
    finder = (ROOT / "bin" / "find_python.sh").read_text().replace("/usr/", "/nowhere/")
    (tmp_path / "finder.sh").write_text(finder)
    result = subprocess.run(
        ["/bin/sh", tmp_path / "finder.sh"], env=environ, capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "Milepost needs Python 3" in result.stderr
