"""The history of custom values, field by field, as far as its reader may see them."""

from collections.abc import Callable
from typing import Any

from milepost.accounts.models import CustomField
from milepost.accounts.queries.custom_fields import sees_field
from milepost.accounts.records import CustomType
from milepost.audit.public import ChangedPart
from milepost.identity.public import User

type Parts = Callable[[User, str, Any, Any], list[ChangedPart] | None]


def custom_parts(record_kind: str) -> Parts:
    """Return what takes the changes of `custom` apart for the log. One query for a reader, however many entries."""

    def parts(viewer: User, field: str, before: Any, after: Any) -> list[ChangedPart] | None:
        if field != "custom":
            return None
        old, new = before or {}, after or {}
        return [
            ChangedPart(known.label, _shown(known, old.get(known.key)), _shown(known, new.get(known.key)))
            for known in _seen_by(viewer, record_kind)
            if old.get(known.key) != new.get(known.key)
        ]

    return parts


def _shown(field: CustomField, value: Any) -> Any:
    return f"#{value}" if field.type == CustomType.PERSON and value is not None else value


def _seen_by(viewer: User, record_kind: str) -> list[CustomField]:
    """Return the fields that the reader may see, archived ones too; kept with the reader of this request."""
    kept: dict[str, list[CustomField]] = vars(viewer).setdefault("_custom_fields", {})
    if record_kind not in kept:
        fields = CustomField.objects.filter(record_kind=record_kind).order_by("position", "pk")
        kept[record_kind] = [field for field in fields if sees_field(field, viewer)]
    return kept[record_kind]
