"""`milepost serve` and `milepost worker`."""

import os
import sys
from pathlib import Path

import click

from milepost.config.cli.errors import Command
from milepost.config.cli.options import data_dir_option, set_up_django, tell


@click.command(cls=Command)
@click.option("--port", type=click.IntRange(0, 65535), help="The port to listen on; 0 takes any free one.")
@click.option("--bind", help="The address to listen on.")
@click.option("--processes", type=click.IntRange(1, 16), help="Web processes to start.")
@click.option("--migrate", is_flag=True, help="First bring the database to this version.")
@click.option("--with-worker", is_flag=True, help="Also run one worker; both end together.")
@click.option("--access-log/--no-access-log", default=True, help="Write one line for each request (default: yes).")
@data_dir_option
def serve(
    *,
    port: int | None,
    bind: str | None,
    processes: int | None,
    migrate: bool,
    with_worker: bool,
    access_log: bool,
    data_dir: Path | None,
) -> None:
    r"""Run the web server until Ctrl-C or SIGTERM.

    An empty database is prepared; one of an older version is touched with --migrate only.

    \b
    Examples:
      milepost serve
      milepost serve --port 8080 --with-worker
      milepost serve --migrate --processes 2
    """
    from milepost.config.serving.ports import free_port

    if port == 0:
        port = free_port(bind or os.environ.get("MILEPOST_BIND", "127.0.0.1"), 0)
    set_up_django(data_dir, port=port, bind=bind, web_processes=processes)
    from milepost.config.env import environment
    from milepost.config.serving.start import ready, run_web, web_options

    env = environment()
    free_port(env.bind, env.port)
    ready(migrate_existing=migrate, tell=tell)
    tell(f"Milepost listens on {env.bind}, port {env.port}. People reach it at {env.url}. Ctrl-C ends it.")
    sys.exit(run_web(web_options(env, access_log=access_log), with_worker=with_worker))


@click.command(cls=Command)
@data_dir_option
def worker(data_dir: Path | None) -> None:
    r"""Run background work until Ctrl-C or SIGTERM; several workers may run at once.

    \b
    Example:
      milepost worker
    """
    set_up_django(data_dir)
    from django.conf import settings

    from milepost.config.serving.locks import hold_shared
    from milepost.config.serving.start import require_current_database, run_worker

    hold_shared(settings.DATA_DIR)
    require_current_database()
    run_worker()
