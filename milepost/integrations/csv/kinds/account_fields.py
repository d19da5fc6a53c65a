"""What columns of accounts can go into."""

from django.utils.translation import gettext_lazy

from milepost.accounts.public import OptionKind, RecordKind, TeamRole
from milepost.identity.public import User
from milepost.integrations.csv.kinds.custom import custom_import_fields
from milepost.integrations.csv.records import ImportField, ValueType

_TEAM = gettext_lazy("Our team")
_ROLE_NAMES = {
    TeamRole.CSM: ("csm", "owner", "account owner", "customer success manager", "success manager"),
    TeamRole.AM: ("am", "account manager", "sales rep"),
}


def account_fields(viewer: User | None) -> list[ImportField]:
    """Return what columns of accounts can go into."""
    return [
        ImportField(
            key="name",
            label=gettext_lazy("Name"),
            is_needed=True,
            can_clear=False,
            aliases=("company", "company name", "customer", "customer name", "account", "organisation", "organization"),
        ),
        ImportField(
            key="domains",
            label=gettext_lazy("Domains"),
            type=ValueType.LIST,
            aliases=("domain", "website", "web site", "url", "web", "homepage"),
        ),
        ImportField(
            key="stage",
            label=gettext_lazy("Stage"),
            can_create=True,
            can_clear=False,
            aliases=("lifecycle stage", "lifecycle", "status"),
        ),
        *(
            ImportField(key=kind.value, label=kind.label, can_create=True, aliases=names)
            for kind, names in {
                OptionKind.SEGMENT: ("market segment", "customer segment"),
                OptionKind.TIER: ("plan tier", "plan"),
                OptionKind.INDUSTRY: ("sector", "branch", "vertical"),
                OptionKind.REGION: ("country", "territory", "country code"),
            }.items()
        ),
        ImportField(key="currency", label=gettext_lazy("Currency"), aliases=("currency code",)),
        ImportField(
            key="employees",
            label=gettext_lazy("Employees"),
            type=ValueType.WHOLE,
            aliases=("number of employees", "headcount", "company size", "staff"),
        ),
        ImportField(
            key="contract_start",
            label=gettext_lazy("Contract start"),
            type=ValueType.DATE,
            aliases=("start date", "signup date", "customer since", "contract start date", "onboarded", "signed"),
        ),
        ImportField(
            key="renewal_date",
            label=gettext_lazy("Renewal date"),
            type=ValueType.DATE,
            aliases=("renewal", "contract end", "end date", "renews on", "next renewal"),
        ),
        ImportField(
            key="parent",
            label=gettext_lazy("Parent account"),
            aliases=("parent", "parent id", "parent account id", "parent key", "holding"),
            help=gettext_lazy("The parent’s key in the source, its domain or its name."),
        ),
        ImportField(
            key="description",
            label=gettext_lazy("About"),
            type=ValueType.LONG_TEXT,
            aliases=("about", "notes", "comment"),
        ),
        ImportField(
            key="tags",
            label=gettext_lazy("Tags"),
            type=ValueType.LIST,
            can_create=True,
            can_clear=False,
            aliases=("labels", "keywords"),
            help=gettext_lazy("Tags are added; those that an account has stay."),
        ),
        *(
            ImportField(
                key=role.value, label=role.label, group=_TEAM, aliases=_ROLE_NAMES.get(role, ()), can_clear=False
            )
            for role in TeamRole
        ),
        *custom_import_fields(RecordKind.ACCOUNT, viewer),
    ]
