"""The connection to the mail server, and what can go wrong with it in words."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.conf import settings
from django.utils.translation import gettext as _
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from milepost.lib.errors import Unavailable

TIMEOUT_SECONDS = 30


@contextmanager
def connected() -> Iterator[IMAPClient]:
    """Open the folder of the settings for the length of the block; `Unavailable` says what hinders it."""
    with _in_words():
        client = _client()
        try:
            client.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
            yield client
        finally:
            with suppress(IMAPClientError, OSError):
                client.logout()


def _client() -> IMAPClient:
    mode = settings.IMAP_TLS
    context = None if mode == "none" else ssl.create_default_context(cafile=settings.IMAP_CA_FILE or None)
    client = IMAPClient(
        settings.IMAP_HOST,
        port=settings.IMAP_PORT,
        ssl=mode == "tls",
        ssl_context=context if mode == "tls" else None,
        timeout=TIMEOUT_SECONDS,
    )
    if mode == "starttls":
        try:
            client.starttls(context)
        except BaseException:
            with suppress(OSError):
                client.shutdown()
            raise
    return client


@contextmanager
def _in_words() -> Iterator[None]:
    where = f"{settings.IMAP_HOST}:{settings.IMAP_PORT}"
    try:
        yield
    except LoginError as error:
        raise Unavailable("imap-login", _("%(where)s refuses the user or the password.") % {"where": where}) from error
    except ssl.SSLError as error:
        words = _("No encrypted connection to %(where)s: %(why)s.")
        why = getattr(error, "verify_message", "") or error.reason or "TLS"
        raise Unavailable("imap-tls", words % {"where": where, "why": why}) from error
    except OSError as error:
        words = _("%(where)s does not answer: %(why)s.") % {"where": where, "why": error.strerror or error}
        raise Unavailable("imap-connection", words) from error
    except IMAPClientError as error:
        words = _("%(where)s refuses: %(why)s.") % {"where": where, "why": str(error)[:150]}
        raise Unavailable("imap-refused", words) from error
