"""The keys of contacts in sources follow a merge, and go with an erasure."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from milepost.accounts.public import Contact, Erased, RecordHandler, RecordKind
from milepost.integrations.csv.models import ContactKey
from milepost.lib.actor import Actor


def _merge(loser: Contact, winner: Contact, _actor: Actor) -> list[dict[str, Any]]:
    keys = list(ContactKey.objects.filter(contact=loser).values_list("pk", flat=True))
    ContactKey.objects.filter(pk__in=keys).update(contact=winner)
    return [{"pks": keys, "from": loser.pk, "to": winner.pk}] if keys else []


def _undo(moved: list[dict[str, Any]], _actor: Actor) -> None:
    for one in moved:
        ContactKey.objects.filter(pk__in=one["pks"], contact=one["to"]).update(contact=one["from"])


def _erase(contact: Contact, _actor: Actor) -> Erased:
    count, _by_model = ContactKey.objects.filter(contact=contact).delete()
    return Erased(count)


CONTACT_KEYS = RecordHandler(
    model="integrations.ContactKey",
    field="contact",
    of=RecordKind.CONTACT,
    label=_("Keys in sources of imports"),
    rows=lambda contact: ContactKey.objects.filter(contact=contact),
    merge=_merge,
    undo=_undo,
    erase=_erase,
    is_exported=False,
)
