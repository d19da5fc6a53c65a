"""The last steps before the web server or the worker runs: the database, the static files, the lock."""

import sys
from collections.abc import Callable

from django.conf import settings
from django.db import connection

from milepost.config.env import Environment
from milepost.config.serving.beside import beside
from milepost.config.serving.database import is_empty, migrate, pending_migrations, unknown_migrations
from milepost.config.serving.locks import hold_shared
from milepost.config.serving.static import collect_static
from milepost.config.serving.together import Part, run_together
from milepost.config.serving.web import WebOptions, load_application, serve
from milepost.jobs import public as jobs
from milepost.lib.errors import Conflict
from milepost.playbooks.public import load_shipped


def ready(*, migrate_existing: bool, tell: Callable[[str], None]) -> None:
    """Hold the data folder and make database and static files ready; raise `Conflict` when a person must decide."""
    hold_shared(settings.DATA_DIR)
    if is_empty():
        # Nothing can be refused any more. On an older database nothing else may be begun before that is asked.
        with beside(migrate, tell):
            collect_static(tell)
            load_application()
    elif migrate_existing:
        migrate(tell)
    require_current_database()
    load_shipped()
    collect_static(tell)
    connection.close()


def require_current_database() -> None:
    """Raise `Conflict` when the database is of another version than the program."""
    if unknown := unknown_migrations():
        raise Conflict(
            "newer-database",
            f"The database was used by a newer version of Milepost ({unknown[-1]}). Install that version.",
        )
    if pending := pending_migrations():
        raise Conflict(
            "pending-migrations",
            f"The database is of an older version: {len(pending)} migrations are pending ({pending[0]} first). "
            "Make a backup, then run: milepost serve --migrate",
        )


def web_options(env: Environment, *, access_log: bool) -> WebOptions:
    """Return how the web server runs by the settings."""
    return WebOptions(env.bind, env.port, env.web_processes, env.web_threads, access_log)


def run_worker() -> None:
    """Run a worker as a process of its own until a signal ends it."""
    sys.exit(jobs.run_worker())


def run_web(options: WebOptions, *, with_worker: bool, when_ready: Callable[[], None] | None = None) -> int:
    """Run the web server, with a worker beside it if asked, until a signal ends it; return the exit code."""
    if not with_worker:
        serve(options)
        return 0
    parts = [Part("web server", serve, (options,)), Part("worker", run_worker)]
    return run_together(parts, ready_url=f"http://{options.bind}:{options.port}/healthz", when_ready=when_ready)
