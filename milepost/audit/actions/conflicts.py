"""Refusals of writes, in words."""

from collections.abc import Iterable

from django.db import IntegrityError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from milepost.audit.actions.values import plain, stored_value
from milepost.audit.folded import folded_fields
from milepost.audit.models import Record
from milepost.lib.errors import Conflict


def stale(record: Record, stored: Record | None, names: Iterable[str] = ()) -> Conflict:
    """Return the refusal of a write that was made from an older version, with what is stored now."""
    if stored is None:
        return Conflict("deleted", _("“%(label)s” was deleted meanwhile.") % {"label": record.audit_label()})
    folded = {field.name for field in folded_fields(type(stored))}
    current = {name: plain(stored_value(stored, name)) for name in names if name not in folded}
    message = _("“%(label)s” was changed meanwhile. Look at what is stored now, then save again.")
    return Conflict("stale", message % {"label": stored.audit_label()}, current=current, version=stored.version)


def refused_by_database(record: Record, error: IntegrityError) -> Conflict:
    """Return the refusal of a row that breaks a rule of the database (mostly: its name is taken)."""
    message = _("“%(label)s” cannot be saved: it collides with another record, or names one that is gone.")
    return Conflict("constraint", message % {"label": record.audit_label()}, reason=type(error).__name__)


def in_use(record: Record, users: Iterable[Model]) -> Conflict:
    """Return the refusal to delete what others hang on."""
    count = len(list(users))
    message = ngettext(
        "“%(label)s” cannot be deleted: %(count)s other record needs it.",
        "“%(label)s” cannot be deleted: %(count)s other records need it.",
        count,
    )
    return Conflict("in-use", message % {"label": record.audit_label(), "count": count}, count=count)
