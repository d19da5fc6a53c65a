"""`milepost import`: records from CSV and XLSX files, by the machine's operator."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from milepost.config.cli.errors import Command
from milepost.config.cli.import_plans import PLANS, import_plan_file
from milepost.config.cli.options import as_operator, tell, with_django

if TYPE_CHECKING:
    from milepost.integrations.csv.models import Import
    from milepost.integrations.csv.records import Settings
    from milepost.lib.actor import Actor

_EXIT_CODES = (
    "Exit codes: 0 no row was refused; 1 failed, as with a database that is not prepared; "
    "2 the file or the mapping cannot be read, or wrong usage; 3 some rows were refused."
)
_REFUSED = 3
_SHOWN = 20


class _Unreadable(click.ClickException):
    """The file or the mapping cannot be read."""

    exit_code = 2


@click.command("import", cls=Command, epilog=_EXIT_CODES)
@click.argument("kind", required=False)
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--source", default="", help="The system that the file is from. Keys are kept under it.")
@click.option("--key", default="", metavar="COLUMN", help="The column that holds each row's key in the source.")
@click.option(
    "--map", "maps", multiple=True, metavar="COLUMN=FIELD", help="Put a column into a field; may be repeated."
)
@click.option("--mapping", default="", metavar="NAME", help="Read the file as a saved mapping says.")
@click.option(
    "--date-format", "dates", multiple=True, metavar="[COLUMN=]FORMAT", help="Like dd-mm-yyyy, mm/dd/yyyy, yyyy-mm-dd."
)
@click.option("--decimal", type=click.Choice(["point", "comma"]), help="What stands before the decimals.")
@click.option("--encoding", default="", help="Like utf-8 or cp1252. Detected without it.")
@click.option("--delimiter", default="", help="The sign between columns; tab for a tab. Detected without it.")
@click.option("--sheet", default="", help="The sheet of a spreadsheet. The first one without it.")
@click.option("--timezone", "zone", default="UTC", show_default=True, help="Of moments that name none.")
@click.option(
    "--blank", type=click.Choice(["leave", "clear"]), default="leave", show_default=True, help="What a blank cell does."
)
@click.option(
    "--existing",
    type=click.Choice(["update", "skip"]),
    default="update",
    show_default=True,
    help="What becomes of records that are here.",
)
@click.option("--create-missing", is_flag=True, help="Create choices, stages and tags that are missing.")
@click.option("--dry-run", is_flag=True, help="Only say what would become of each row.")
@click.option("--all-or-nothing", is_flag=True, help="Write nothing when one row has a fault.")
@click.option("--undo", "undo_id", type=int, metavar="ID", help="Take an import back as a whole.")
@click.option("--resume", "resume_id", type=int, metavar="ID", help="Go on with an import that was cut off.")
@click.option("--account", default="", metavar="KEY", help="Of a plan: the account by number, key or name.")
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document for programs.")
@with_django
@as_operator
def import_(actor: "Actor", *, kind: str | None, file: Path | None, as_json: bool, **options: Any) -> None:
    r"""Bring records in from a CSV or XLSX file, or a plan from a Microsoft Project XML file.

    Kinds: accounts, contacts, touchpoints, tickets, facts; msproject, which takes --account and --json alone. With
    --map, only the columns named are taken; without it, columns go where their names and contents say. Records are
    found again by --source and --key.

    \b
    Examples:
      milepost import accounts customers.csv --source crm --key id --map company=name --map signed=contract_start
      milepost import contacts people.xlsx --source crm --dry-run
      milepost import tickets tickets.csv --source desk --key ticket_id --date-format dd-mm-yyyy --json
      milepost import msproject rollout.xml --account 0042
      milepost import --undo 12
    """
    if kind == PLANS and file is not None:
        import_plan_file(file, options["account"], actor, as_json=as_json)
        return
    with _readable(as_json):
        if options["undo_id"] or options["resume_id"]:
            done = _again(options["undo_id"], options["resume_id"], actor)
        elif kind is None or file is None:
            raise click.UsageError("Name the kind and the file: milepost import accounts customers.csv")
        else:
            done = _run(kind, file, options, actor)
    _show(done, as_json=as_json, is_dry=options["dry_run"])


def _run(kind: str, path: Path, options: dict[str, Any], actor: "Actor") -> "Import":
    from milepost.integrations.csv.actions import set_up
    from milepost.integrations.csv.beginning import begin_import
    from milepost.integrations.csv.records import ImportState
    from milepost.integrations.csv.running.work import begin, go_on

    with path.open("rb") as content:
        import_ = begin_import(
            _named(content, path.name),
            kind,
            actor=actor,
            source=options["source"],
            settings=_reading(options),
            max_bytes=max(path.stat().st_size, 1),
        )
    set_up(import_, _settings(import_, options), actor=actor)
    state = ImportState.CHECKING if options["dry_run"] else ImportState.APPLYING
    import_ = begin(import_, state, actor=actor)
    with _stoppable(import_):
        return go_on(import_, _progress, actor=actor)


def _again(undo_id: int | None, resume_id: int | None, actor: "Actor") -> "Import":
    from milepost.integrations.csv.models import Import
    from milepost.integrations.csv.records import ImportState
    from milepost.integrations.csv.running.work import begin, go_on

    import_ = Import.objects.filter(pk=undo_id or resume_id or 0).first()
    if import_ is None:
        raise _Unreadable(f"There is no import {undo_id or resume_id}.")
    if not import_.is_busy:
        import_ = begin(import_, ImportState.UNDOING if undo_id else ImportState.APPLYING, actor=actor)
    with _stoppable(import_):
        return go_on(import_, _progress, actor=actor)


def _named(content: Any, name: str) -> Any:
    from django.core.files.base import File

    return File(content, name=name)


def _reading(options: dict[str, Any]) -> "Settings":
    from milepost.integrations.csv.records import Settings

    delimiter = {"tab": "\t", "\\t": "\t"}.get(options["delimiter"], options["delimiter"])
    return Settings(encoding=options["encoding"], delimiter=delimiter, sheet=options["sheet"])


def _settings(import_: "Import", options: dict[str, Any]) -> "Settings":
    """Return how the file is to be read: what the options say beats what was guessed or remembered."""
    from milepost.integrations.csv.actions import fitting
    from milepost.integrations.csv.columns.profiles import TableProfile
    from milepost.integrations.csv.models import Mapping
    from milepost.integrations.csv.records import Settings

    settings = import_.how
    if options["mapping"]:
        mapping = Mapping.objects.filter(kind=import_.kind, name=options["mapping"]).first()
        if mapping is None:
            raise _Unreadable(f"There is no mapping “{options['mapping']}” for {import_.kind}.")
        settings = fitting(Settings.from_json(mapping.settings), TableProfile.from_json(import_.profile))
        settings.source = options["source"] or settings.source
    if options["maps"]:
        settings.columns = dict(_pair(text, "--map") for text in options["maps"])
        settings.columns = {column: _field(import_, key) for column, key in settings.columns.items()}
    if options["key"]:
        settings.key_column = options["key"]
    for text in options["dates"]:
        column, _sign, format_ = text.rpartition("=")
        settings.dates[column] = format_
    if options["decimal"]:
        settings.decimals[""] = options["decimal"]
    settings.timezone, settings.blank, settings.existing = options["zone"], options["blank"], options["existing"]
    settings.create_missing = options["create_missing"]
    settings.all_or_nothing = options["all_or_nothing"]
    return settings


def _pair(text: str, option: str) -> tuple[str, str]:
    column, sign, field = text.rpartition("=")
    if not sign or not column or not field:
        raise click.BadParameter(f"“{text}” is not of the form COLUMN=FIELD", param_hint=option)
    return column.strip(), field.strip()


def _field(import_: "Import", text: str) -> str:
    """Return the field that a name means: its key, its label, or one of its other names."""
    from milepost.integrations.csv.columns.guessing import names_of, plain
    from milepost.integrations.csv.records import import_kinds

    kind = import_kinds[import_.kind]
    fields = kind.fields(None)
    if text in {field.key for field in fields}:
        return text
    return names_of(kind, fields).get(plain(text), text)


def _progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done:,} of {total:,} rows ", err=True, nl=False)


@contextmanager
def _stoppable(import_: "Import") -> Iterator[None]:
    from milepost.integrations.csv.running.work import failed, stopped
    from milepost.lib.errors import DomainError

    try:
        yield
    except KeyboardInterrupt:
        stopped(import_)
        tell(f"Stopped. Go on with: milepost import --resume {import_.pk}; take it back with --undo {import_.pk}")
        raise
    except DomainError as error:
        failed(import_, error.message)
        raise


@contextmanager
def _readable(as_json: bool) -> Iterator[None]:
    """Turn refusals of the file or the mapping into exit code 2."""
    from milepost.lib.errors import DomainError

    try:
        yield
    except DomainError as error:
        if as_json:
            document = {"error": {"code": error.code, "message": error.message, **error.details}}
            click.echo(json.dumps(document, ensure_ascii=False, default=str))
        words = error.message
        if error.code == "ambiguous":
            words += " Say which, with --date-format or --decimal."
        raise _Unreadable(words) from error
    except OSError as error:
        raise _Unreadable(f"{error.filename or 'The file'}: {error.strerror or error}") from error


def _show(import_: "Import", *, as_json: bool, is_dry: bool) -> None:
    from milepost.integrations.csv.queries import alike_words, counts_of, stage_of

    if is_dry and (words := alike_words(import_)):
        tell(words)
    counts = counts_of(import_)
    refusals = import_.refusals.filter(stage=stage_of(import_)).order_by("id")
    if as_json:
        errors = [
            {"row": one.row, "column": one.column, "value": one.value, "reason": one.reason}
            for one in refusals.iterator()
        ]
        document = {"id": import_.pk, "state": import_.state, **counts, "errors": errors}
        click.echo(json.dumps(document, ensure_ascii=False))
    else:
        _show_in_words(import_, counts, refusals, is_dry=is_dry)
    if counts["refused"] or import_.left:
        sys.exit(_REFUSED)


def _show_in_words(import_: "Import", counts: dict[str, int], refusals: Any, *, is_dry: bool) -> None:
    tell(f"{'Dry run' if is_dry else 'Import'} {import_.pk}: {import_.get_state_display().lower()}. {import_.words}")
    if import_.state != "undone":
        click.echo(", ".join(f"{count:,} {name}" for name, count in counts.items()))
    for one in refusals[:_SHOWN]:
        where = f"row {one.row}" + (f", {one.column}" if one.column else "")
        click.echo(f"{where}: {one.reason}" + (f" ({one.value})" if one.value else ""))
    if (more := refusals.count() - _SHOWN) > 0:
        click.echo(f"and {more:,} more; --json writes all")
    if import_.can_undo:
        tell(f"Take it back with: milepost import --undo {import_.pk}")
