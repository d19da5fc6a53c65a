"""Which addresses are the vendor's own: mail among ourselves belongs to no account."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings

from milepost.accounts.queries.likeness import PUBLIC_MAIL
from milepost.identity.public import User


@dataclass(frozen=True, slots=True)
class OwnAddresses:
    """People of ours by address, and our domains."""

    people: dict[str, int]
    domains: frozenset[str]

    def has(self, address: str) -> bool:
        return address in self.people or domain_of(address) in self.domains


def own_addresses() -> OwnAddresses:
    """Return them: the addresses of all our people, their domains except public mailboxes', and those of the settings.

    One query.
    """
    people = {email.lower(): pk for pk, email in User.objects.values_list("pk", "email")}
    found = {domain_of(address) for address in people} - PUBLIC_MAIL
    capture = domain_of(settings.CAPTURE_ADDRESS)
    return OwnAddresses(people, frozenset({*found, *settings.OWN_DOMAINS, capture} - {""}))


def domain_of(address: str) -> str:
    return address.rpartition("@")[2].strip().lower() if "@" in address else ""


def domains_above(address: str) -> list[str]:
    """Return the domain of an address and those above it, down to two labels; none for public mailboxes.

    >>> domains_above("a@mail.north.example.com")
    ['mail.north.example.com', 'north.example.com', 'example.com']
    """
    labels = domain_of(address).split(".")
    found = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    return [] if PUBLIC_MAIL & set(found) else found


def outside(addresses: Iterable[str], own: OwnAddresses) -> list[str]:
    """Return the addresses that are not ours, each once, in their order."""
    return [address for address in dict.fromkeys(addresses) if address and not own.has(address)]
