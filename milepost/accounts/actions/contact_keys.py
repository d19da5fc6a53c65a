"""The keys of contacts in other systems: kept past the log, they follow a merge and go with an erasure."""

from collections.abc import Collection, Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from milepost.accounts.models import Contact, ContactKey
from milepost.accounts.records import Erased, MovedRows, RecordHandler, RecordKind
from milepost.lib.actor import Actor
from milepost.lib.bulk_rows import insert_values


def contacts_by_key(system: str, keys: Collection[str]) -> dict[str, Contact]:
    """Return the contacts that have these keys in a system. One query."""
    rows = ContactKey.objects.filter(system=system.lower(), value__in=keys).select_related("contact")
    return {row.value: row.contact for row in rows}


def keep_keys(system: str, keys: Iterable[tuple[str, Contact]]) -> None:
    """Note the keys that contacts have in a system; one that is known stays whose it is. One query."""
    rows = [(system.lower(), value, contact.pk) for value, contact in keys]
    insert_values(ContactKey, ("system", "value", "contact_id"), rows, on_conflict="ON CONFLICT DO NOTHING")


def _merge(loser: Contact, winner: Contact, _actor: Actor) -> MovedRows:
    keys = list(ContactKey.objects.filter(contact=loser).values_list("pk", flat=True))
    ContactKey.objects.filter(pk__in=keys).update(contact=winner)
    return [{"pks": keys, "from": loser.pk, "to": winner.pk}] if keys else []


def _undo(moved: MovedRows, _actor: Actor) -> None:
    for one in moved:
        ContactKey.objects.filter(pk__in=one["pks"], contact=one["to"]).update(contact=one["from"])


def _erase(contact: Any, _actor: Actor) -> Erased:
    count, _by_model = ContactKey.objects.filter(contact=contact).delete()
    return Erased(count)


CONTACT_KEYS = RecordHandler(
    model="accounts.ContactKey",
    field="contact",
    of=RecordKind.CONTACT,
    label=_("Keys in other systems"),
    rows=lambda contact: ContactKey.objects.filter(contact=contact),
    merge=_merge,
    undo=_undo,
    erase=_erase,
    is_exported=False,
)
