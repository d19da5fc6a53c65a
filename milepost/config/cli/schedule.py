"""`milepost schedule`: the dates of a Microsoft Project file, without database and without Django."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from milepost.config.cli.errors import Command

if TYPE_CHECKING:
    from milepost.scheduling.msproject.answers import Answer
    from milepost.scheduling.public import Levelled, Simulation

_EXIT_CODES = "Exit codes: 0 done, also with warnings; 2 the file cannot be read or scheduled, or wrong usage."


class _Refused(click.ClickException):
    """The file cannot be read or scheduled."""

    exit_code = 2


@click.command(cls=Command, epilog=_EXIT_CODES)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document for programs.")
@click.option("--recompute", is_flag=True, help="Compute all dates, even where the file's stored ones agree with it.")
@click.option("--simulate", "runs", type=click.IntRange(1, 100_000), help="Draw durations so many times: P10 to P95.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed, the same draws.")
@click.option("--level", "levels", is_flag=True, help="Delay tasks until nobody has more work than time.")
@click.option(
    "--seconds", type=click.FloatRange(0.1, 3600), default=10, show_default=True, help="How long levelling may search."
)
def schedule(  # noqa: PLR0917 - click gives them by name
    file: Path, as_json: bool, recompute: bool, runs: int | None, seed: int, levels: bool, seconds: float
) -> None:
    r"""Date the tasks of a Microsoft Project XML file.

    Early and late dates, slack, the critical path and what drives each task. A file's stored dates are kept as long as
    they do not contradict its links, constraints and durations; what was changed since is computed.

    \b
    Examples:
      milepost schedule plan.xml
      milepost schedule plan.xml --json --recompute
      milepost schedule plan.xml --simulate 5000 --seed 7
      milepost schedule plan.xml --level --json
    """
    from milepost.config.cli.schedule_levelling import levelled_answer

    levelled = None
    with _refusing(file, as_json=as_json):
        answer = _answer(file, recompute=recompute or levels)
        if levels:
            answer, levelled = levelled_answer(answer, seconds)
        found = _simulation(answer, runs, seed) if runs else None
    if as_json:
        _write_json(answer, found, levelled)
    else:
        _write_text(answer, found, levelled)


def _simulation(answer: "Answer", runs: int, seed: int) -> "Simulation":
    from milepost.scheduling.public import simulate

    return simulate(answer.plan, runs=runs, seed=seed)


def _write_json(answer: "Answer", found: "Simulation | None", levelled: "Levelled | None") -> None:
    from milepost.config.cli import schedule_forecast, schedule_json, schedule_levelling

    document = schedule_json.document(answer)
    if found is not None:
        document["simulation"] = schedule_forecast.document(found)
    if levelled is not None:
        document["levelling"] = schedule_levelling.document(levelled)
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


def _write_text(answer: "Answer", found: "Simulation | None", levelled: "Levelled | None") -> None:
    from milepost.config.cli import schedule_forecast, schedule_levelling, schedule_text

    schedule_text.show(answer)
    if found is not None:
        schedule_forecast.show(found)
    if levelled is not None:
        schedule_levelling.show(levelled)


def _answer(file: Path, *, recompute: bool) -> "Answer":
    from milepost.scheduling.msproject.answers import answer_of
    from milepost.scheduling.msproject.reading import read_file

    return answer_of(read_file(file), recompute=recompute)


@contextmanager
def _refusing(file: Path, *, as_json: bool) -> Iterator[None]:
    """Say what is wrong with a file in words (as JSON too) and end with exit code 2."""
    from milepost.lib.errors import DomainError

    try:
        yield
    except DomainError as error:
        raise _refusal(error.code, f"{file}: {error.message}", as_json=as_json, **error.details) from error
    except OSError as error:
        raise _refusal("unreadable", f"{file}: {error.strerror or error}", as_json=as_json) from error


def _plain(value: Any) -> Any:
    """Return a record of the engine as an object, anything else as text."""
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


def _refusal(code: str, message: str, *, as_json: bool, **details: Any) -> _Refused:
    if as_json:
        error = {"code": code, "message": message, **details}
        click.echo(json.dumps({"error": error}, ensure_ascii=False, indent=1, default=_plain))
    return _Refused(message)
