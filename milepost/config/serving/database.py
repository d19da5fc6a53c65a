"""The state of the database against the migrations of this version."""

from collections.abc import Callable

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader


def pending_migrations() -> list[str]:
    """Return what this version would still do to the database, as `room.0002_name`, in order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def unknown_migrations() -> list[str]:
    """Return what was done to the database by a version that this one does not know: it is newer than the program."""
    loader = MigrationLoader(connection)
    known = set(loader.disk_migrations) | set(loader.graph.nodes)
    labels = {config.label for config in apps.get_app_configs()}
    applied = loader.applied_migrations or {}
    return [f"{label}.{name}" for label, name in sorted(applied) if label in labels and (label, name) not in known]


def is_empty() -> bool:
    """Say whether the database holds no tables at all."""
    with connection.cursor() as cursor:
        return not connection.introspection.table_names(cursor)


def migrate(tell: Callable[[str], None]) -> None:
    """Bring the database to this version; `tell` gets a line before it begins, if there is something to do."""
    pending = pending_migrations()
    if pending:
        tell(f"Preparing the database ({len(pending)} steps) …")
        call_command("migrate", verbosity=0, interactive=False)
