"""`milepost manage`: Django's own commands, for those who know them."""

import sys

import click

from milepost.config.cli.errors import Command
from milepost.config.cli.options import with_django


@click.command(
    cls=Command,
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "allow_interspersed_args": False},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@with_django
def manage(arguments: tuple[str, ...]) -> None:
    r"""Run one of Django's management commands.

    \b
    Example:
      milepost manage showmigrations
    """
    from django.core.management import execute_from_command_line

    execute_from_command_line(["milepost manage", *arguments])
    sys.exit(0)
