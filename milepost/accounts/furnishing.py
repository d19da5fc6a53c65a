"""What the room hangs into the registries of the rooms below."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from milepost.accounts.furnishing_accounts import furnish_accounts
from milepost.accounts.furnishing_contacts import furnish_contacts
from milepost.accounts.furnishing_mail import furnish_mail
from milepost.accounts.furnishing_records import furnish_records
from milepost.accounts.furnishing_timeline import furnish_timeline
from milepost.accounts.lists.accounts import ACCOUNTS, ARCHIVED
from milepost.accounts.models import (
    Account,
    AccountContact,
    AccountDomain,
    AccountTag,
    AccountTeamMember,
    ActionItem,
    Attendee,
    CaptureAddress,
    CapturedMail,
    Contact,
    ContactEmail,
    CustomField,
    Escalation,
    ExternalId,
    Merge,
    NotTheSame,
    Option,
    Segment,
    Stage,
    StageChange,
    Tag,
    Ticket,
    Touchpoint,
)
from milepost.accounts.queries.custom_changes import custom_parts
from milepost.accounts.queries.summary import RULES
from milepost.accounts.queries.today import sources
from milepost.accounts.records import RecordKind, summary_clauses
from milepost.audit.public import History, Record, histories
from milepost.identity.public import Right, User
from milepost.lib.registry import Registry
from milepost.ui.public import (
    Command,
    NavEntry,
    NewEntry,
    PanelSpec,
    SettingsPage,
    commands,
    hidden_in_history,
    lists,
    navigation,
    new_entries,
    panels,
    settings_pages,
    today_sources,
)

_SEEN_AS_VISIBLE = (
    Account,
    AccountContact,
    AccountDomain,
    AccountTag,
    AccountTeamMember,
    ActionItem,
    Attendee,
    CapturedMail,
    Contact,
    ContactEmail,
    Escalation,
    ExternalId,
    Merge,
    Segment,
    StageChange,
    Ticket,
    Touchpoint,
)
_PARTS: dict[Any, Any] = {
    Account: custom_parts(RecordKind.ACCOUNT),
    Contact: custom_parts(RecordKind.CONTACT),
    Segment: hidden_in_history,
}
_SEEN_BY_ALL = (Option, Stage, Tag)
NAVIGATION = (NavEntry("accounts", _("Accounts"), "building", "accounts:account-list", 20),)
COMMANDS = (
    Command("accounts", _("Go to Accounts"), "building", "accounts:account-list", _("customers clients companies")),
)
NEW = (NewEntry("account", _("Account"), "building", "accounts:account-new", 10),)
_GROUP = _("Accounts")
SETTINGS = (
    SettingsPage("stages", _("Stages"), "route", "accounts:stage-list", 150, _GROUP, Right.MANAGE_ACCOUNTS),
    SettingsPage("values", _("Values"), "list", "accounts:option-list", 152, _GROUP, Right.MANAGE_ACCOUNTS),
    SettingsPage("fields", _("Custom fields"), "columns-3", "accounts:field-list", 154, _GROUP, Right.MANAGE_ACCOUNTS),
    SettingsPage("tags", _("Tags"), "tag", "accounts:tag-list", 156, _GROUP, Right.MANAGE_ACCOUNTS),
)
LISTS = (ACCOUNTS, ARCHIVED)

PANELS = (
    PanelSpec("team", "account", _("Our team"), "accounts:account-team", 30),
    PanelSpec("details", "account", _("Details"), "accounts:account-details", 110),
)


FURNITURE: tuple[tuple[Registry[Any], Iterable[Any]], ...] = (
    (commands, COMMANDS),
    (lists, LISTS),
    (navigation, NAVIGATION),
    (new_entries, NEW),
    (panels, PANELS),
    (settings_pages, SETTINGS),
    (summary_clauses, RULES),
    (today_sources, tuple(sources())),
)


def furnish() -> None:
    """Register all of it."""
    for registry, entries in FURNITURE:
        for entry in entries:
            registry.register(entry)
    for model in _SEEN_AS_VISIBLE:
        histories.register(History(model.audit_kind(), model.objects.visible_to, parts=_PARTS.get(model)))
    for shared in _SEEN_BY_ALL:
        histories.register(History(shared.audit_kind(), _everything_of(shared)))
    histories.register(History(CaptureAddress.audit_kind(), _own_capture_address))
    histories.register(History(CustomField.audit_kind(), _open_custom_fields))
    histories.register(History(NotTheSame.audit_kind(), _pairs_of_all))
    furnish_accounts()
    furnish_records()
    furnish_timeline()
    furnish_contacts()
    furnish_mail()


def _everything_of(model: type[Record]) -> Callable[[User], QuerySet[Any]]:
    def rows(_viewer: User) -> QuerySet[Any]:
        return model._default_manager.all()

    return rows


def _open_custom_fields(viewer: User) -> QuerySet[CustomField]:
    """Return the fields of which the viewer may know."""
    rights = ["", *(right.value for right in Right if viewer.may(right))]
    return CustomField.objects.filter(right__in=rights)


def _pairs_of_all(viewer: User) -> QuerySet[NotTheSame]:
    """Return the pairs to those who see every account: a pair names both."""
    return NotTheSame.objects.all() if viewer.may(Right.READ_ALL) else NotTheSame.objects.none()


def _own_capture_address(viewer: User) -> QuerySet[CaptureAddress]:
    return CaptureAddress.objects.filter(user=viewer)
