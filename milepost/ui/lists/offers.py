"""What can be done with many rows at once: set an editable field, and the list's own actions."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from milepost.identity.public import User
from milepost.ui.filters.fields import Field, FieldType
from milepost.ui.lists.spec import BulkAction, ListSpec
from milepost.ui.lists.values import read_value


def bulk_actions(spec: ListSpec, viewer: User) -> list[BulkAction]:
    """Return what the person may do with many rows: set an editable field, and the list's own actions."""
    return [*bulk_edits(spec, viewer), *own_actions(spec, viewer)]


def bulk_edits(spec: ListSpec, viewer: User) -> list[BulkAction]:
    """Return an action for each field that the person may set in many rows, unless the list has its own for it."""
    taken = {action.key for action in spec.bulk_actions}
    editable = [field for field in spec.fields_of(viewer).values() if field.is_editable]
    edits = [bulk_edit(spec, field) for field in editable if f"set-{field.key}" not in taken]
    return edits if spec.may_edit(viewer) else []


def own_actions(spec: ListSpec, viewer: User) -> list[BulkAction]:
    """Return those of the list's own actions to which the person has the right."""
    return [action for action in spec.bulk_actions if action.right is None or viewer.may(action.right)]


def bulk_edit(spec: ListSpec, field: Field) -> BulkAction:
    """Return the action that sets one field of many rows."""
    from_text = _reader(spec, field)
    return BulkAction(
        key=f"set-{field.key}",
        label=_("Change %(field)s") % {"field": str(field.label).lower()},
        run=from_text,
        options=field.options,
        value_label=field.label,
        takes_text=field.options is None and field.type is not FieldType.YES_NO,
        is_yes_no=field.type is FieldType.YES_NO,
        right=spec.edit_right,
    )


def _reader(spec: ListSpec, field: Field) -> Callable[[User, Any, str], Any]:
    def run(viewer: User, record: Any, text: str) -> Any:
        if spec.edit is not None:
            spec.edit(viewer, record, field.key, read_value(field, viewer, text), record.version)

    return run
