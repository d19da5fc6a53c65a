"""ETag, If-None-Match and If-Match. An ETag is a record's version: strong, and the guard against lost updates."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.utils.translation import gettext as _

from milepost.apikit.problems import Problem
from milepost.audit.public import Record


def etag_of(record: Record) -> str:
    """Return the ETag of a record: its version."""
    return f'"{record.version}"'


def not_modified(request: HttpRequest, etag: str) -> HttpResponse | None:
    """Return 304 if the caller has this version already (weak comparison, as RFC 9110 says), else None."""
    wanted = request.headers.get("If-None-Match")
    if not wanted:
        return None
    candidates = {candidate.removeprefix("W/") for candidate in parse_etags(wanted)}
    if etag not in candidates and "*" not in candidates:
        return None
    response = HttpResponseNotModified()
    response["ETag"] = etag
    return response


def expected_version(
    request: HttpRequest, record: Record, current: dict[str, Any] | Callable[[], dict[str, Any]]
) -> int:
    """Return the version that the write may replace; raises 412 when If-Match names another one.

    `current` is the record as the API shows it (or what shows it, where that costs queries), so that the writer sees
    what is there now without asking again.
    """
    wanted = request.headers.get("If-Match", "")
    etag = etag_of(record)
    candidates = parse_etags(wanted)
    if "*" in candidates or etag in candidates:
        return record.version
    words = _("It was changed meanwhile. Look at `current`, then send the new ETag in If-Match.")
    shown = current() if callable(current) else current
    raise Problem(412, "stale", words, headers={"ETag": etag}, current=shown)


def demand_match(request: HttpRequest) -> None:
    """Raise 428 unless If-Match is there."""
    if not request.headers.get("If-Match", "").strip():
        words = _("Send If-Match with the ETag that you read, or “*” to overwrite whatever is there.")
        raise Problem(428, "match-required", words)
