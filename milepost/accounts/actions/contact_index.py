"""A contact is found by its addresses too, which are rows of their own: when one is written, the index follows."""

from collections.abc import Sequence
from typing import Any

from milepost.accounts.models import Contact, ContactEmail
from milepost.search.public import index_keys


def follow_addresses(records: Sequence[Any], _action: str) -> None:
    """Index anew the contacts whose addresses were written (see `audit.WriteObserver`)."""
    if records and type(records[0]) is ContactEmail:
        index_keys(Contact.audit_kind(), (address.contact_id for address in records))
