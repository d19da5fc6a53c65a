"""The people of a mail at an account; strangers are remembered as its contacts when somebody says so."""

import re
from collections.abc import Iterable
from email.utils import parseaddr

from milepost.accounts.actions.attendees import Person
from milepost.accounts.actions.contact_places import place_contact
from milepost.accounts.actions.contacts import add_contact
from milepost.accounts.models import Account, AccountContact, CapturedMail, Contact, ContactEmail
from milepost.accounts.queries.contacts import contact_by_address
from milepost.accounts.queries.own_addresses import OwnAddresses, outside
from milepost.accounts.queries.tombstones import is_erased
from milepost.identity.public import User
from milepost.lib.actor import Actor
from milepost.lib.errors import Invalid

_MOST_REMEMBERED = 10


def people_at(account: Account, addresses: Iterable[str], own: OwnAddresses) -> list[Person]:
    """Return who these addresses are: people of ours, contacts of the account, or the address itself. Two queries."""
    wanted = [address for address in dict.fromkeys(addresses) if address]
    users: dict[int, User] = User.objects.in_bulk([own.people[one] for one in wanted if one in own.people])
    emails = ContactEmail.objects.filter(
        address__in=wanted, contact__places__account=account, contact__archived_at=None
    )
    contacts = {row.address: row.contact for row in emails.select_related("contact").order_by("-pk")}
    return [users.get(own.people.get(one, 0)) or contacts.get(one) or one for one in wanted]


def strangers_of(mail: CapturedMail, own: OwnAddresses) -> list[tuple[str, str]]:
    """Return name and address of those whom one would remember: the sender, or to whom we wrote."""
    recipients = [parseaddr(one) for one in mail.recipients]
    pairs = [(name, address) for name, address in recipients if not own.has(address)] if own.has(mail.sender) else []
    if mail.sender and not own.has(mail.sender):
        pairs = [(mail.sender_name, mail.sender)]
    return [(name, address) for name, address in pairs if outside([address], own)][:_MOST_REMEMBERED]


def remember_people(mail: CapturedMail, account: Account, own: OwnAddresses, *, actor: Actor) -> list[Contact]:
    """Make them contacts of the account, so that their next mail finds it by itself; who is one already stays so."""
    made: list[Contact] = []
    for name, address in strangers_of(mail, own):
        known = contact_by_address(address)
        if known is None and not is_erased(address):
            try:
                made.append(add_contact(name or _name_of(address), account=account, emails=[address], actor=actor))
            except Invalid:  # what a mail calls an address may be none
                continue
        elif known is not None and not AccountContact.objects.filter(account=account, contact=known).exists():
            place_contact(known, account, actor=actor)
            made.append(known)
    return made


def _name_of(address: str) -> str:
    """Return a name made of the address.

    >>> _name_of("jane.van-dyk@example.com")
    'Jane Van Dyk'
    """
    words = re.split(r"[._+-]+", address.partition("@")[0])
    return " ".join(word.capitalize() for word in words if word) or address
