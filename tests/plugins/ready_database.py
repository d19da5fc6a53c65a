"""Lets test databases on SQLite begin as copies of one that is migrated already, where `bin/test` has made one.

Migrating takes each process seconds, more with each migration; copying takes a moment. The copy is made from scratch
in each run of `bin/test`, so that it is never older than the migrations.
"""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import wraps
from typing import Any

from django.core.management.commands.migrate import Command
from django.db import connections
from django.db.backends.base.creation import BaseDatabaseCreation

VARIABLE = "MILEPOST_MIGRATED_DATABASE"
_creating: list[bool] = []


def _noting(inner: Callable[..., str]) -> Callable[..., str]:
    @wraps(inner)
    def create_test_db(*args: Any, **kwargs: Any) -> str:
        _creating.append(True)
        try:
            return inner(*args, **kwargs)
        finally:
            _creating.clear()

    return create_test_db


def _copying(inner: Callable[..., None]) -> Callable[..., None]:
    @wraps(inner)
    def handle(self: Command, *args: Any, **options: Any) -> None:
        database, ready = connections[options["database"]], os.environ.get(VARIABLE, "")
        if not (_creating and ready and database.vendor == "sqlite"):
            return inner(self, *args, **options)
        database.ensure_connection()
        with closing(sqlite3.connect(ready)) as source:
            source.backup(database.connection)
        return None

    return handle


BaseDatabaseCreation.create_test_db = _noting(BaseDatabaseCreation.create_test_db)
Command.handle = _copying(Command.handle)
