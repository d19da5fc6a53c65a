"""Foreseeable faults become one line and exit code 1; only a defect of the program shows a traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from milepost.lib.errors import DomainError, Invalid

EXIT_CODES = "Exit codes: 0 done, 1 failed, 2 wrong usage."
_SENTENCE = 200


# Every command says them itself: click keeps the names from a command's first use, be it alone or within its group.
HELP_NAMES = {"help_option_names": ["-h", "--help"]}


class Command(click.Command):
    """A command whose help ends with its exit codes."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["context_settings"] = HELP_NAMES | (kwargs.get("context_settings") or {})
        super().__init__(*args, **kwargs)
        # Help texts are raw strings, in which click's mark for lines to keep is two characters.
        self.help = self.help and self.help.replace("\\b\n", "\b\n")

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence whole: a list of commands cuts none off."""
        return super().get_short_help_str(max(limit, _SENTENCE))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the epilog, or the exit codes that most commands share."""
        self.epilog = self.epilog or EXIT_CODES
        super().format_epilog(ctx, formatter)


class Group(click.Group):
    """A group of such commands."""

    command_class = Command
    group_class = type

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the first sentence whole."""
        return super().get_short_help_str(max(limit, _SENTENCE))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the sub-command; what could be foreseen becomes one line."""
        with one_line_errors():
            return super().invoke(ctx)


@contextmanager
def one_line_errors() -> Iterator[None]:
    """Turn foreseeable exceptions of the block into a message without a traceback."""
    try:
        yield
    except Exception as error:
        if not isinstance(error, _foreseeable()):
            raise
        raise click.ClickException(words_of(error)) from error


def _foreseeable() -> tuple[type[Exception], ...]:
    """Return what needs no traceback; imported only once something has happened, so that commands start quickly."""
    from django.core.exceptions import ImproperlyConfigured
    from django.db.utils import OperationalError, ProgrammingError
    from pydantic import ValidationError

    from milepost.config.serving.locks import InUse
    from milepost.config.serving.ports import PortTaken

    faults = (DomainError, ImproperlyConfigured, ValidationError, OperationalError, ProgrammingError)
    return (*faults, InUse, PortTaken, PermissionError, FileNotFoundError)


def words_of(error: BaseException) -> str:
    """Return what a person should read about `error`."""
    from django.db.utils import OperationalError, ProgrammingError
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        return "; ".join(_setting_words(problem) for problem in error.errors())
    if isinstance(error, Invalid) and error.fields:
        return f"{error.message} ({', '.join(error.fields)})"
    if isinstance(error, OperationalError | ProgrammingError):
        return _database_words(error)
    if isinstance(error, OSError) and error.filename:
        return f"{error.filename}: {error.strerror}"
    return str(error)


def _setting_words(problem: Any) -> str:
    name = str(problem["loc"][0]).upper() if problem["loc"] else "SETTINGS"
    full_name = name if name == "DATABASE_URL" else f"MILEPOST_{name}"
    return f"{full_name}: {problem['msg'].removeprefix('Value error, ')} (it is {problem['input']!r})"


def _database_words(error: BaseException) -> str:
    first_line = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    if "no such table" in first_line or ("relation" in first_line and "does not exist" in first_line):
        return (
            f"{_where()} is not prepared for this version ({first_line}). Run: milepost manage migrate. "
            "Or name another folder with --data-dir, for a demo of this checkout: --data-dir var/demo"
        )
    return f"The database does not answer: {first_line}"


def _where() -> str:
    from django.conf import settings

    database = settings.DATABASES["default"]
    return f"The database {database['NAME']}" if database["ENGINE"].endswith("sqlite3") else "The database"
