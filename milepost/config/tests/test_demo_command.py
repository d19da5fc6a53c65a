import datetime as dt
import json

import pytest
from click.testing import CliRunner

from milepost.config.cli import main
from milepost.config.serving import demo
from milepost.demo.logins import logins
from milepost.demo.records import write_logins
from milepost.lib.errors import Conflict


def run(*words: str, code: int = 0):
    result = CliRunner().invoke(main, ["demo", *words])
    assert result.exit_code == code, result.output
    return result


def test_it_shows_the_sign_ins(tmp_path):
    write_logins(tmp_path, logins(60))
    shown = json.loads(run("--data-dir", str(tmp_path), "--show-logins", "--json").stdout)
    assert set(shown[0]) == {"email", "password", "role"}
    assert len(shown) == len(logins(60))
    assert logins(60)[0].password in run("--data-dir", str(tmp_path), "--show-logins").stdout


def test_it_says_that_there_is_no_demo_yet(tmp_path):
    assert "no demo" in run("--data-dir", str(tmp_path), "--show-logins", code=1).stderr


def test_it_refuses_to_listen_for_others(tmp_path, monkeypatch):
    monkeypatch.setenv("MILEPOST_BIND", "0.0.0.0")
    assert "this machine only" in run("--data-dir", str(tmp_path), code=1).stderr


def test_it_keeps_off_a_folder_that_no_demo_made(tmp_path):
    (tmp_path / "milepost.sqlite3").write_text("a real one")
    for words in ([], ["--fresh"]):
        assert "no demo made" in run("--data-dir", str(tmp_path), "--port", "0", *words, code=1).stderr
    assert (tmp_path / "milepost.sqlite3").read_text() == "a real one"


def test_it_clears_only_what_a_demo_made(tmp_path):
    folder = tmp_path / "demo"
    demo.clear(folder)
    demo.claim(folder, 60)
    assert demo.stamped_accounts(folder) == 60
    assert abs((demo.stamped_day(folder) - dt.datetime.now(dt.UTC).date()).days) <= 1
    (folder / "files").mkdir()
    (folder / "files" / "a").write_text("a")
    demo.clear(folder)
    assert list(folder.iterdir()) == []
    (folder / "other").write_text("x")
    with pytest.raises(Conflict):
        demo.claim(folder, 60)


def test_its_welcome_names_the_address_and_one_of_each_role():
    words = demo.welcome("http://localhost:8123", logins(60), demo.default_folder())
    lines = words.splitlines()
    assert "http://localhost:8123" in lines[1]
    assert len({len(line) for line in lines}) == 1
    for role in ("admin", "lead", "member", "contributor", "viewer"):
        assert any(line.startswith(f"│ {role} ") for line in lines)


def test_it_names_the_command_that_starts_this_demo(tmp_path):
    assert demo.command_for(demo.default_folder()) == "bin/demo"
    assert demo.command_for(tmp_path) == f"bin/demo --data-dir {tmp_path}"
    assert f"bin/demo --data-dir {tmp_path} --show-logins" in demo.welcome("http://localhost:1", logins(60), tmp_path)


def test_it_keeps_its_data_elsewhere_without_a_checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(demo, "_CHECKOUT", tmp_path)
    assert demo.default_folder().name == "milepost-demo"
    assert demo.command_for(demo.default_folder()) == "milepost demo"
