"""What the access log leaves out: requests that say nothing, and keys that are part of an address."""

import logging
import re
from collections.abc import MutableMapping
from typing import Any

FORMAT = '%(time)s %(addr)s "%(method)s %(path)s" %(status)d %(dt_ms).0f ms'
_SILENT = re.compile(r"^/(static/|healthz$)")
# Invitations, password resets and the like carry their key in the path. File names have a dot, words are shorter.
_KEY = re.compile(r"(?<=/)[A-Za-z0-9_:-]{20,}(?=/|$)")
_FAILED = 400


class AccessFilter(logging.Filter):
    """Drop static files and health checks that went well; mask keys in the others."""

    def filter(self, record: logging.LogRecord) -> bool:
        fields = record.args
        if not isinstance(fields, MutableMapping):
            return True
        path = str(fields.get("path", ""))
        fields["path"] = masked(path)
        return not (_SILENT.match(path) and int(fields.get("status", 0)) < _FAILED)


class KeyFilter(logging.Filter):
    """Mask keys in the addresses that other parts log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(masked(part) if isinstance(part, str) else part for part in record.args)
        return True


def masked(path: str) -> str:
    """Return `path` with what looks like a key replaced by `…`.

    >>> masked("/join/kP3x9_dLq0aZt7uYb2mN5w/")
    '/join/…/'
    """
    return _KEY.sub("…", path)


def logging_config() -> dict[str, Any]:
    """Return the part of the server's logging that differs from its own."""
    line = {"()": "logging.Formatter", "fmt": "%(message)s"}
    access = {
        "class": "logging.StreamHandler",
        "stream": "ext://sys.stdout",
        "formatter": "line",
        "filters": ["access"],
    }
    return {
        "formatters": {"line": line},
        "filters": {"access": {"()": AccessFilter}},
        "handlers": {
            "console": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "line"},
            "access": access,
        },
        "loggers": {
            "_granian": {"handlers": ["console"], "level": "ERROR", "propagate": False},
            "granian.access": {"handlers": ["access"], "level": "INFO", "propagate": False},
        },
    }
