"""Who took part in a touchpoint: people of both sides, and addresses that are nobody's yet."""

from collections.abc import Iterable, Sequence
from email.utils import parseaddr

from django.utils.translation import gettext as _

from milepost.accounts.models import AccountContact, Attendee, Contact, Touchpoint
from milepost.accounts.queries.tombstones import erased_among
from milepost.audit.public import create_records, delete_record
from milepost.identity.public import User
from milepost.lib.actor import Actor
from milepost.lib.bounds import refuse

MOST = 200

type Person = User | Contact | str


def add_attendees(touchpoint: Touchpoint, people: Iterable[Person], *, actor: Actor, are_first: bool = False) -> None:
    """Add those who are not there yet (`are_first`: nobody is). A contact must be one of the account's."""
    wanted = dict.fromkeys(_clean(person) for person in people)
    wanted.pop("", None)
    # Who was erased on request does not come back as an address.
    for address in erased_among(person for person in wanted if isinstance(person, str)):
        wanted.pop(address)
    if not wanted:
        return
    _refuse_strangers(touchpoint.account_id, [person for person in wanted if isinstance(person, Contact)])
    present = set() if are_first else set(people_of(touchpoint))
    fresh = [person for person in wanted if person not in present]
    if len(present) + len(fresh) > MOST:
        raise refuse("attendees", "too-many", _("At most %(most)s people can take part.") % {"most": MOST})
    create_records([_attendee(touchpoint, person) for person in fresh], actor=actor)


def remove_attendees(touchpoint: Touchpoint, people: Iterable[Person], *, actor: Actor) -> None:
    """Remove those who are there; the others are gone already."""
    unwanted = {_clean(person) for person in people}
    if not unwanted:
        return
    for attendee in _rows(touchpoint):
        if _person(attendee) in unwanted:
            delete_record(attendee, actor=actor)


def people_of(touchpoint: Touchpoint) -> list[Person]:
    """Return everybody who took part. One query."""
    return [_person(attendee) for attendee in _rows(touchpoint)]


def _rows(touchpoint: Touchpoint) -> Sequence[Attendee]:
    return list(touchpoint.attendees.select_related("user", "contact").order_by("pk"))


def _person(attendee: Attendee) -> Person:
    return attendee.user or attendee.contact or attendee.address


def _clean(person: Person) -> Person:
    if not isinstance(person, str):
        return person
    text = " ".join(person.replace("\x00", "").split())
    return (parseaddr(text)[1] or text)[:254].lower()


def _attendee(touchpoint: Touchpoint, person: Person) -> Attendee:
    match person:
        case User():
            return Attendee(touchpoint=touchpoint, user=person)
        case Contact():
            return Attendee(touchpoint=touchpoint, contact=person)
        case _:
            return Attendee(touchpoint=touchpoint, address=person)


def _refuse_strangers(account_id: int, contacts: Sequence[Contact]) -> None:
    if not contacts:
        return
    known = set(
        AccountContact.objects.filter(account=account_id, contact__in=contacts).values_list("contact_id", flat=True)
    )
    for contact in contacts:
        if contact.pk not in known:
            words = _("%(name)s is no contact of this account.") % {"name": contact}
            raise refuse("attendees", "not-of-the-account", words)
