"""Who fills the roles of a playbook: the account's team and its contacts, unless somebody else is named."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from milepost.accounts.public import Account, AccountContact, AccountTeamMember, Contact
from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.playbooks.records import Role
from milepost.playbooks.records_start import Filling, Person
from milepost.projects.public import PartySide


def fillings(roles: Sequence[Role], account: Account, given: Mapping[str, int | None]) -> tuple[Filling, ...]:
    """Return who fills each role: whom `given` names (None: nobody yet), else who has that role or stance. 3 queries.

    Raises `Invalid` with the field for somebody who left, or is not of this account.
    """
    team, people = _team(account), _people(account)
    ours = [key for role in roles if role.side == PartySide.OURS and (key := given.get(role.key)) is not None]
    colleagues = {user.pk: user for user in User.objects.filter(pk__in=ours, is_active=True)} if ours else {}
    contacts = {place.contact_id: place.contact for place in people}
    found = []
    for role in roles:
        is_ours = role.side == PartySide.OURS
        if role.key in given:
            known: Mapping[int, Person] = colleagues if is_ours else contacts
            person = _named(role, given[role.key], known)
        else:
            person = _of_team(role, team) if is_ours else _of_stance(role, people)
        found.append(Filling(role=role, person=person))
    return tuple(found)


def _named(role: Role, key: int | None, known: Mapping[int, Person]) -> Person | None:
    if key is None:
        return None
    if key not in known:
        message = _("Who was named for “%(role)s” is not here, or left.") % {"role": role.name}
        raise Invalid("wrong-person", message, {f"role.{role.key}": message})
    return known[key]


def _team(account: Account) -> list[AccountTeamMember]:
    members = AccountTeamMember.objects.current().filter(account=account, user__is_active=True)
    return list(members.select_related("user").order_by("since", "pk"))


def _people(account: Account) -> list[AccountContact]:
    places = AccountContact.objects.filter(account=account, contact__archived_at=None, contact__left_on=None)
    return list(places.select_related("contact").order_by("-is_primary", "pk"))


def _of_team(role: Role, team: Sequence[AccountTeamMember]) -> User | None:
    return next((member.user for member in team if role.source and member.role == role.source), None)


def _of_stance(role: Role, people: Sequence[AccountContact]) -> Contact | None:
    return next((place.contact for place in people if role.source and place.stance == role.source), None)
