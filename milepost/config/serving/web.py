"""The web server: a process that watches its web processes, each of which answers `threads` requests at once."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from typing import Any

from django.urls import get_resolver
from granian._internal import load_target
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from milepost.config.serving.access_log import FORMAT, logging_config
from milepost.config.serving.loading import without_collecting
from milepost.config.serving.orphans import end_with_parent

APPLICATION = "milepost.config.wsgi:application"
_STOP_SECONDS = 15


@dataclass(frozen=True, slots=True)
class WebOptions:
    """How the web server listens and how much it does at once."""

    bind: str
    port: int
    processes: int
    threads: int
    access_log: bool


def serve(options: WebOptions) -> None:
    """Serve until SIGINT or SIGTERM; then finish the requests that run and end all web processes."""
    # Before the web processes are forked: they start at once and share its memory.
    load_application()
    server = Server(
        APPLICATION,
        address=options.bind,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.processes,
        blocking_threads=options.threads,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=_STOP_SECONDS,
        log_level=LogLevels.error,
        log_dictconfig=logging_config(),
        log_access=options.access_log,
        log_access_format=FORMAT,
    )
    server.serve(target_loader=partial(_load, os.getpid()))


def load_application() -> None:
    """Load all of the application; a second call costs nothing."""
    with without_collecting():
        import_module("milepost.config.wsgi")
        _patterns = get_resolver().url_patterns


def _load(parent: int, target: str) -> Callable[..., Any]:
    """Load the application inside a web process."""
    end_with_parent(parent)
    application: Callable[..., Any] = load_target(target)
    return application
