"""What accounts hang into the search: an account is found by its name, its domains and its keys in other systems."""

from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.actions.account_index import follow_identifiers
from milepost.accounts.models import Account
from milepost.audit.public import WriteObserver, write_observers
from milepost.search.public import SearchDocument, SearchSource, search_sources


def account_document(account: Account) -> SearchDocument:
    """Return what an account is found by. Two queries, none where both are prefetched."""
    domains = sorted(row.domain for row in account.domains.all())
    keys = [row.value for row in sorted(account.external_ids.all(), key=lambda row: row.system)]
    subtitle = domains[0] if domains else ""
    if account.is_archived:
        subtitle = _("%(what)s, archived") % {"what": subtitle} if subtitle else _("archived")
    return SearchDocument(
        title=account.name,
        body=" ".join([*domains, *keys]),
        url=reverse_lazy("accounts:account-detail", args=[account.pk]),
        subtitle=subtitle,
    )


SEARCH = SearchSource(
    kind=Account.audit_kind(),
    label=gettext_lazy("Accounts"),
    icon="building",
    rows=Account.objects.visible_to,
    document=account_document,
    weight=20,
    related=("domains", "external_ids"),
)


def furnish_accounts() -> None:
    """Register all of it."""
    search_sources.register(SEARCH)
    write_observers.register(WriteObserver("accounts.identifiers", follow_identifiers))
