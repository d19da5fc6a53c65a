"""What is found of an account stands in rows of its own too: the index follows them."""

from collections.abc import Sequence
from typing import Any

from milepost.accounts.models import Account, AccountDomain, ExternalId
from milepost.search.public import index_wholes

_NAMES = {AccountDomain: "domains", ExternalId: "external_ids"}


def follow_identifiers(records: Sequence[Any], action: str) -> None:
    """Index anew the accounts whose domains or external ids were written (see `audit.WriteObserver`)."""
    if records and (name := _NAMES.get(type(records[0]))):
        index_wholes(Account.audit_kind(), name, records, action)
