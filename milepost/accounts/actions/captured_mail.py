"""Mail is captured: put on its account once, or left waiting; people assign it, dismiss it, and take that back."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.accounts.actions.mail_entries import enter_on_account, meetings_of
from milepost.accounts.actions.mail_people import remember_people
from milepost.accounts.actions.mail_texts import file_owner, store_mail_files, without_erased
from milepost.accounts.actions.meeting_series import follow_series
from milepost.accounts.actions.touchpoints import delete_touchpoint
from milepost.accounts.models import Account, CapturedMail, Touchpoint
from milepost.accounts.queries.mail_accounts import account_of_mail
from milepost.accounts.queries.mail_versions import is_of_same_organizer, last_on_account, verdict_on, waiting_versions
from milepost.accounts.queries.own_addresses import own_addresses
from milepost.accounts.records_mail import IncomingMail, Invitation, InvitationAct, MailReason, MailState, Party
from milepost.audit.public import create_record, update_record
from milepost.files.public import move_files
from milepost.identity.public import Right, User, demand, notify
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict
from milepost.lib.refs import Ref


def capture_mail(mail: IncomingMail, user: User) -> CapturedMail:
    """Keep a mail that came to the capture address of `user`, once, and put it on its account if that is clear.

    `user` acts: what they do not see or may not write, their captured mail does not reach either. A mail that is here
    already is returned as it is, whatever became of it.
    """
    known = CapturedMail.objects.filter(user=user, message_key=mail.key).first()
    if known is not None:
        return known
    cleaned = without_erased(mail) if not mail.is_unreadable else mail
    try:
        with transaction.atomic():
            if cleaned is None or mail.is_unreadable:
                return _refused(mail, user, MailReason.UNREADABLE if mail.is_unreadable else MailReason.ERASED)
            if not user.may(Right.WRITE):
                return _refused(mail, user, MailReason.NO_RIGHT)
            return _captured(cleaned, user)
    except IntegrityError:  # another worker read the same mail in this moment
        found = CapturedMail.objects.filter(user=user, message_key=mail.key).first()
        if found is None:
            raise
        return found


def assign_mail(
    mail: CapturedMail,
    account: Account,
    *,
    actor: Actor,
    remember: bool = False,
    expected_version: int | None = None,
) -> CapturedMail:
    """Put a waiting mail on an account; with `remember`, its strangers become contacts there."""
    demand(actor, Right.WRITE)
    with transaction.atomic():
        _refuse_decided(mail, MailState.WAITING)
        if remember:
            remember_people(mail, account, own_addresses(), actor=actor)
        return _assign(mail, account, actor=actor, expected_version=expected_version)


def dismiss_mail(mail: CapturedMail, *, actor: Actor, expected_version: int | None = None) -> CapturedMail:
    """Say that a waiting mail belongs nowhere."""
    demand(actor, Right.WRITE)
    _refuse_decided(mail, MailState.WAITING)
    changes = {"state": MailState.DISMISSED, "handled_at": timezone.now()}
    return update_record(mail, changes, actor=actor, expected_version=expected_version)


def reopen_mail(mail: CapturedMail, *, actor: Actor, expected_version: int | None = None) -> CapturedMail:
    """Let a mail wait again that was assigned or dismissed; what it became on the account goes.

    Raises `Conflict` when its text has gone, or when people worked on since with what it became.
    """
    demand(actor, Right.WRITE)
    _refuse_decided(mail, MailState.ASSIGNED, MailState.DISMISSED)
    if not mail.can_be_taken_back:
        raise Conflict("forgotten", _("This was decided long ago: the text of the mail has gone."))
    with transaction.atomic():
        made = _made_of(mail)
        changes = {"state": MailState.WAITING, "account": None, "touchpoint": None, "handled_at": None, "later": None}
        update_record(mail, changes, actor=actor, expected_version=expected_version)
        for one in made:
            move_files(_owner(one), file_owner(mail), actor=actor)
            delete_touchpoint(one, actor=actor)
    return mail


def _refused(mail: IncomingMail, user: User, reason: MailReason) -> CapturedMail:
    """Remember that it came, and nothing of what it said."""
    row = CapturedMail(user=user, message_key=mail.key, sender="–", sent_at=mail.sent_at, state=MailState.REFUSED)
    row.reason = reason
    return create_record(row, actor=user.as_actor())


def _captured(mail: IncomingMail, user: User) -> CapturedMail:
    actor, invitation = user.as_actor(), mail.invitation
    row = create_record(
        CapturedMail(
            user=user,
            message_key=mail.key,
            sender=mail.sender.address,
            sender_name=mail.sender.name,
            recipients=[_written(one) for one in mail.recipients],
            subject=mail.subject,
            body=mail.text,
            sent_at=mail.sent_at,
            state=MailState.WAITING,
            invitation=_plain(invitation) if invitation else None,
            event_key=invitation.event_key if invitation else "",
            sequence=invitation.sequence if invitation else 0,
        ),
        actor=actor,
    )
    left_out = store_mail_files(row, mail, actor=actor)
    if left_out:
        update_record(row, {"left_out": left_out}, actor=actor)
    return _decide(row, mail, actor)


def _decide(row: CapturedMail, mail: IncomingMail, actor: Actor) -> CapturedMail:
    """Put the mail where it belongs, or say why it waits or comes to nothing."""
    if mail.is_automatic and mail.invitation is None:
        return _close(row, MailReason.AUTOMATIC, actor)
    if mail.invitation is not None and (verdict := verdict_on(row, mail.invitation)):
        return _close(row, verdict, actor)
    if mail.is_distrusted:
        return _wait(row, MailReason.FORGED, actor)
    if mail.invitation is not None:
        return _decide_invitation(row, mail, mail.invitation, actor)
    return _find_account(row, mail, actor)


def _decide_invitation(row: CapturedMail, mail: IncomingMail, invitation: Invitation, actor: Actor) -> CapturedMail:
    before = last_on_account(row)
    if before is not None and not is_of_same_organizer(before, row):
        return _wait(row, MailReason.OTHER_ORGANIZER, actor)
    waiting = waiting_versions(row)
    for one in waiting:
        _close(one, MailReason.REPLACED, actor)
    if before is not None and before.account is not None:
        return _assign(row, before.account, actor=actor, before=before)
    if invitation.act == InvitationAct.CANCEL:
        return _close(row, MailReason.REPLACED if waiting else MailReason.UNKNOWN_MEETING, actor)
    return _find_account(row, mail, actor)


def _find_account(row: CapturedMail, mail: IncomingMail, actor: Actor) -> CapturedMail:
    people = [one.address for one in (*mail.recipients, *(mail.invitation.people if mail.invitation else ()))]
    verdict = account_of_mail(mail.sender.address, people, row.user, own_addresses())
    return _assign(row, verdict.account, actor=actor) if verdict.account else _wait(row, verdict.reason, actor)


def _assign(
    mail: CapturedMail,
    account: Account,
    *,
    actor: Actor,
    before: CapturedMail | None = None,
    expected_version: int | None = None,
) -> CapturedMail:
    was_there = Touchpoint.objects.filter(account=account, origin_key=mail.message_key).exists()
    touchpoint = enter_on_account(mail, account, actor=actor, before=before or last_on_account(mail, account))
    changes = {
        "state": MailState.ASSIGNED,
        "account": account,
        "touchpoint": touchpoint,
        "handled_at": timezone.now(),
    }
    update_record(mail, changes, actor=actor, expected_version=expected_version)
    follow_series(mail, account)
    # A colleague's capture of the same mail brought the same files.
    if touchpoint is not None and not was_there:
        move_files(file_owner(mail), _owner(touchpoint), actor=actor)
    return mail


def _wait(row: CapturedMail, reason: str, actor: Actor) -> CapturedMail:
    """Let a mail wait; its person is told when it is the only one, and not of each that comes after it."""
    if not CapturedMail.objects.visible_to(row.user).waiting().exclude(pk=row.pk).exists():
        words = _("“%(subject)s” waits: say which account this mail belongs to.") % {"subject": row}
        notify(row.user, "mail-waits", words, reverse("accounts:mail-queue"))
    return update_record(row, {"reason": reason}, actor=actor)


def _close(row: CapturedMail, reason: MailReason, actor: Actor) -> CapturedMail:
    """Leave a mail aside that asks nothing of anybody; whoever wants it can take that back."""
    changes = {"state": MailState.DISMISSED, "reason": reason, "handled_at": timezone.now()}
    return update_record(row, changes, actor=actor)


def _made_of(mail: CapturedMail) -> list[Touchpoint]:
    """Return what an assigned mail became and what would go with it; nothing where a colleague captured it too."""
    touchpoint, account = mail.touchpoint, mail.account
    if touchpoint is None or account is None:
        return []
    if CapturedMail.objects.filter(touchpoint=touchpoint).exclude(pk=mail.pk).exists():
        if mail.event_key:
            raise _worked_on(touchpoint)
        return []
    is_meeting = mail.event_key and touchpoint.origin_key.startswith(mail.event_key)
    made = meetings_of(mail.event_key, account) if is_meeting else [touchpoint]
    for one in made:
        # What the series planned since is as it was made.
        is_changed = mail.handled_at and one.updated_at > mail.handled_at and one.version > 1
        if is_changed or one.action_items.exists():
            raise _worked_on(one)
    return made


def _worked_on(touchpoint: Touchpoint) -> Conflict:
    words = _("“%(subject)s” was worked on since, so it stays. Change or delete it on the account.")
    return Conflict("worked-on", words % {"subject": touchpoint})


def _refuse_decided(mail: CapturedMail, *wanted: str) -> None:
    if mail.state not in wanted:
        words = _("“%(subject)s” is not in this state any more: %(state)s.")
        raise Conflict("decided", words % {"subject": mail, "state": mail.get_state_display()})


def _owner(touchpoint: Touchpoint) -> Ref:
    return Ref(Touchpoint.audit_kind(), str(touchpoint.pk))


def _plain(invitation: Invitation) -> dict[str, Any]:
    return {
        "act": str(invitation.act),
        "subject": invitation.subject,
        "organizer": invitation.organizer,
        "agenda": invitation.agenda,
        "people": [one.address for one in invitation.people],
        "occurrences": [
            {"start": one.start.isoformat(), "minutes": one.minutes, "key": one.key} for one in invitation.occurrences
        ],
        "is_series": invitation.is_series,
        "is_part": invitation.is_part,
    }


def _written(party: Party) -> str:
    """Return a recipient in the one form from which name and address are read again."""
    name = " ".join(re.sub(r"[\"\\,<>()@:;\[\]]", " ", party.name).split())
    return f"{name} <{party.address}>" if name else party.address
