"""The versions of an invitation that came before: which one holds, and on which account it is."""

from typing import Any

from milepost.accounts.models import Account, CapturedMail
from milepost.accounts.models.capture import CapturedMailQuerySet
from milepost.accounts.records_mail import Invitation, InvitationAct, MailReason, MailState


def verdict_on(row: CapturedMail, invitation: Invitation) -> MailReason | None:
    """Return why an invitation comes to nothing: it is only an answer, or a newer version came before it."""
    if invitation.act == InvitationAct.ANSWER:
        return MailReason.ANSWER
    return MailReason.OUTDATED if _is_outdated(row, invitation) else None


def last_on_account(row: CapturedMail, account: Account | None = None) -> CapturedMail | None:
    """Return the newest version that is on an account (on this one, if one is given) which the capturer sees."""
    if not row.event_key:
        return None
    seen = Account.objects.visible_to(row.user).active()
    accounts = seen.filter(pk=account.pk) if account else seen
    rows = _versions(row).filter(state=MailState.ASSIGNED, account__in=accounts.values("pk"))
    return rows.select_related("account").order_by("-sequence", "-pk").first()


def waiting_versions(row: CapturedMail) -> list[CapturedMail]:
    """Return the older versions that wait with the same person, and that this one makes needless."""
    if _said(row).get("is_part"):
        return []
    rows = _versions(row).filter(user=row.user, state=MailState.WAITING)
    return [one for one in rows if is_of_same_organizer(one, row)]


def is_of_same_organizer(one: CapturedMail, other: CapturedMail) -> bool:
    return bool(_said(one).get("organizer") == _said(other).get("organizer"))


def _is_outdated(row: CapturedMail, invitation: Invitation) -> bool:
    """Say whether a newer version came before this one; a cancelled meeting needs a higher number to come back."""
    if invitation.is_part or invitation.act == InvitationAct.CANCEL:
        return False
    return any(_outdates(other, row) for other in _versions(row))


def _outdates(other: CapturedMail, row: CapturedMail) -> bool:
    said = _said(other)
    if said.get("is_part") or said.get("act") == InvitationAct.ANSWER or not is_of_same_organizer(other, row):
        return False
    is_cancelled = said.get("act") == InvitationAct.CANCEL and other.sequence == row.sequence
    return is_cancelled or other.sequence > row.sequence


def _versions(row: CapturedMail) -> CapturedMailQuerySet:
    return CapturedMail.objects.filter(event_key=row.event_key).exclude(pk=row.pk)


def _said(row: CapturedMail) -> dict[str, Any]:
    return row.invitation or {}
