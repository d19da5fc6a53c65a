"""What may be written into a request: texts, choices, people and days, refused with words."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from milepost.accounts.public import Account, Contact
from milepost.feedback.models import Request
from milepost.feedback.records import RequestKind
from milepost.identity.public import User
from milepost.lib.bounds import choice, day, long_text, one_line, refuse

COLUMNS = frozenset({"title", "text", "kind", "contact", "owner", "promised_on"})


def clean_request(request: Request, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values as the columns hold them. Raises `Invalid` at the first that is wrong."""
    checks: dict[str, Callable[[Any], Any]] = {
        "title": lambda value: one_line("title", value),
        "text": lambda value: long_text("text", value),
        "kind": lambda value: choice("kind", value, RequestKind.values),
        "contact": lambda value: _contact(request.account, value, known_id=request.contact_id),
        "owner": lambda value: _owner(value, known_id=request.owner_id),
        "promised_on": lambda value: _promise(request, value),
    }
    unknown = sorted(values.keys() - checks.keys())
    if unknown:
        raise refuse(unknown[0], "wrong-value", _("This cannot be changed so."))
    return {name: checks[name](value) for name, value in values.items()}


def clean_message(field: str, text: str) -> str:
    """Return what is said; refused when it is empty."""
    clean = long_text(field, text).strip()
    if not clean:
        raise refuse(field, "missing", _("Write what you want to say."))
    return clean


def refuse_stranger(field: str, account: Account | None, contact: Contact) -> None:
    """Raise `Invalid` for a contact of another account."""
    if account is None or not contact.places.filter(account=account).exists():
        raise refuse(field, "stranger", _("“%(name)s” is not a contact of this account.") % {"name": contact})


def _contact(account: Account | None, contact: Contact | None, *, known_id: int | None) -> Contact | None:
    if contact is not None and contact.pk != known_id:
        refuse_stranger("contact", account, contact)
    return contact


def _owner(user: User | None, *, known_id: int | None) -> User | None:
    if user is not None and not user.is_active and user.pk != known_id:
        raise refuse("owner", "gone", _("%(name)s is not here any more.") % {"name": user})
    return user


def _promise(request: Request, on: dt.date | None) -> dt.date | None:
    clean = day("promised_on", on)
    if clean is not None and clean != request.promised_on and clean < request.received_at.date():
        raise refuse("promised_on", "before-receipt", _("It was asked for after that day."))
    return clean
