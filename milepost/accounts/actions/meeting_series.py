"""Series of meetings: the next ones are planned, the later ones wait with the mail until they come into view."""

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.tasks import task
from django.utils import timezone

from milepost.accounts.actions.attendees import people_of
from milepost.accounts.actions.meetings import plan_meeting
from milepost.accounts.models import Account, CapturedMail, Touchpoint
from milepost.accounts.records import TouchpointState
from milepost.accounts.records_mail import InvitationAct, MailState
from milepost.audit.public import update_record
from milepost.identity.public import Right
from milepost.jobs.public import paced_batches, retrying
from milepost.lib.actor import SYSTEM

MOST_PLANNED = 12
PLANNED_DAYS = 90
STILL_AHEAD = dt.timedelta(hours=23)

type Meeting = dict[str, Any]


def moment_of(meeting: Meeting) -> dt.datetime:
    return dt.datetime.fromisoformat(meeting["start"])


def origin_of(event_key: str, key: str) -> str:
    return f"{event_key}:{key}" if key else event_key


def in_view(meetings: Collection[Meeting]) -> list[Meeting]:
    """Return those of a series that are planned by now: the next 12 within 90 days."""
    now = timezone.now()
    ahead = [one for one in meetings if moment_of(one) > now - STILL_AHEAD][:MOST_PLANNED]
    return [one for one in ahead if moment_of(one) <= now + dt.timedelta(days=PLANNED_DAYS)]


def follow_series(mail: CapturedMail, account: Account) -> None:
    """Let only this version of a series go on; what a single change says, the series says no longer.

    Call it in the transaction that puts the mail on the account.
    """
    invitation = mail.invitation or {}
    others = CapturedMail.objects.filter(event_key=mail.event_key, account=account, later__isnull=False)
    if not invitation or not mail.event_key:
        return
    gone = {one["key"] for one in invitation["occurrences"]} if invitation["is_part"] else None
    for other in others.exclude(pk=mail.pk):
        kept = [] if gone is None else [one for one in other.later or [] if one["key"] not in gone]
        _keep(other, kept)
    if gone is None and invitation["act"] != InvitationAct.CANCEL and invitation["is_series"]:
        planned = {one["key"] for one in in_view(invitation["occurrences"])}
        _keep(mail, [one for one in invitation["occurrences"] if one["key"] not in planned])


def _keep(mail: CapturedMail, later: list[Meeting]) -> None:
    update_record(mail, {"later": later or None}, actor=SYSTEM)


@task
@retrying(max_attempts=5, backoff_seconds=60)
def roll_series_on() -> int:
    """Plan the meetings of series that came into view; return how many. Safe to run twice, or to be killed."""
    keys = CapturedMail.objects.filter(state=MailState.ASSIGNED, later__isnull=False).order_by("pk")
    return sum(_roll_on(key) for some in paced_batches(keys.values_list("pk", flat=True), 1) for key in some)


def _roll_on(mail_id: int) -> int:
    """Plan what came into view of one series, together with the note of what is still later."""
    with transaction.atomic():
        rows = CapturedMail.objects.select_for_update(of=("self",)).select_related("user", "account")
        mail = rows.filter(pk=mail_id, state=MailState.ASSIGNED, later__isnull=False).first()
        if mail is None or mail.account is None or not _may_go_on(mail, mail.account):
            return 0
        series = Touchpoint.objects.filter(account=mail.account, origin_key__startswith=f"{mail.event_key}:")
        present = {meeting.origin_key: meeting for meeting in series.select_related("account").order_by("at", "pk")}
        if not present:
            _keep(mail, [])
            return 0
        ahead = [one for one in mail.later or [] if moment_of(one) > timezone.now() - STILL_AHEAD]
        due = _due(ahead, present.values())
        made = [one for one in due if origin_of(mail.event_key, one["key"]) not in present]
        for one in made:
            _plan_like(_pattern(present.values()), one, mail)
        _keep(mail, [one for one in ahead if one not in due])
        return len(made)


def _may_go_on(mail: CapturedMail, account: Account) -> bool:
    """Say whether its capturer is still there and sees the account, as when the mail came."""
    user = mail.user
    seen = Account.objects.visible_to(user).active().filter(pk=account.pk)
    return user.is_active and user.may(Right.WRITE) and seen.exists()


def _due(waiting: Collection[Meeting], present: Collection[Touchpoint]) -> list[Meeting]:
    """Return the waiting meetings that are in view, beside those of the series that are planned already."""
    now = timezone.now()
    planned = sum(one.state == TouchpointState.PLANNED and one.at > now - STILL_AHEAD for one in present)
    latest = now + dt.timedelta(days=PLANNED_DAYS)
    return [one for one in waiting if moment_of(one) <= latest][: max(0, MOST_PLANNED - planned)]


def _pattern(meetings: Collection[Touchpoint]) -> Touchpoint:
    """Return the meeting that the next ones are like: the last that nobody changed, else the last."""
    return max(meetings, key=lambda one: (one.version == 1, one.at, one.pk))


def _plan_like(pattern: Touchpoint, one: Meeting, mail: CapturedMail) -> None:
    plan_meeting(
        pattern.account,
        pattern.subject,
        at=moment_of(one),
        minutes=one["minutes"],
        agenda=pattern.agenda,
        attendees=people_of(pattern),
        author=mail.user,
        origin_key=origin_of(mail.event_key, one["key"]),
        actor=mail.user.as_actor(),
    )
