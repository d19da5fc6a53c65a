"""The database from `DATABASE_URL`: SQLite in the data folder unless PostgreSQL is named."""

from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from milepost.config.env import Environment


def database_config(env: Environment) -> dict[str, Any]:
    """Return Django's entry for the default database."""
    return _postgresql(env.database_url) if env.database_url else _sqlite(env)


def _sqlite(env: Environment) -> dict[str, Any]:
    return {
        "ENGINE": "milepost.lib.sqlite",
        "NAME": env.data_dir / "milepost.sqlite3",
        "CONN_MAX_AGE": None,
        # A file, not memory: in memory all threads of a test share one cache, whose locks behave otherwise.
        "TEST": {"NAME": env.data_dir / "test.sqlite3"},
        "OPTIONS": {
            # Without IMMEDIATE a third of concurrent read-then-write transactions failed; with it none.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000; "
            "PRAGMA mmap_size=134217728; PRAGMA temp_store=MEMORY;",
        },
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A Unix socket's folder comes as ?host=/folder, as in libpq.
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": parts.port or "",
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
