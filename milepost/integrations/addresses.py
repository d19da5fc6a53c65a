"""Addresses that people type in, to which Milepost sends or from which it fetches."""

import ipaddress

from django.conf import settings
from django.utils.translation import gettext as _

from milepost.lib.errors import Invalid
from milepost.lib.outward import OutwardError, checked_url, may_reach


def clean_address(text: str, field: str) -> str:
    """Return an address as it is kept; `Invalid` (of `field`) for one that is none, in the open, or private."""
    url = str(text or "").strip()
    try:
        parts = checked_url(url)
    except OutwardError as error:
        raise _wrong(field, _("Write an address that begins with https:// and names a host.")) from error
    networks = settings.PRIVATE_NETWORKS
    if parts.scheme == "http" and not networks:
        raise _wrong(field, _("Write an address that begins with https://. Nothing is sent in the open."))
    host = parts.hostname or ""
    try:
        is_fine = may_reach(ipaddress.ip_address(host), networks)
    except ValueError:
        is_fine = host != "localhost" or bool(networks)
    if not is_fine:
        raise _wrong(field, _("This is a private address. Who runs the server can allow it (PRIVATE_NETWORKS)."))
    return url


def _wrong(field: str, words: str) -> Invalid:
    return Invalid("wrong-value", words, {field: words})
