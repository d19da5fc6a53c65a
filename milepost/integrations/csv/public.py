"""The door of imports: what other rooms need to bring their own kinds in."""

from milepost.integrations.csv.models import Import
from milepost.integrations.csv.records import (
    Fault,
    Importer,
    ImportField,
    ImportKind,
    ImportState,
    Outcome,
    Plan,
    Row,
    Run,
    ValueType,
    Written,
    import_kinds,
)

__all__ = [
    "Fault",
    "Import",
    "ImportField",
    "ImportKind",
    "ImportState",
    "Importer",
    "Outcome",
    "Plan",
    "Row",
    "Run",
    "ValueType",
    "Written",
    "import_kinds",
]
