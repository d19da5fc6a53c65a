"""Options that every sub-command shares, and the moment at which Django is set up."""

import os
import pwd
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from milepost.config.serving.loading import without_collecting

data_dir_option = click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="MILEPOST_DATA_DIR",
    help="The folder that holds everything of this installation (also: MILEPOST_DATA_DIR).",
)


def with_django(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--data-dir` and set Django up before its body runs."""

    @data_dir_option
    @wraps(command)
    def wrapper(*args: Any, data_dir: Path | None = None, **kwargs: Any) -> Any:
        set_up_django(data_dir)
        return command(*args, **kwargs)

    return wrapper


def set_up_django(data_dir: Path | None, **environment: str | int | None) -> None:
    """Point the environment at `data_dir` and load Django; everything of Django is imported after this.

    `environment` overrides settings for this process and those that it starts: `port=8001` is MILEPOST_PORT.
    """
    if data_dir is not None:
        environment["data_dir"] = str(data_dir.expanduser().absolute())
    for name, value in environment.items():
        if value is not None:
            os.environ[f"MILEPOST_{name.upper()}"] = str(value)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.config.settings")
    # What Milepost writes (database, files, mails) is nobody else's to read.
    os.umask(0o077)
    import django

    with without_collecting():
        django.setup()


def tell(line: str) -> None:
    """Say something to the person, beside what a program may read from stdout."""
    click.echo(line, err=True)


def as_operator(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `actor`: the operating system's user, through the door of commands. Stands under `with_django`."""

    @wraps(command)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        from milepost.lib.actor import Actor, Door, entering

        name = pwd.getpwuid(os.getuid()).pw_name
        with entering(Door.COMMAND):
            return command(Actor("command", name, f"milepost command ({name})"), *args, **kwargs)

    return wrapper
