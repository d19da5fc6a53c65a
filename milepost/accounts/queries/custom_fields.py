"""The custom fields that an installation declared."""

from milepost.accounts.models import CustomField
from milepost.identity.public import Right, User


def custom_fields(record_kind: str, viewer: User | None = None) -> list[CustomField]:
    """Return the fields in use, in their order; with `viewer`, those that they may know of. One query."""
    rows = CustomField.objects.filter(record_kind=record_kind, archived_at=None).order_by("position", "pk")
    return [field for field in rows if viewer is None or sees_field(field, viewer)]


def sees_field(field: CustomField, viewer: User) -> bool:
    return not field.right or viewer.may(Right(field.right))
