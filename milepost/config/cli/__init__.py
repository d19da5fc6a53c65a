"""The `milepost` command: one module per group of sub-commands. Exit codes: 0 done, 1 failed, 2 wrong usage."""

import click

from milepost import __version__
from milepost.config.cli.backup import backup, restore
from milepost.config.cli.demo import demo
from milepost.config.cli.doctor import doctor
from milepost.config.cli.errors import HELP_NAMES, Group
from milepost.config.cli.imports import import_
from milepost.config.cli.manage import manage
from milepost.config.cli.people import token, user
from milepost.config.cli.playbooks import playbook
from milepost.config.cli.portal import portal
from milepost.config.cli.schedule import schedule
from milepost.config.cli.search import search
from milepost.config.cli.serve import serve, worker


@click.group(cls=Group, context_settings=HELP_NAMES)
@click.version_option(__version__, prog_name="milepost")
def main() -> None:
    """Customer success, run as projects."""


main.add_command(demo)
main.add_command(serve)
main.add_command(worker)
main.add_command(doctor)
main.add_command(backup)
main.add_command(restore)
main.add_command(user)
main.add_command(token)
main.add_command(import_)
main.add_command(playbook)
main.add_command(portal)
main.add_command(search)
main.add_command(schedule)
main.add_command(manage)
