"""`milepost demo`: a company to look at, on this machine alone."""

import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from milepost.config.cli.errors import Command
from milepost.config.cli.options import set_up_django, tell

if TYPE_CHECKING:
    from milepost.demo.records import Login

_LOOPBACK = "127.0.0.1"
_MAX_ACCOUNTS = 50_000


@click.command(cls=Command)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes any free one.")
@click.option(
    "--data-dir",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="MILEPOST_DATA_DIR",
    help="The demo's folder (also: MILEPOST_DATA_DIR; else var/demo of the checkout).",
)
@click.option("--fresh", is_flag=True, help="Delete this demo's data first and build it anew.")
@click.option("--accounts", type=click.IntRange(1, _MAX_ACCOUNTS), help="Customers of the company (default: 60).")
@click.option("--show-logins", is_flag=True, help="Print the sign-ins of the demo and end.")
@click.option("--json", "as_json", is_flag=True, help="With --show-logins: as JSON, a list of email, password, role.")
@click.option("--access-log", is_flag=True, help="Write one line for each request.")
def demo(
    *,
    port: int,
    data_dir: Path | None,
    fresh: bool,
    accounts: int | None,
    show_logins: bool,
    as_json: bool,
    access_log: bool,
) -> None:
    r"""Start Milepost with a simulated company, for you alone: it listens on this machine only.

    The first start builds the company, later ones take seconds and keep what you changed. Ctrl-C ends all of it.

    \b
    Examples:
      milepost demo
      milepost demo --port 0 --accounts 500
      milepost demo --fresh
      milepost demo --show-logins --json
    """
    from milepost.config.serving.demo import default_folder

    folder = (data_dir or default_folder()).expanduser().absolute()
    if show_logins:
        _print_logins(folder, as_json=as_json)
        return
    _require_loopback()
    from milepost.config.serving.ports import free_port

    port = free_port(_LOOPBACK, port)
    os.environ["MILEPOST_URL"] = f"http://localhost:{port}"
    os.environ.setdefault("MILEPOST_VENDOR_NAME", "Halden")  # what its customers know the simulated vendor by
    accounts = _prepare_folder(folder, accounts, fresh=fresh)
    set_up_django(folder, port=port, bind=_LOOPBACK, demo="true")
    entries = _build(accounts)
    sys.exit(_run(entries, folder, access_log=access_log))


def _require_loopback() -> None:
    bind = os.environ.get("MILEPOST_BIND", _LOOPBACK)
    if bind not in {_LOOPBACK, "localhost", "::1"}:
        raise click.ClickException(
            f"MILEPOST_BIND is {bind}, but a demo shows its passwords and listens on this machine only. "
            "Unset it, or use milepost serve."
        )


def _print_logins(folder: Path, *, as_json: bool) -> None:
    from milepost.config.serving.demo import command_for, table
    from milepost.demo.records import read_logins

    entries = read_logins(folder)
    if not entries:
        raise click.ClickException(f"There is no demo in {folder} yet. Start one with: {command_for(folder)}")
    if as_json:
        click.echo(json.dumps([{"email": e.email, "password": e.password, "role": e.role} for e in entries], indent=1))
    else:
        click.echo("\n".join(table([(e.role, e.email, e.password, e.name, e.title) for e in entries])))


def _prepare_folder(folder: Path, accounts: int | None, *, fresh: bool) -> int:
    """Return the number of accounts of the demo in `folder`, which is then the demo's own."""
    from milepost.config.serving import demo as demo_folder
    from milepost.demo.records import DEFAULT_ACCOUNTS

    if fresh:
        demo_folder.clear(folder)
    present = demo_folder.stamped_accounts(folder)
    if present is None:
        demo_folder.claim(folder, accounts or DEFAULT_ACCOUNTS)
        return accounts or DEFAULT_ACCOUNTS
    if accounts not in (None, present):
        tell(f"This demo was built for {present} accounts and stays so; add --fresh to build it anew.")
    return present


def _build(accounts: int) -> "Sequence[Login]":
    from django.conf import settings

    from milepost.config.serving.demo import stamped_day
    from milepost.config.serving.progress import progress_line
    from milepost.config.serving.start import ready
    from milepost.demo.logins import logins
    from milepost.demo.public import World, build_demo
    from milepost.demo.records import write_logins

    ready(migrate_existing=True, tell=tell)
    world = World(accounts=accounts)
    # A part that is missing fits the others only when it is built for the same day.
    world.today = stamped_day(settings.DATA_DIR) or world.today
    for part in build_demo(world):
        world.tell = progress_line(part.purpose)
    entries = logins(accounts)
    write_logins(settings.DATA_DIR, entries)
    return entries


def _run(entries: "Sequence[Login]", folder: Path, *, access_log: bool) -> int:
    from django.db import connection

    from milepost.config.env import environment
    from milepost.config.serving.demo import welcome
    from milepost.config.serving.start import run_web, web_options

    env = environment()
    connection.close()
    tell("Starting …")
    words = welcome(env.url, entries, folder)
    return run_web(web_options(env, access_log=access_log), with_worker=True, when_ready=lambda: click.echo(words))
