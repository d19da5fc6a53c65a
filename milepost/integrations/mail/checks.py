"""What `check` and `doctor` say of the mailbox for captured mail."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 - Django's word

_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@register
def mailbox_is_whole(**kwargs: Any) -> list[CheckMessage]:
    """Find settings of the mailbox that are missing or contradict each other."""
    if not settings.IMAP_HOST:
        return []
    found: list[CheckMessage] = []
    local, _at, host = settings.CAPTURE_ADDRESS.rpartition("@")
    if not local or not host or "+" in local:
        hint = "Set MILEPOST_CAPTURE_ADDRESS=capture@example.com, the address of the mailbox without a +."
        found.append(Error("Nobody can be given a capture address.", hint, id="mail.E001"))
    if not settings.IMAP_USER or not settings.IMAP_PASSWORD:
        hint = "Set MILEPOST_IMAP_USER and MILEPOST_IMAP_PASSWORD."
        found.append(Error("MILEPOST_IMAP_HOST is set without a user and a password.", hint, id="mail.E002"))
    if settings.IMAP_CA_FILE and not Path(settings.IMAP_CA_FILE).is_file():
        hint = "Name a file of certificates (PEM), or unset MILEPOST_IMAP_CA_FILE."
        found.append(Error(f"{settings.IMAP_CA_FILE} is no file.", hint, id="mail.E003"))
    if settings.IMAP_TLS == "none" and settings.IMAP_HOST not in _LOOPBACK:
        hint = "Set MILEPOST_IMAP_TLS=tls or starttls."
        found.append(Warning("The mailbox's password crosses the network in the clear.", hint, id="mail.W001"))
    return found
