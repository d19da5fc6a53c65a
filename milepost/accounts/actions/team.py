"""The account team: who of us looks after an account, from when until when."""

import datetime as dt
from collections.abc import Iterable

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import wrong
from milepost.accounts.events import AccountHandedOver
from milepost.accounts.models import Account, AccountTeamMember
from milepost.accounts.records import TeamRole
from milepost.audit.public import create_record, delete_record, demand_version, update_record
from milepost.identity.public import Right, User, demand
from milepost.jobs.public import emit
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict

# One at a time; of the other roles there may be several.
SINGLE_ROLES = frozenset({TeamRole.CSM.value, TeamRole.AM.value})


def join_team(
    account: Account, user: User, role: str, *, actor: Actor, since: dt.date | None = None
) -> AccountTeamMember:
    """Put somebody on the team of an account; who is in the role already stays as they are.

    There is one CSM and one account manager: with somebody in that role it is a `Conflict`; `hand_over` is meant.
    """
    demand(actor, Right.WRITE)
    check_person(user, role)
    with transaction.atomic():
        holders = list(_unended(account, role))
        present = next((member for member in holders if member.user_id == user.pk), None)
        if present is not None:
            return present
        if role in SINGLE_ROLES and holders:
            raise _held(holders[0])
        return _begin(account, user, role, since or timezone.localdate(), actor)


def leave_team(member: AccountTeamMember, *, actor: Actor, until: dt.date | None = None) -> AccountTeamMember:
    """End somebody's part in an account on a day (default: today, so that yesterday was their last)."""
    demand(actor, Right.WRITE)
    day = until or timezone.localdate()
    if member.until is not None and member.until <= timezone.localdate():
        raise wrong("until", _("It has ended on %(day)s already.") % {"day": member.until.isoformat()})
    if day < member.since:
        raise wrong("until", _("It began only on %(day)s.") % {"day": member.since.isoformat()})
    return update_record(member, {"until": day}, actor=actor)


def hand_over(
    accounts: Iterable[Account],
    role: str,
    to_user: User | None,
    *,
    actor: Actor,
    on: dt.date | None = None,
    expected_version: int | None = None,
) -> list[AccountTeamMember]:
    """Hand a role on accounts over to somebody (None: to nobody) from a day on; who held it until then stays on record.

    A hand-over that was planned for later is dropped. Who holds the role already keeps it, and nothing happens there.
    With `expected_version`, that of the account (one then) which the person saw, it is a `Conflict` when somebody
    changed the account meanwhile. Returns those who hold it now. A few queries an account: hand over many in a job.
    """
    demand(actor, Right.WRITE)
    if to_user is not None:
        check_person(to_user, role)
    elif role not in TeamRole.values:
        raise wrong("role", _("This choice does not exist."))
    day = on or timezone.localdate()
    with transaction.atomic():
        made = []
        for account in accounts:
            if expected_version is not None:
                _demand_unchanged(account, role, to_user, day, expected_version)
            made.append(_hand_over_one(account, role, to_user, day, actor))
    return [member for member in made if member is not None]


def put_in_role(
    account: Account, user: User, role: str, *, actor: Actor, on: dt.date | None = None
) -> AccountTeamMember:
    """Hand a role over that one person holds, or put somebody beside those who have one that several may have."""
    if role in SINGLE_ROLES:
        return hand_over([account], role, user, actor=actor, on=on)[0]
    return join_team(account, user, role, actor=actor, since=on)


def _demand_unchanged(account: Account, role: str, to_user: User | None, day: dt.date, expected_version: int) -> None:
    """Guard the role; two who hand it to the same person agree."""
    holders = account.team.current(day).filter(role=role).values_list("user", flat=True)
    if list(holders) != [to_user.pk if to_user else None]:
        demand_version(account, expected_version)


def _hand_over_one(
    account: Account, role: str, to_user: User | None, day: dt.date, actor: Actor
) -> AccountTeamMember | None:
    # The account's row is locked first, so that two who hand over at once follow one another.
    Account.objects.select_for_update().filter(pk=account.pk).values_list("pk", flat=True).first()
    members = account.team.filter(role=role)
    holders = list(members.current(day).order_by("since", "pk"))
    today = timezone.localdate()
    if members.filter(since__gt=day, since__lte=today).exists():
        raise wrong("on", _("Somebody took this role over later than that; what was so stays on record."))
    planned = members.filter(since__gt=max(day, today))
    if to_user is not None and [member.user_id for member in holders] == [to_user.pk] and holders[0].until is None:
        return holders[0]
    for member in planned:
        delete_record(member, actor=actor)
    for member in holders:
        update_record(member, {"until": day}, actor=actor)
    made = None if to_user is None else _begin(account, to_user, role, day, actor)
    if holders or made:
        before = holders[-1].user_id if holders else None
        emit(AccountHandedOver(account.pk, role, before, to_user.pk if to_user else None))
    return made


def _unended(account: Account, role: str) -> Iterable[AccountTeamMember]:
    return AccountTeamMember.objects.filter(account=account, role=role, until=None).select_related("user")


def _begin(account: Account, user: User, role: str, since: dt.date, actor: Actor) -> AccountTeamMember:
    member = AccountTeamMember(account=account, user=user, role=role, since=since)
    try:
        with transaction.atomic():
            return create_record(member, actor=actor)
    except IntegrityError as error:  # somebody else was quicker
        raise _held(AccountTeamMember.objects.filter(account=account, role=role, until=None).first()) from error


def _held(holder: AccountTeamMember | None) -> Conflict:
    words = _("Somebody holds this role already; hand it over instead.")
    if holder is not None:
        words = _("%(person)s holds this role already; hand it over instead.") % {"person": holder.user}
    return Conflict("role-held", words)


def check_person(user: User, role: str) -> None:
    """Raise `Invalid` unless `user` can take on `role`."""
    if role not in TeamRole.values:
        raise wrong("role", _("This choice does not exist."))
    if not user.is_active:
        raise wrong("user", _("%(name)s is deactivated and cannot take this on.") % {"name": user})
