"""What a captured mail becomes on its account: a touchpoint, or the meetings that an invitation plans and moves."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions.attendees import Person
from milepost.accounts.actions.mail_people import people_at
from milepost.accounts.actions.meeting_series import STILL_AHEAD, in_view, moment_of, origin_of
from milepost.accounts.actions.meetings import cancel_meeting, plan_meeting, replan_meeting
from milepost.accounts.actions.touchpoints import change_touchpoint, log_touchpoint
from milepost.accounts.models import Account, CapturedMail, Touchpoint
from milepost.accounts.queries.mail_accounts import recipient_addresses
from milepost.accounts.queries.own_addresses import own_addresses
from milepost.accounts.records import Direction, TouchpointKind, TouchpointState
from milepost.accounts.records_mail import InvitationAct
from milepost.lib import bounds
from milepost.lib.actor import Actor


def enter_on_account(
    mail: CapturedMail, account: Account, *, actor: Actor, before: CapturedMail | None = None
) -> Touchpoint | None:
    """Write what the mail is to the account; `before` is the last version of the same invitation there.

    What is there already is not made twice. Return the touchpoint; of a series the first one that lies ahead.
    """
    invitation = mail.invitation or {}
    if invitation.get("act") == InvitationAct.CANCEL:
        return _cancel(mail, account, actor)
    if invitation and _ahead(invitation):
        return _plan(mail, account, before, actor)
    return _log(mail, account, actor)


def _log(mail: CapturedMail, account: Account, actor: Actor) -> Touchpoint:
    own = own_addresses()
    return log_touchpoint(
        account,
        TouchpointKind.EMAIL,
        mail.subject or _("(no subject)"),
        at=mail.sent_at,
        body=mail.body,
        direction=Direction.OUT if own.has(mail.sender) else Direction.IN,
        attendees=people_at(account, [mail.sender, *recipient_addresses(mail)], own),
        author=mail.user,
        origin_key=mail.message_key,
        actor=actor,
    )


@dataclass(frozen=True, slots=True)
class _Version:
    """An invitation, the version before it, and who is invited now and no longer."""

    invitation: dict[str, Any]
    last: dict[str, Any]
    people: list[Person]
    gone: list[Person]


def _version(mail: CapturedMail, account: Account, before: CapturedMail | None) -> _Version:
    invitation, last = mail.invitation or {}, (before.invitation or {}) if before else {}
    own = own_addresses()
    gone = [one for one in last.get("people", []) if one not in invitation["people"]]
    people = people_at(account, invitation["people"], own)
    return _Version(invitation, last, people, people_at(account, gone, own) if gone else [])


def _plan(mail: CapturedMail, account: Account, before: CapturedMail | None, actor: Actor) -> Touchpoint | None:
    new = _version(mail, account, before)
    present = {meeting.origin_key: meeting for meeting in meetings_of(mail.event_key, account)}
    said_of = {origin_of(mail.event_key, one["key"]): one for one in _ahead(new.invitation)}
    planned = {one["key"] for one in in_view(new.invitation["occurrences"])}
    is_part = new.invitation["is_part"]
    wanted = {key: one for key, one in said_of.items() if is_part or key in present or one["key"] in planned}
    first: Touchpoint | None = None
    for key, one in wanted.items():
        meeting = present.get(key)
        said = {"subject": new.invitation["subject"], "at": moment_of(one), "minutes": one["minutes"]}
        if meeting is not None:
            _move(meeting, said, new=new, actor=actor)
        else:
            said |= {"agenda": new.invitation["agenda"], "attendees": new.people, "author": mail.user}
            meeting = plan_meeting(account, **said, origin_key=key, actor=actor)
        first = first or meeting
    if not is_part:
        _drop([meeting for key, meeting in present.items() if key not in wanted], actor)
    return first


def _move(meeting: Touchpoint, said: dict[str, Any], *, new: _Version, actor: Actor) -> None:
    """Bring a planned meeting to what its organizer says now; what we wrote into its agenda ourselves stays."""
    if meeting.state == TouchpointState.HELD:
        return
    if meeting.state == TouchpointState.CANCELLED:
        replan_meeting(meeting, actor=actor)
    if meeting.agenda == new.last.get("agenda", ""):
        said = {**said, "agenda": new.invitation["agenda"]}
    change_touchpoint(meeting, said, add=new.people, remove=new.gone, actor=actor)


def _cancel(mail: CapturedMail, account: Account, actor: Actor) -> Touchpoint | None:
    invitation = mail.invitation or {}
    meetings = meetings_of(mail.event_key, account)
    if invitation["is_part"]:
        keys = {origin_of(mail.event_key, one["key"]) for one in invitation["occurrences"]}
        meetings = [meeting for meeting in meetings if meeting.origin_key in keys]
    _drop(meetings, actor)
    return meetings[0] if meetings else None


def _drop(meetings: list[Touchpoint], actor: Actor) -> None:
    """Cancel those that lie ahead; what has been stays as people left it."""
    for meeting in meetings:
        if meeting.state == TouchpointState.PLANNED and meeting.at > timezone.now() - STILL_AHEAD:
            cancel_meeting(meeting, actor=actor)


def meetings_of(event_key: str, account: Account) -> list[Touchpoint]:
    """Return the meetings that an event became at an account, the earliest first."""
    rows = Touchpoint.objects.filter(account=account, origin_key__startswith=event_key)
    return list(rows.select_related("account").order_by("at", "pk"))


def _ahead(invitation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the meetings that can still be planned."""
    start, latest = timezone.now() - STILL_AHEAD, timezone.now().year + bounds.YEARS_AHEAD
    return [one for one in invitation["occurrences"] if moment_of(one) > start and moment_of(one).year <= latest]
