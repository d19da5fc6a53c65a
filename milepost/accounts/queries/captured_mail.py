"""Reads of captured mail: whose token is whose, what waits, what was decided."""

from collections.abc import Iterable

from django.conf import settings

from milepost.accounts.models import CaptureAddress, CapturedMail, Touchpoint
from milepost.accounts.models.capture import CapturedMailQuerySet
from milepost.identity.public import User

HANDLED_SHOWN = 50


def capturers(tokens: Iterable[str]) -> list[User]:
    """Return the active people to whom these tokens belong; nobody for tokens that were renewed or never given."""
    wanted = list(dict.fromkeys(tokens))
    if not wanted:
        return []
    users: list[User] = list(User.objects.active().filter(pk__in=_holders(wanted)).order_by("pk"))
    return users


def _holders(tokens: list[str]) -> list[int]:
    return list(CaptureAddress.objects.filter(token__in=tokens).values_list("user_id", flat=True))


def own_token(viewer: User) -> str:
    """Return the token of one's capture address; empty when none was made yet."""
    return CaptureAddress.objects.filter(user=viewer).values_list("token", flat=True).first() or ""


def address_with(token: str) -> str:
    """Return the whole capture address; empty when no mailbox is named in the settings."""
    mailbox, _at, host = settings.CAPTURE_ADDRESS.rpartition("@")
    return f"{mailbox}+{token}@{host}" if token and mailbox and host else ""


def waiting_mail(viewer: User) -> CapturedMailQuerySet:
    """Return what waits for a decision of `viewer`, the newest first."""
    return CapturedMail.objects.visible_to(viewer).waiting().order_by("-sent_at", "-pk")


def waiting_count(viewer: User) -> int:
    """Return how many mails wait for a decision of `viewer`."""
    return waiting_mail(viewer).count()


def handled_mail(viewer: User) -> list[CapturedMail]:
    """Return what was assigned, dismissed or refused of late, the last first."""
    rows = CapturedMail.objects.visible_to(viewer).exclude(pk__in=CapturedMail.objects.waiting().values("pk"))
    return list(rows.select_related("account", "touchpoint").order_by("-updated_at", "-pk")[:HANDLED_SHOWN])


def left_out_of(touchpoint: Touchpoint) -> list[dict[str, str]]:
    """Return the attachments of a captured mail that were not kept with its touchpoint, with why."""
    mail = CapturedMail.objects.filter(touchpoint=touchpoint).order_by("pk").first()
    return mail.left_out if mail else []
