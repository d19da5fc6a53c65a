"""The history of a record, wherever the record is shown: `{% load ui_history %}{% history record %}`."""

from typing import Any

from django import template

from milepost.audit.public import Record, may_see_history
from milepost.identity.public import Right

register = template.Library()


@register.inclusion_tag("components/history.html", takes_context=True)
def history(context: dict[str, Any], record: Record) -> dict[str, Any]:
    """Draw the section of a record's history, loaded when it is scrolled to; nothing for those who may not see it."""
    viewer = context["request"].user
    kind, key = record.audit_kind(), str(record.pk)
    return {"kind": kind, "key": key, "visible": viewer.may(Right.READ_AUDIT) or may_see_history(viewer, kind, key)}
