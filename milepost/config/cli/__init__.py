"""The `milepost` command: one module per group of sub-commands. Exit codes: 0 done, 1 failed, 2 wrong usage."""

import click

from milepost import __version__
from milepost.config.cli.manage import manage


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="milepost")
def main() -> None:
    """Customer success, run as projects."""


main.add_command(manage)
