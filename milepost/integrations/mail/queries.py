"""The mailbox of the settings."""

from django.conf import settings

from milepost.integrations.mail.models import Mailbox


def mailbox_key() -> str:
    return f"{settings.IMAP_USER} at {settings.IMAP_HOST}:{settings.IMAP_PORT}, {settings.IMAP_FOLDER}"[:400]


def present_mailbox() -> Mailbox | None:
    """Return the mailbox of the settings; None when none is set, an unsaved one when nobody looked yet."""
    if not settings.IMAP_HOST:
        return None
    return Mailbox.objects.filter(key=mailbox_key()).first() or Mailbox(key=mailbox_key())
