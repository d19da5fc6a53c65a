"""The door of the audit room.

Reading: `AuditEntry.objects.of(record)`. Writing: `create_record(s)`, `update_record(s)`, `delete_record`; happenings:
`record_event`. Bulk acts: `entering(batch=new_batch())` around the writes, then `revert_batch(batch, actor=…)` takes
all of it back except rows that were written since (see `actions.revert`); `revert_entry` does so for one write.
"""

from milepost.audit.actions.bulk import create_records, update_records, versions_restored
from milepost.audit.actions.entries import new_batch, record_event
from milepost.audit.actions.maintenance import log_maintenance
from milepost.audit.actions.parts import demand_version, is_being_made, with_first_parts
from milepost.audit.actions.removal import delete_record
from milepost.audit.actions.revert import revert_batch, revert_entry
from milepost.audit.actions.revert_groups import revert_groups
from milepost.audit.actions.values import HIDDEN, plain
from milepost.audit.actions.writes import create_record, update_record
from milepost.audit.folded import FoldedField, sort_path
from milepost.audit.models import Action, AuditEntry, Record
from milepost.audit.protection import is_log_protected
from milepost.audit.queries import HistoryPage, as_json_lines, fields_written_since, history_page, may_see_history
from milepost.audit.records import ChangedPart, History, WriteObserver, histories, write_observers
from milepost.audit.wording import DOORS, EntryInWords, in_words, kind_in_words

__all__ = [
    "DOORS",
    "HIDDEN",
    "Action",
    "AuditEntry",
    "ChangedPart",
    "EntryInWords",
    "FoldedField",
    "History",
    "HistoryPage",
    "Record",
    "WriteObserver",
    "as_json_lines",
    "create_record",
    "create_records",
    "delete_record",
    "demand_version",
    "fields_written_since",
    "histories",
    "history_page",
    "in_words",
    "is_being_made",
    "is_log_protected",
    "kind_in_words",
    "log_maintenance",
    "may_see_history",
    "new_batch",
    "plain",
    "record_event",
    "revert_batch",
    "revert_entry",
    "revert_groups",
    "sort_path",
    "update_record",
    "update_records",
    "versions_restored",
    "with_first_parts",
    "write_observers",
]
