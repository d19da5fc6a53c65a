"""`milepost schedule`: the dates of a Microsoft Project file, without database and without Django."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from milepost.config.cli.errors import Command

if TYPE_CHECKING:
    from milepost.scheduling.msproject.answers import Answer

_EXIT_CODES = "Exit codes: 0 done, also with warnings; 2 the file cannot be read or scheduled, or wrong usage."


class _Refused(click.ClickException):
    """The file cannot be read or scheduled."""

    exit_code = 2


@click.command(cls=Command, epilog=_EXIT_CODES)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document for programs.")
@click.option("--recompute", is_flag=True, help="Compute all dates, even where the file's stored ones agree with it.")
def schedule(file: Path, as_json: bool, recompute: bool) -> None:
    r"""Date the tasks of a Microsoft Project XML file.

    Early and late dates, slack, the critical path and what drives each task. A file's stored dates are kept as long as
    they do not contradict its links, constraints and durations; what was changed since is computed.

    \b
    Examples:
      milepost schedule plan.xml
      milepost schedule plan.xml --json --recompute
    """
    answer = _answer(file, as_json=as_json, recompute=recompute)
    if as_json:
        from milepost.config.cli.schedule_json import document

        click.echo(json.dumps(document(answer), ensure_ascii=False, indent=1))
    else:
        from milepost.config.cli.schedule_text import show

        show(answer)


def _answer(file: Path, *, as_json: bool, recompute: bool) -> "Answer":
    from milepost.lib.errors import DomainError
    from milepost.scheduling.msproject.answers import answer_of
    from milepost.scheduling.msproject.reading import read_file

    try:
        return answer_of(read_file(file), recompute=recompute)
    except DomainError as error:
        raise _refusal(error.code, f"{file}: {error.message}", as_json=as_json, **error.details) from error
    except OSError as error:
        raise _refusal("unreadable", f"{file}: {error.strerror or error}", as_json=as_json) from error


def _refusal(code: str, message: str, *, as_json: bool, **details: Any) -> _Refused:
    if as_json:
        error = {"code": code, "message": message, **details}
        click.echo(json.dumps({"error": error}, ensure_ascii=False, indent=1, default=str))
    return _Refused(message)
