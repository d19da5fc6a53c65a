"""Telling people, and their reading."""

from django.utils import timezone

from milepost.identity.models import Notification, User


def notify(user: User, kind: str, text: str, url: str, dedupe_key: str = "") -> None:
    """Tell one person something; with a `dedupe_key`, at most once for ever. Nobody who left is told."""
    if not user.is_active:
        return
    notice = Notification(user=user, kind=kind, text=text[:300], url=url, dedupe_key=dedupe_key)
    Notification.objects.bulk_create([notice], ignore_conflicts=bool(dedupe_key))


def mark_read(notification: Notification) -> None:
    Notification.objects.filter(pk=notification.pk).unread().update(read_at=timezone.now())


def mark_all_read(user: User) -> int:
    """Mark everything read that is there now; return how many."""
    return Notification.objects.filter(user=user).unread().update(read_at=timezone.now())
