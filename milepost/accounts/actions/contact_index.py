"""A contact is found by its addresses too, which are rows of their own: when one is written, the index follows."""

from collections.abc import Sequence
from typing import Any

from milepost.accounts.models import Contact, ContactEmail
from milepost.search.public import index_wholes


def follow_addresses(records: Sequence[Any], action: str) -> None:
    """Index anew the contacts whose addresses were written (see `audit.WriteObserver`)."""
    if records and type(records[0]) is ContactEmail:
        index_wholes(Contact.audit_kind(), "emails", records, action)
