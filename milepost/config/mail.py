"""Mail from `MILEPOST_MAIL_URL`: files in the data folder unless an SMTP server is named."""

from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from milepost.config.env import Environment

_PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


def mail_config(env: Environment) -> dict[str, Any]:
    """Return Django's entry for the default mailer."""
    if not env.mail_url:
        return {
            "BACKEND": "milepost.config.mail_files.EmailBackend",
            "OPTIONS": {"file_path": str(env.data_dir / "mail")},
        }
    parts = urlsplit(env.mail_url)
    if parts.scheme not in _PORTS:
        raise ImproperlyConfigured("MILEPOST_MAIL_URL must begin with smtp://, smtps:// or smtp+plain://")
    return {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": parts.hostname or "localhost",
            "port": parts.port or _PORTS[parts.scheme],
            "username": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "use_tls": parts.scheme == "smtp",
            "use_ssl": parts.scheme == "smtps",
            "timeout": 20,
        },
    }
