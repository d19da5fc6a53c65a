"""What is wrong with the folder for imports is said before a feed fails."""

import os

import pytest

from milepost.integrations.feeds.checks import import_folder_is_there


def found():
    return [message.id for message in import_folder_is_there()]


@pytest.mark.parametrize(("name", "ids"), [("", []), ("there", []), ("missing", ["imports.E001"])])
def test_it_says_if_the_folder_is_there(settings, tmp_path, name, ids):
    (tmp_path / "there").mkdir()
    settings.IMPORT_DIR = str(tmp_path / name) if name else ""
    assert found() == ids


def test_a_file_is_no_folder(settings, tmp_path):
    (tmp_path / "file").touch()
    settings.IMPORT_DIR = str(tmp_path / "file")
    assert found() == ["imports.E001"]


def test_it_says_if_nobody_can_read_it(settings, tmp_path, monkeypatch):
    settings.IMPORT_DIR = str(tmp_path)
    monkeypatch.setattr(os, "access", lambda *_args: False)  # root reads every folder
    assert found() == ["imports.E002"]


def test_it_says_why_the_system_does_not_show_it(settings, tmp_path):
    settings.IMPORT_DIR = str(tmp_path / ("x" * 300))  # like a folder in somebody's home, for root as well
    [message] = import_folder_is_there()
    assert (message.id, message.msg.rpartition(": ")[2]) == ("imports.E002", "File name too long.")
