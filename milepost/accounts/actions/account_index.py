"""What is found of an account stands in rows of its own too: the index follows them."""

from collections.abc import Sequence
from typing import Any

from milepost.accounts.models import Account, AccountDomain, ExternalId
from milepost.search.public import index_keys


def follow_identifiers(records: Sequence[Any], _action: str) -> None:
    """Index anew the accounts whose domains or external ids were written (see `audit.WriteObserver`)."""
    if records and type(records[0]) in {AccountDomain, ExternalId}:
        index_keys(Account.audit_kind(), (row.account_id for row in records))
