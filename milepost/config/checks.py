"""System checks of what an operator can get wrong; `milepost doctor` and `milepost manage check` show them."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register

from milepost.config.env import environment

_MIN_SECRET = 32
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


@register(Tags.security)
def debug_is_local(**kwargs: Any) -> list[CheckMessage]:
    """Error pages of the debug mode show settings and data."""
    host = urlsplit(settings.BASE_URL).hostname
    if not settings.DEBUG or (host in _LOOPBACK and environment().bind in _LOOPBACK):
        return []
    return [Error("Debug mode is on where others can reach it.", "Unset MILEPOST_DEBUG.", id="milepost.E001")]


@register(Tags.security)
def secret_is_secret(**kwargs: Any) -> list[CheckMessage]:
    """A secret that was typed by a person can be guessed."""
    secret = settings.SECRET_KEY
    if len(secret) >= _MIN_SECRET and len(set(secret)) >= _MIN_SECRET // 3:
        return []
    hint = "Unset MILEPOST_SECRET_KEY to have one made in the data folder, or give 50 random characters."
    return [Error("The secret that signs sessions and links is short.", hint, id="milepost.E002")]


@register(Tags.security)
def https_has_a_proxy(**kwargs: Any) -> list[CheckMessage]:
    """Behind a proxy that ends TLS every request looks like http unless the proxy is trusted: endless redirects."""
    if not environment().is_https or settings.TRUSTED_PROXIES:
        return []
    hint = "Set MILEPOST_TRUSTED_PROXIES=1 and have the proxy set X-Forwarded-Proto and X-Forwarded-For."
    return [Error("MILEPOST_URL is https, but no proxy is trusted to say so.", hint, id="milepost.E003")]


@register(Tags.security)
def others_need_https(**kwargs: Any) -> list[CheckMessage]:
    """Passwords and sessions would cross the network in the clear."""
    host = urlsplit(settings.BASE_URL).hostname
    if environment().is_https or host in _LOOPBACK:
        return []
    hint = "Put a reverse proxy with TLS in front and set MILEPOST_URL to its https address (docs/deploy.md)."
    return [checks.Warning(f"People reach {settings.BASE_URL} without encryption.", hint, id="milepost.W001")]


@register(Tags.security)
def demo_stays_local(**kwargs: Any) -> list[CheckMessage]:
    """A demo shows its passwords on the sign-in page."""
    if not settings.IS_DEMO or environment().bind in _LOOPBACK:
        return []
    return [Error("A demo may listen on loopback only.", "Unset MILEPOST_BIND.", id="milepost.E004")]
