"""What merges, erasures, duplicates and segments hang into the registries."""

from milepost.accounts.actions.record_handlers import HANDLERS
from milepost.accounts.records import record_handlers


def furnish_records() -> None:
    """Register all of it."""
    for handler in HANDLERS:
        record_handlers.register(handler)
