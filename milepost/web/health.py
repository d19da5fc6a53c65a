"""`GET /healthz`: whether the installation works, for load balancers and monitors.

It stands before every other middleware: it needs no session, so it answers while the database is down; it is asked by
address rather than by name, over http, from inside, so neither the host check nor the redirect to https applies.
"""

import shutil
from collections.abc import Callable, Mapping

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse

from milepost.jobs.public import worker_state

PATH = "/healthz"
MIN_FREE_BYTES = 100 * 1024 * 1024

type Handler = Callable[[HttpRequest], HttpResponse]


def health_middleware(get_response: Handler) -> Handler:
    """Answer health checks, and nothing else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return health(request) if request.path == PATH else get_response(request)

    return middleware


def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 when all is well, else 503 with what is not. No names, addresses or versions: anyone may ask."""
    if request.method not in {"GET", "HEAD"}:
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    faults = {name: words for name, check in CHECKS.items() if (words := check())}
    states = {name: faults.get(name, "ok") for name in CHECKS}
    return JsonResponse(
        {"status": "unwell" if faults else "ok", "checks": states},
        status=503 if faults else 200,
        headers={"Cache-Control": "no-store"},
    )


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        connection.close()
        return "does not answer"
    return ""


def _worker() -> str:
    try:
        return "" if worker_state().alive else "none is running"
    except Error:
        return "unknown: the database does not answer"


def _disk() -> str:
    try:
        free_bytes = shutil.disk_usage(settings.DATA_DIR).free
    except OSError:
        return "the data folder is gone"
    return "nearly full" if free_bytes < MIN_FREE_BYTES else ""


CHECKS: Mapping[str, Callable[[], str]] = {"database": _database, "worker": _worker, "disk": _disk}
