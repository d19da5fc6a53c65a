"""What is said of a contact, checked: one value a field, and nobody above themself."""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import DateField
from django.utils.translation import gettext as _

from milepost.accounts.actions.checks import clean_line, wrong
from milepost.accounts.models import Contact
from milepost.lib.errors import Invalid

FIELDS = frozenset({"name", "title", "phone", "timezone", "reports_to", "left_on", "custom"})


MAX_BOSSES = 50


def clean_contact(
    given: Mapping[str, Any], contact: Contact | None, custom: Callable[[Mapping[str, Any]], dict[str, Any]]
) -> dict[str, Any]:
    """Return the values as the row holds them; `Invalid` names every wrong one. `custom` as in `clean_account`."""
    values: dict[str, Any] = {}
    faults: dict[str, str] = {}
    for key, value in given.items():
        try:
            if key == "custom":
                values[key] = custom(value or {})
            else:
                values[key] = _CLEANERS[key](value, contact)
        except Invalid as error:
            faults |= error.fields or {key: error.message}
    if faults:
        raise Invalid("wrong-value", " ".join(dict.fromkeys(faults.values())), faults)
    return values


def _timezone(value: Any, _contact: Contact | None) -> str:
    name = clean_line(value, "timezone", 64)
    if name and name not in _known_timezones():
        raise wrong("timezone", _("There is no such time zone."))
    return name


def _left_on(value: Any, _contact: Contact | None) -> dt.date | None:
    try:
        day: dt.date | None = _DAY.to_python(value or None)
    except ValidationError as error:
        raise wrong("left_on", _("A day belongs here, like 2026-03-31.")) from error
    return day


_known_timezones = cache(zoneinfo.available_timezones)  # reads the whole folder of zones
_DAY: DateField[Any, dt.date | None] = DateField()


_CLEANERS: dict[str, Callable[[Any, Contact | None], Any]] = {
    "name": lambda value, _contact: clean_line(value, "name", 200, needed=_("A contact needs a name.")),
    "title": lambda value, _contact: clean_line(value, "title", 120),
    "phone": lambda value, _contact: clean_line(value, "phone", 40),
    "timezone": _timezone,
    "reports_to": lambda value, _contact: value,
    "left_on": _left_on,
}


def refuse_circle(contact: Contact, boss: Contact) -> None:
    """Walk up from `boss`: whoever reports to themself in the end is refused. The rows walked stay locked."""
    above = boss
    for _step in range(MAX_BOSSES):
        if above.pk == contact.pk:
            words = _("%(boss)s already reports to %(name)s.") % {"boss": boss, "name": contact}
            raise Invalid("circle", words, {"reports_to": words})
        if above.reports_to_id is None:
            return
        above = Contact.objects.select_for_update().get(pk=above.reports_to_id)
    words = _("More than %(number)s people stand above each other.") % {"number": MAX_BOSSES}
    raise Invalid("circle", words, {"reports_to": words})
