"""Waiting for SQLite's only writer in short, even steps; and marks for values that are made once for each statement.

SQLite itself looks ever more rarely, in the end ten times a second. Beside a background job that writes for 65 ms and
pauses for 25, whoever missed the first pause hit another one only by luck: one of two thousand waited for a second.
Whoever looks rarely starves beside those who look often, so single statements outside of a transaction look alike.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

from django.db import OperationalError
from django.db.backends.sqlite3 import base

LOOK_SECONDS = 0.005  # background writers pause for longer than this between their transactions


@lru_cache(maxsize=64)
def _with_marks(query: str) -> str:
    return base.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")  # as Django does each time


class Patience:
    """How long a connection waits for the one who writes; one that is shared by its cursors."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def until_done[T](self, act: Callable[[], T]) -> T:
        """Return what `act` returns, trying again while it finds the database busy.

        `act` must leave nothing behind when it fails, as a BEGIN or a statement outside of a transaction does.
        """
        give_up_at = time.monotonic() + self.seconds
        while True:
            is_last = time.monotonic() >= give_up_at
            try:
                return act()
            except (sqlite3.OperationalError, OperationalError) as error:
                if is_last or not _is_busy(error):
                    raise
            time.sleep(LOOK_SECONDS)


def _is_busy(error: Exception) -> bool:
    code = getattr(error.__cause__ or error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    return bool(code & 0xFF == sqlite3.SQLITE_BUSY)  # the rest of the code says why it is busy


class Cursor(base.SQLiteCursorWrapper):
    """Django's own, which waits in even steps and remembers the last statements: some have thousands of marks."""

    patience: Patience

    def convert_query(self, query: str, *, param_names: Sequence[str] | None = None) -> str:
        return _with_marks(query) if param_names is None else super().convert_query(query, param_names=param_names)

    def execute(self, query: str, params: Any = None) -> Any:
        if self.connection.in_transaction:
            return super().execute(query, params)
        return self.patience.until_done(lambda: super(Cursor, self).execute(query, params))

    def executemany(self, query: str, param_list: Any) -> Any:
        if self.connection.in_transaction:
            return super().executemany(query, param_list)
        # Some of the rows may be in when another one finds the database busy: only SQLite can wait in between.
        self.connection.execute(f"PRAGMA busy_timeout = {self.patience.seconds * 1000:.0f}")
        try:
            return super().executemany(query, param_list)
        finally:
            self.connection.execute("PRAGMA busy_timeout = 0")


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, which is let in within a few milliseconds after another one has finished writing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._patience = Patience(float(self.settings_dict["OPTIONS"].get("timeout", 5)))

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA busy_timeout = 0")  # from here on `Patience` waits
        return connection

    def create_cursor(self, name: Any = None) -> Cursor:  # noqa: ARG002 # as Django calls it
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.patience = self._patience
        return cursor

    @contextmanager
    def without_waiting(self) -> Iterator[None]:
        """Let statements within fail at once with an OperationalError where somebody else is writing."""
        usual, self._patience.seconds = self._patience.seconds, 0.0
        try:
            yield
        finally:
            self._patience.seconds = usual
