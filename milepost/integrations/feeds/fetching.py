"""Files behind addresses: fetched only when they changed, in time, not too large, never from a private network."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from milepost.integrations.feeds.folders import ENDINGS, Found, as_found, open_found
from milepost.integrations.feeds.models import Feed
from milepost.lib.errors import Unavailable
from milepost.lib.outward import OutwardAnswer, OutwardError, send_outward

SECONDS = 120
_REDIRECTS = 5
_CHUNK = 1024 * 1024
_ACCEPT = "text/csv, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, text/plain;q=0.8, */*;q=0.5"


@dataclass(frozen=True, slots=True)
class Content:
    """What was brought: a copy of one's own, its fingerprint, and the marks by which its source knows it."""

    file: IO[bytes]
    name: str
    fingerprint: str
    etag: str = ""
    last_modified: str = ""


class NotModified(Exception):
    """The source says that nothing changed."""


class StillWritten(Exception):
    """Somebody writes to the file."""


@contextmanager
def fetched(feed: Feed, *, is_known: bool) -> Iterator[Content]:
    """Fetch the file behind a feed's address; asks for changes only when the present content `is_known`.

    Raises `NotModified`, and `Unavailable` with words for whatever hinders it.
    """
    with tempfile.TemporaryFile() as file:
        answer = _answer(feed, file, is_known=is_known)
        if answer.status == HTTPStatus.NOT_MODIFIED and is_known:
            raise NotModified
        _demand_whole(answer)
        headers = answer.headers
        fingerprint = _fingerprint(file)
        etag, modified = headers.get("etag", ""), headers.get("last-modified", "")
        yield Content(file, _name(feed, file), fingerprint, etag[:300], modified[:80])


@contextmanager
def copied(feed: Feed, name: str, expected: Found | None) -> Iterator[Content]:
    """Copy a file of a watched folder; raises `StillWritten` when it is not what was seen, before and after."""
    most = settings.FILE_MAX_BYTES
    with open_found(feed.place, name) as source, tempfile.TemporaryFile() as file:
        before = as_found(name, source)
        if expected is not None and before != expected:
            raise StillWritten
        if before.size > most:
            raise _too_large()
        left = most + 1
        while left > 0 and (chunk := source.read(min(_CHUNK, left))):
            file.write(chunk)
            left -= len(chunk)
        if as_found(name, source) != before or file.tell() != before.size:
            raise StillWritten
        yield Content(file, name, _fingerprint(file))


def _answer(feed: Feed, file: IO[bytes], *, is_known: bool) -> OutwardAnswer:
    headers = {"User-Agent": "Milepost", "Accept": _ACCEPT}
    if feed.secret:
        headers["Authorization"] = f"Bearer {feed.secret}"
    if is_known and feed.etag:
        headers["If-None-Match"] = feed.etag
    if is_known and feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    try:
        return send_outward(
            "GET",
            feed.place,
            headers=headers,
            seconds=SECONDS,
            most_bytes=settings.FILE_MAX_BYTES,
            allowed=settings.PRIVATE_NETWORKS,
            redirects=_REDIRECTS,
            into=file,
        )
    except OutwardError as error:
        words = _("The file could not be fetched: %(why)s") % {"why": error}
        raise Unavailable(f"fetch-{error.code}", words[:500]) from error


def _demand_whole(answer: OutwardAnswer) -> None:
    if answer.status in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        words = _("The server refuses: the secret is wrong or missing (%(status)s).")
        raise Unavailable("fetch-secret", words % {"status": answer.status})
    if answer.status != HTTPStatus.OK:
        words = _("The server answered %(status)s instead of giving the file.")
        raise Unavailable("fetch-status", words % {"status": answer.status})
    if answer.is_cut:
        raise _too_large()


def _too_large() -> Unavailable:
    most = settings.FILE_MAX_BYTES // 1024 // 1024
    return Unavailable(
        "file-too-large", _("The file is larger than %(most)s MB, the most that is taken.") % {"most": most}
    )


def _fingerprint(file: IO[bytes]) -> str:
    file.seek(0)
    known = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        known.update(chunk)
    file.seek(0)
    return known.hexdigest()


def _name(feed: Feed, file: IO[bytes]) -> str:
    """Return the name in the address, where it is one of a table; else the feed's."""
    last = unquote(urlsplit(feed.place).path.rpartition("/")[2])
    if last.lower().endswith(ENDINGS):
        return last
    is_book = file.read(2) == b"PK"
    file.seek(0)
    return f"{feed.name}{'.xlsx' if is_book else '.csv'}"
