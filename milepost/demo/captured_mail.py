"""Mail that the simulated company's people captured: most of it on its account, some that waits for them."""

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

from milepost.accounts.public import (
    Contact,
    IncomingMail,
    Invitation,
    InvitationAct,
    MailFile,
    Occurrence,
    Party,
    capture_mail,
)
from milepost.demo.cast import DOMAIN
from milepost.demo.company.chance import Chance, chance
from milepost.demo.company.records import SimulatedAccount
from milepost.demo.company.topics.mails import FROM_CUSTOMERS, FROM_US, INVITATION, STRANGERS
from milepost.demo.public import World
from milepost.demo.rows import accounts_of, contacts_of, noon, users_by_email
from milepost.identity.public import Role, User

ACCOUNTS_WITH_MAIL = 8
# Of everybody who can be looked at as: the roles of the first sign-ins.
_ROLES = (Role.ADMIN, Role.LEAD, Role.MEMBER)


def build_captured_mail(world: World) -> None:
    """Capture a few mails of some accounts for whoever looks after them, and leave some waiting for a few people."""
    users = users_by_email()
    some = [world.simulation.account(number) for number in range(min(ACCOUNTS_WITH_MAIL, world.simulation.size))]
    contacts, accounts = contacts_of(some), accounts_of(some)
    for one in some:
        there = [(one.number, place) for place in one.those_there(world.today)]
        people = [contacts[at] for at in there if at in contacts]
        csm = one.held_by("csm", world.today)
        if people and csm and one.number in accounts:
            _capture_talk(one, people, users[csm], world)
    first = [next(user for user in users.values() if user.role == role) for role in _ROLES]
    for number, user in enumerate(first):
        _leave_waiting(user, sorted(contacts.values(), key=lambda one: one.pk), number, world)


def _capture_talk(one: SimulatedAccount, people: list[Contact], csm: User, world: World) -> None:
    luck = chance("mail", one.number)
    who = luck.choice(people)
    theirs, ours = Party(_address(who), who.name), Party(csm.email, csm.name)
    files = (MailFile("work-orders.csv", b"site,closed\nNorth,128\nSouth,96\n"),) if luck.happens(0.4) else ()
    _capture(csm, _mail(theirs, ours, luck.choice(FROM_CUSTOMERS), luck, world), files=files)
    if luck.happens(0.6):
        _capture(csm, _mail(ours, theirs, luck.choice(FROM_US), luck, world))
    if luck.happens(0.4):
        _capture_invitation(csm, theirs, ours, luck, world)


def _capture_invitation(csm: User, theirs: Party, ours: Party, luck: Chance, world: World) -> None:
    subject, agenda = INVITATION
    start = noon(world.today) + dt.timedelta(days=luck.randint(2, 12), hours=luck.randint(-3, 3))
    invitation = Invitation(
        event_key=_key("event", csm.email, theirs.address)[:40],
        act=InvitationAct.PLAN,
        subject=subject,
        organizer=_key(theirs.address)[:16],
        agenda=agenda,
        people=(theirs, ours),
        occurrences=(Occurrence(start, 45),),
    )
    _capture(csm, _mail(theirs, ours, (f"Invitation: {subject}", agenda), luck, world), invitation=invitation)


def _leave_waiting(user: User, contacts: list[Contact], number: int, world: World) -> None:
    luck = chance("waiting-mail", number)
    for name, address, subject, text in STRANGERS[: 3 - number % 2]:
        words = text.replace("{their_address}", _address(luck.choice(contacts)) if contacts else "")
        _capture(user, _mail(Party(address, name), Party(user.email, user.name), (subject, words), luck, world))


def _mail(sender: Party, recipient: Party, words: tuple[str, str], luck: Chance, world: World) -> IncomingMail:
    """Return a mail of the last days; its text calls both sides by their first names."""
    subject, text = words
    is_ours = sender.address.endswith(f"@{DOMAIN}")
    ours, theirs = (sender, recipient) if is_ours else (recipient, sender)
    text = text.replace("{ours}", ours.name.split()[0]).replace("{theirs}", theirs.name.split()[0])
    return IncomingMail(
        key=_key(sender.address, recipient.address, subject),
        sender=sender,
        recipients=(recipient,),
        subject=subject,
        text=text,
        sent_at=noon(world.today) - dt.timedelta(days=luck.randint(1, 9), minutes=luck.randint(0, 400)),
    )


def _capture(user: User, mail: IncomingMail, **more: Any) -> None:
    capture_mail(replace(mail, **more), user)


def _address(contact: Contact) -> str:
    return str(contact.emails.order_by("-is_primary", "pk").values_list("address", flat=True)[0])


def _key(*parts: str) -> str:
    return hashlib.sha256(":".join(parts).encode()).hexdigest()
