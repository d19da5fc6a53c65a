"""`milepost playbook`: playbooks as files."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from milepost.config.cli.errors import Command, Group
from milepost.config.cli.options import as_operator, with_django

if TYPE_CHECKING:
    from milepost.lib.actor import Actor

_FILE = click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))


@click.group(cls=Group)
def playbook() -> None:
    """Check, import and export playbooks."""


@playbook.command("check", cls=Command)
@_FILE
@with_django
def check(files: tuple[Path, ...]) -> None:
    r"""Say what is wrong with playbook files, each fault with its line. Nothing is written.

    \b
    Example:
      milepost playbook check onboarding.yaml
    """
    from milepost.playbooks.public import WrongPlaybook, read_playbook

    wrong = 0
    for file in files:
        try:
            found = read_playbook(file.read_bytes())
        except OSError as error:
            raise click.ClickException(f"{file} cannot be opened: {error.strerror}.") from error
        except WrongPlaybook as error:
            wrong += 1
            click.echo(f"{file}:")
            for fault in error.faults:
                click.echo(f"  {fault}")
        else:
            click.echo(f"{file}: {found.name}, {len(found.phases)} phases, {len(found.steps)} steps.")
    if wrong:
        raise click.exceptions.Exit(1)


@playbook.command("import", cls=Command)
@click.argument("key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--note", default="", help="What changed, in a few words.")
@with_django
@as_operator
def import_(actor: "Actor", key: str, file: Path, note: str) -> None:
    r"""Take a playbook in from a file, as a new version if it says anything else than the last, and publish it.

    \b
    Example:
      milepost playbook import onboarding onboarding.yaml
    """
    from milepost.lib.errors import DomainError
    from milepost.playbooks.public import WrongPlaybook, import_playbook

    try:
        made, is_other = import_playbook(file.read_bytes(), actor=actor, key=key, note=note)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be opened: {error.strerror}.") from error
    except WrongPlaybook as error:
        raise click.ClickException("\n".join(map(str, error.faults))) from error
    except DomainError as error:
        raise click.ClickException(error.message) from error
    number = made.published.number if made.published else 0
    click.echo(f"{made} is at version {number}." if is_other else f"{made} says this already, in version {number}.")


@playbook.command("export", cls=Command)
@click.argument("key")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_django
def export(key: str, file: Path) -> None:
    r"""Write the published version of a playbook to a file; “-” writes to the terminal.

    \b
    Example:
      milepost playbook export onboarding onboarding.yaml
    """
    from milepost.playbooks.public import Playbook, write_playbook

    found = Playbook.objects.filter(key=key, published__isnull=False).select_related("published").first()
    if found is None or found.published is None:
        raise click.ClickException(f"There is no playbook “{key}”.")
    text = write_playbook(found.published.records)
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"{file} cannot be written: {error.strerror}.") from error
    click.echo(f"{found}, version {found.published.number}, is in {file}.")
