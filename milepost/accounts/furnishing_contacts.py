"""What contacts hang into the registries: their lists, the people panel, the search, the way there."""

from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.actions.contact_index import follow_addresses
from milepost.accounts.lists.contacts import ARCHIVED_CONTACTS, CONTACTS
from milepost.accounts.models import Contact
from milepost.audit.public import WriteObserver, write_observers
from milepost.search.public import SearchDocument, SearchSource, search_sources
from milepost.ui.public import Command, NewEntry, PanelSpec, commands, lists, new_entries, panels


def contact_document(contact: Contact) -> SearchDocument:
    """Return what a contact is found by: name, job title, addresses."""
    rows = sorted(contact.emails.all(), key=lambda row: (not row.is_primary, row.pk))
    addresses = [row.address for row in rows]
    subtitle = contact.title or (addresses[0] if addresses else "")
    if contact.archived_at:
        subtitle = _("%(who)s, archived") % {"who": subtitle} if subtitle else _("archived")
    return SearchDocument(
        title=contact.name,
        body=" ".join([contact.title, *addresses]),
        url=reverse_lazy("accounts:contact-detail", args=[contact.pk]),
        subtitle=subtitle,
    )


COMMANDS = (
    Command(
        "contacts", gettext_lazy("Go to Contacts"), "users", "accounts:contact-list", gettext_lazy("people customers")
    ),
)
LISTS = (CONTACTS, ARCHIVED_CONTACTS)
NEW_ENTRIES = (NewEntry("contact", gettext_lazy("Contact"), "user-plus", "accounts:contact-new", 20),)
PANELS = (PanelSpec("people", "account", gettext_lazy("People"), "accounts:account-contacts", 20),)
SEARCH = SearchSource(
    kind=Contact.audit_kind(),
    label=gettext_lazy("Contacts"),
    icon="user",
    rows=Contact.objects.visible_to,
    document=contact_document,
    weight=10,
    related=("emails",),
)


def furnish_contacts() -> None:
    """Register all of it."""
    for command in COMMANDS:
        commands.register(command)
    for spec in LISTS:
        lists.register(spec)
    for entry in NEW_ENTRIES:
        new_entries.register(entry)
    for panel in PANELS:
        panels.register(panel)
    search_sources.register(SEARCH)
    write_observers.register(WriteObserver("accounts.contact-addresses", follow_addresses))
