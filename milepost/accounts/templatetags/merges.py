"""What a record's page says of merges behind it, and what managers of accounts can do with the record as a whole."""

from typing import Any

from django import template
from django.urls import reverse

from milepost.accounts.models import Account, Contact
from milepost.accounts.queries.merges import merges_of
from milepost.accounts.records import RecordKind
from milepost.identity.public import Right

register = template.Library()


@register.inclusion_tag("accounts/parts/merges.html", takes_context=True)
def merges(context: Any, record: Account | Contact) -> dict[str, Any]:
    """List the merges of a record that can be taken back, with the links to merge, export and erase."""
    viewer, kind = context["request"].user, _kind(record)
    is_account = kind == RecordKind.ACCOUNT
    return {
        "record": record,
        "rows": merges_of(kind, record),
        "may_manage": viewer.may(Right.MANAGE_ACCOUNTS),
        "merge_url": reverse("accounts:merge-new" if is_account else "accounts:contact-merge", args=[record.pk]),
        "export_url": reverse(f"accounts:{kind}-export", args=[record.pk]),
        "erase_url": "" if is_account else reverse("accounts:contact-erase", args=[record.pk]),
        "csrf_token": context.get("csrf_token"),
    }


def _kind(record: Account | Contact) -> RecordKind:
    return RecordKind.ACCOUNT if isinstance(record, Account) else RecordKind.CONTACT
