"""The door of the audit room."""

from milepost.audit.actions import (
    HIDDEN,
    create_record,
    create_records,
    delete_record,
    plain,
    record_event,
    update_record,
    update_records,
)
from milepost.audit.models import Action, AuditEntry, Record
from milepost.audit.records import WriteObserver, write_observers

__all__ = [
    "HIDDEN",
    "Action",
    "AuditEntry",
    "Record",
    "WriteObserver",
    "create_record",
    "create_records",
    "delete_record",
    "plain",
    "record_event",
    "update_record",
    "update_records",
    "write_observers",
]
