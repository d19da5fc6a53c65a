"""What the log knows of a person's rows and addresses, also of those that were taken away."""

import re
from collections.abc import Collection, Iterable

from django.db.models import Q, TextField
from django.db.models.functions import Cast

from milepost.accounts.models import Attendee, CapturedMail, Contact, ContactEmail
from milepost.audit.public import AuditEntry

# Tables that name people by address alone.
_BY_ADDRESS = (Attendee, CapturedMail)


def addresses_ever_of(people: Collection[Contact]) -> set[str]:
    """Return the addresses that these people have or had, but for those that became somebody else's. A few queries."""
    own = set(ContactEmail.objects.filter(contact__in=people).values_list("address", flat=True))
    keys = keys_ever_of("accounts.ContactEmail", "contact", people)
    entries = AuditEntry.objects.filter(kind=ContactEmail.audit_kind(), key__in=keys)
    former: set[str] = set()
    for changes in entries.values_list("changes", flat=True):
        former |= {value for value in changes.get("address", []) if isinstance(value, str) and "@" in value}
    of_others = ContactEmail.objects.filter(address__in=former - own).exclude(contact__in=people)
    return own | (former - set(of_others.values_list("address", flat=True)))


def keys_ever_of(model: str, link: str, people: Iterable[Contact]) -> set[str]:
    """Return the keys of the rows that hung on these people at any time, as the log tells."""
    found: set[str] = set()
    for person in people:
        was = Q(**{f"changes__{link}__0": person.pk}) | Q(**{f"changes__{link}__1": person.pk})
        found |= set(AuditEntry.objects.filter(was, kind=model.lower()).values_list("key", flat=True))
    return found


def address_pattern(address: str) -> str:
    """Return the pattern of texts that have this address in them, and not only one that ends or begins like it."""
    return f"(^|[^a-z0-9._+-]){re.escape(address)}($|[^a-z0-9._-]|[.](\\s|$))"


def keys_that_name(addresses: Collection[str]) -> dict[str, set[str]]:
    """Return, by kind, the keys of rows that knew one of these addresses at any time. A scan of their entries each."""
    if not addresses:
        return {}
    found: dict[str, set[str]] = {}
    for model in _BY_ADDRESS:
        named = Q(pk__in=[])
        for address in addresses:
            pattern = address_pattern(address)
            named |= Q(label__iregex=pattern) | Q(text__iregex=pattern)
        entries = AuditEntry.objects.filter(kind=model.audit_kind()).annotate(text=Cast("changes", TextField()))
        found[model.audit_kind()] = set(entries.filter(named).values_list("key", flat=True))
    return found
