"""The people of the simulated company's accounts: what they are to us, and whom they report to."""

from itertools import batched

from milepost.accounts.public import AccountContact, Contact, ContactEmail
from milepost.audit.public import create_records
from milepost.demo.company.people import CHAMPION
from milepost.demo.company.records import Person, SimulatedAccount
from milepost.demo.public import World
from milepost.demo.rows import ACCOUNTS_AT_ONCE, accounts_of, noon

type _Written = dict[tuple[int, int], Contact]


def build_contacts(world: World) -> None:
    """Write the people, with a partner's consultant once for all accounts that they work at."""
    partners: dict[str, Contact] = {}
    done = 0
    for some in batched(world.simulation.accounts(), ACCOUNTS_AT_ONCE):
        _write(some, partners, world)
        done += len(some)
        world.progress(done, world.simulation.size)


def _write(some: tuple[SimulatedAccount, ...], partners: dict[str, Contact], world: World) -> None:
    accounts = accounts_of(some)
    written: _Written = {}
    waiting = {(one.number, place): person for one in some for place, person in enumerate(one.people)}
    while waiting:
        # Whoever reports to somebody is written after them.
        ready = {at: who for at, who in waiting.items() if who.boss is None or (at[0], who.boss) in written}
        _write_people(ready, written, partners, world)
        waiting = {at: who for at, who in waiting.items() if at not in ready}
    create_records(
        [
            AccountContact(
                account=accounts[one.number],
                contact=written[one.number, place],
                stance=person.stance,
                is_primary=person.stance == CHAMPION and person.left_on is None,
            )
            for one in some
            for place, person in enumerate(one.people)
        ],
        actor=world.actor,
    )


def _write_people(
    ready: dict[tuple[int, int], Person], written: _Written, partners: dict[str, Contact], world: World
) -> None:
    fresh: dict[tuple[int, int] | str, Person] = {}
    for at, person in ready.items():
        if not person.is_partner:
            fresh[at] = person
        elif person.emails[0] not in partners:
            fresh[person.emails[0]] = person
    contacts = [
        _contact(person, None if person.boss is None or isinstance(at, str) else written[at[0], person.boss])
        for at, person in fresh.items()
    ]
    made = dict(zip(fresh, create_records(contacts, actor=world.actor), strict=True))
    create_records(
        [
            ContactEmail(contact=made[at], address=address, is_primary=number == 0)
            for at, person in fresh.items()
            for number, address in enumerate(person.emails)
        ],
        actor=world.actor,
    )
    partners.update({at: contact for at, contact in made.items() if isinstance(at, str)})
    for at, person in ready.items():
        written[at] = partners[person.emails[0]] if person.is_partner else made[at]


def _contact(person: Person, boss: Contact | None) -> Contact:
    return Contact(
        name=person.name,
        title=person.title,
        phone=person.phone,
        timezone=person.timezone,
        reports_to=boss,
        left_on=person.left_on,
        unsubscribed_at=noon(person.since) if person.is_unsubscribed else None,
    )
