"""Who asked to be erased: known by a keyed hash of their address alone."""

from collections.abc import Iterable

from django.utils.crypto import salted_hmac

from milepost.accounts.models import Tombstone


def tombstone_digest(address: str) -> str:
    """Return the hash of an address, keyed with the installation's secret: without that nobody can try addresses."""
    return salted_hmac("accounts.tombstone", address.strip().lower(), algorithm="sha256").hexdigest()


def is_erased(address: str) -> bool:
    """Say whether a person with this address was erased on request; ask before anything of theirs is stored."""
    return bool(erased_among([address]))


def erased_among(addresses: Iterable[str]) -> set[str]:
    """Return those of the addresses whose holders were erased. A query, and one more where anybody ever was."""
    addresses = list(addresses)
    if not addresses or not Tombstone.objects.exists():
        return set()
    digests = {tombstone_digest(address): address for address in addresses}
    found = Tombstone.objects.filter(digest__in=digests).values_list("digest", flat=True)
    return {digests[digest] for digest in found}
