"""What holds for every command."""

import click
import pytest
from click.testing import CliRunner

from milepost.config.cli import main


def walk(path: str, command: click.Command):
    if isinstance(command, click.Group):
        for name, child in command.commands.items():
            yield from walk(f"{path} {name}", child)
    else:
        yield pytest.param(command, id=path)


COMMANDS = list(walk("milepost", main))


# It reads and writes nothing of an installation.
WITHOUT_DATA = {"milepost schedule"}


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.id not in WITHOUT_DATA])
def test_every_command_takes_a_data_folder(command):
    [option] = [parameter for parameter in command.params if "--data-dir" in parameter.opts]
    assert option.envvar == "MILEPOST_DATA_DIR"


@pytest.mark.parametrize("command", [one for one in COMMANDS if one.id != "milepost manage"])
def test_every_command_explains_itself_with_an_example_and_its_exit_codes(command):
    result = CliRunner().invoke(command, ["--help"])
    assert result.exit_code == 0
    assert "Example" in result.output
    assert "\n    milepost " in result.output
    assert "Exit codes: 0" in result.output
    assert r"\b" not in result.output


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("MILEPOST_PORT", "eighty", "MILEPOST_PORT: "),
        ("MILEPOST_URL", "cs.example.com", "must begin with http:// or https://"),
    ],
)
def test_it_says_in_one_line_which_setting_is_wrong(monkeypatch, variable, value, words):
    from milepost.config.cli.errors import one_line_errors
    from milepost.config.env import Environment

    monkeypatch.setenv(variable, value)
    with pytest.raises(click.ClickException, match=words) as caught, one_line_errors():
        Environment()
    assert "\n" not in caught.value.message


def test_it_says_in_one_line_that_the_database_is_not_prepared(monkeypatch):
    from django.db.utils import OperationalError

    from milepost.config.cli.errors import words_of

    assert "milepost manage migrate" in words_of(OperationalError("no such table: identity_user"))
    assert words_of(OperationalError("connection refused\nIs the server running?")).count("\n") == 0
