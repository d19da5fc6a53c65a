"""The one way to change the log: for retention, and for erasing a person from it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from milepost.audit.models import Action, AuditEntry
from milepost.audit.protection import DOOR_TABLE
from milepost.lib.actor import Actor, current_entrance

LOG_KIND = "audit.log"


@contextmanager
def log_maintenance(purpose: str, *, actor: Actor) -> Iterator[None]:
    """Let entries be changed or deleted inside the block, in one transaction; others still cannot meanwhile.

    That it happened, and why (`purpose`), becomes an entry of the log itself, of kind `audit.log`.
    """
    entrance = current_entrance()
    with transaction.atomic():
        _sql(f"INSERT INTO {DOOR_TABLE} (purpose) VALUES (%s)", purpose[:200])  # noqa: S608 - a constant
        yield
        _sql(f"DELETE FROM {DOOR_TABLE}")  # noqa: S608 - a constant
        AuditEntry.objects.create(
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label[:200],
            door=entrance.door.value,
            address=entrance.address,
            batch=entrance.batch,
            action=Action.EVENT,
            event="log-maintained",
            kind=LOG_KIND,
            key="",
            label=purpose[:200],
        )


def _sql(statement: str, *parameters: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
