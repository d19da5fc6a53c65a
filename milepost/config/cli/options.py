"""Options that every sub-command shares, and the moment at which Django is set up."""

import os
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click


def with_django(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--data-dir` and set Django up before its body runs."""

    @click.option(
        "--data-dir",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="MILEPOST_DATA_DIR",
        help="The folder that holds everything of this installation.",
    )
    @wraps(command)
    def wrapper(*args: Any, data_dir: Path | None = None, **kwargs: Any) -> Any:
        set_up_django(data_dir)
        return command(*args, **kwargs)

    return wrapper


def set_up_django(data_dir: Path | None) -> None:
    """Point the environment at `data_dir` and load Django; everything of Django is imported after this."""
    if data_dir is not None:
        os.environ["MILEPOST_DATA_DIR"] = str(data_dir.expanduser().absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "milepost.config.settings")
    import django

    django.setup()
