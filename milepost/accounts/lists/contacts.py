"""Contacts: the customers' people, wherever they are."""

import zoneinfo
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext_lazy

from milepost.accounts.actions.contact_addresses import set_main_address
from milepost.accounts.actions.contacts import (
    archive_contact,
    change_contact,
    restore_contact,
    subscribe_again,
    unsubscribe,
)
from milepost.accounts.lists.custom_fields import custom_change, fields_of_custom, with_people
from milepost.accounts.models import Account, AccountContact, Contact, ContactEmail
from milepost.accounts.queries.last_spoken import contacts_spoken_with
from milepost.accounts.records import RecordKind, Stance
from milepost.identity.public import Right, User
from milepost.ui.public import (
    BulkAction,
    Field,
    FieldType,
    FixedOptions,
    ListSpec,
    Preset,
    PrimaryAction,
    RowOptions,
    row_address,
)

_IS_UNSUBSCRIBED = Case(
    When(unsubscribed_at__isnull=False, then=Value(True)), default=Value(False), output_field=BooleanField()
)
_SILENT_OR_NEVER = quote(
    '{"or":[{"field":"last_spoken","op":"lt","value":"60-days-ago"},{"field":"last_spoken","op":"unknown"}]}'
)


def _rows(viewer: User) -> QuerySet[Contact]:
    return _told(Contact.objects.visible_to(viewer).filter(archived_at=None), viewer)


def _archived_rows(viewer: User) -> QuerySet[Contact]:
    return _told(Contact.objects.visible_to(viewer).exclude(archived_at=None), viewer)


def _told(rows: QuerySet[Contact], viewer: User) -> QuerySet[Contact]:
    """Return rows with what is told of each beside its own columns: the main address, and when we last spoke."""
    main = ContactEmail.objects.filter(contact=OuterRef("pk"), is_primary=True)
    return contacts_spoken_with(rows.annotate(main_address=Subquery(main.values("address")[:1])), viewer)


def _with_columns(rows: QuerySet[Any], viewer: User, shown: Sequence[Field]) -> QuerySet[Any]:
    keys = {field.key for field in shown}
    if keys & {"accounts", "stance"}:
        places = AccountContact.objects.visible_to(viewer).select_related("account").order_by("account__name")
        rows = rows.prefetch_related(Prefetch("places", places, to_attr="shown_places"))
    if "reports_to" in keys:
        rows = rows.prefetch_related(Prefetch("reports_to", Contact.objects.visible_to(viewer)))
    return with_people(rows, shown)


def _stances(contact: Any) -> list[str]:
    return list(dict.fromkeys(place.get_stance_display() for place in contact.shown_places))


def _where_unsubscribed(_viewer: User, lookup: str, value: Any) -> Q:
    if lookup == "isnull":
        return Q(pk__isnull=value)  # it is always known
    return Q(unsubscribed_at__isnull=not value)


def _where_at(path: str) -> Callable[[User, str, Any], Q]:
    """Return the condition on the places that the viewer sees: those at other accounts do not exist for them."""

    def where(viewer: User, lookup: str, value: Any) -> Q:
        places = AccountContact.objects.visible_to(viewer)
        if lookup == "isnull":
            has_some = Q(Exists(places.filter(contact=OuterRef("pk"))))
            return ~has_some if value else has_some
        return Q(pk__in=places.filter(**{f"{path}__{lookup}": value}).values("contact"))

    return where


def _where_boss(viewer: User, lookup: str, value: Any) -> Q:
    if viewer.may(Right.READ_ALL):
        return Q(**{f"reports_to__{lookup}": value})
    seen = Q(reports_to__in=Contact.objects.visible_to(viewer).values("pk"))
    if lookup == "isnull":
        return ~seen | Q(reports_to=None) if value else seen
    return seen & Q(**{f"reports_to__{lookup}": value})


def _name_of_boss(viewer: User) -> Any:
    if viewer.may(Right.READ_ALL):
        return F("reports_to__name_folded")
    return Subquery(Contact.objects.visible_to(viewer).filter(pk=OuterRef("reports_to")).values("name_folded")[:1])


def _edit(viewer: User, contact: Contact, key: str, value: Any, version: int | None) -> Contact:
    actor = viewer.as_actor()
    if key == "email":
        set_main_address(contact, value, actor=actor, expected_version=version)
        return contact
    if key == "unsubscribed":
        return unsubscribe(contact, actor=actor) if value else subscribe_again(contact, actor=actor)
    custom = custom_change(key, value)
    changes = {"left_on" if key == "left" else key: value} if custom is None else {"custom": custom}
    return change_contact(contact, changes, actor=actor, expected_version=version)


def _more_fields(_viewer: User) -> Sequence[Field]:
    return fields_of_custom(RecordKind.CONTACT)


FIELDS = (
    Field(key="name", label=gettext_lazy("Name"), sort="name_folded", is_editable=True),
    Field(key="title", label=gettext_lazy("Job title"), is_editable=True),
    Field(
        key="accounts",
        label=gettext_lazy("Accounts"),
        type=FieldType.MANY,
        where=_where_at("account"),
        options=RowOptions(lambda viewer: Account.objects.visible_to(viewer).active()),
        value=lambda contact: [place.account.name for place in contact.shown_places],
    ),
    Field(
        key="stance",
        label=gettext_lazy("Stance"),
        type=FieldType.MANY,
        where=_where_at("stance"),
        options=FixedOptions(Stance.choices),
        value=_stances,
        definition=gettext_lazy("What the person is to us, at any of their accounts."),
    ),
    Field(key="email", label=gettext_lazy("E-mail"), path="main_address", is_editable=True),
    Field(key="phone", label=gettext_lazy("Phone"), is_editable=True),
    Field(
        key="timezone",
        label=gettext_lazy("Time zone"),
        type=FieldType.CHOICE,
        options=FixedOptions([(name, name) for name in sorted(zoneinfo.available_timezones())]),
        is_editable=True,
    ),
    Field(
        key="reports_to",
        label=gettext_lazy("Reports to"),
        type=FieldType.CHOICE,
        options=RowOptions(lambda viewer: Contact.objects.visible_to(viewer).active()),
        where=_where_boss,
        order=_name_of_boss,
        value=lambda contact: contact.reports_to.name if contact.reports_to else None,
    ),
    Field(
        key="last_spoken",
        label=gettext_lazy("Last spoken"),
        type=FieldType.DATE,
        path="spoken_at",
        definition=gettext_lazy("The newest call, meeting or exchange of mails in which both sides spoke."),
    ),
    Field(
        key="left", label=gettext_lazy("Left"), type=FieldType.DATE, path="left_on", has_time=False, is_editable=True
    ),
    Field(
        key="unsubscribed",
        label=gettext_lazy("Unsubscribed"),
        type=FieldType.YES_NO,
        expression=lambda _viewer: _IS_UNSUBSCRIBED,
        where=_where_unsubscribed,
        value=lambda contact: contact.unsubscribed_at is not None,
        stored=lambda contact: contact.unsubscribed_at is not None,
        is_editable=True,
        definition=gettext_lazy("They want no mail from us that they did not ask for."),
    ),
    Field(key="created", label=gettext_lazy("Added"), type=FieldType.DATE, path="created_at"),
)

CONTACTS = ListSpec(
    key="contacts",
    title=gettext_lazy("Contacts"),
    lede=gettext_lazy("The customers' people: who they are to us, and when somebody last spoke with them."),
    noun=(gettext_lazy("contact"), gettext_lazy("contacts")),
    rows=_rows,
    url_name="accounts:contact-list",
    detail_url=row_address("accounts:contact-detail"),
    fields=FIELDS,
    more_fields=_more_fields,
    with_columns=_with_columns,
    default_columns=("name", "title", "accounts", "stance", "last_spoken", "email"),
    default_sort=("name",),
    default_filter={"left?": "no"},
    presets=(
        Preset(
            gettext_lazy("Sponsors silent 60 days"),
            f"stance=sponsor&left?=no&where={_SILENT_OR_NEVER}&sort=last_spoken",
        ),
        Preset(gettext_lazy("Never spoken with"), "left?=no&last_spoken?=no"),
        Preset(gettext_lazy("Left the company"), "left?=yes&sort=-left&columns=name,title,accounts,stance,email,left"),
    ),
    search=("name", "title", "main_address"),
    edit=_edit,
    bulk_actions=(
        BulkAction(
            key="unsubscribe",
            label=gettext_lazy("Unsubscribe"),
            icon="bell-off",
            run=lambda viewer, contact, _value: unsubscribe(contact, actor=viewer.as_actor()),
            warning=gettext_lazy("They get no mail from us that they did not ask for."),
        ),
        BulkAction(
            key="archive",
            label=gettext_lazy("Archive"),
            icon="archive",
            run=lambda viewer, contact, _value: archive_contact(contact, actor=viewer.as_actor()),
            warning=gettext_lazy(
                "They leave lists and accounts. Everything about them stays, and they can be restored."
            ),
        ),
    ),
    primary_action=PrimaryAction(label=gettext_lazy("New contact"), url_name="accounts:contact-new", icon="user-plus"),
    empty_icon="users",
    empty_title=gettext_lazy("No contacts yet"),
    empty_text=gettext_lazy("A contact is somebody at a customer: who decides, who helps, who uses it."),
    frame="accounts/list-frame.html",
)

ARCHIVED_CONTACTS = replace(
    CONTACTS,
    key="archived-contacts",
    title=gettext_lazy("Archived contacts"),
    lede=gettext_lazy("People who were put away. Everything about them is still there."),
    rows=_archived_rows,
    url_name="accounts:contact-archive",
    default_filter=None,
    presets=(),
    edit=None,
    primary_action=None,
    bulk_actions=(
        BulkAction(
            key="restore",
            label=gettext_lazy("Restore"),
            icon="refresh",
            run=lambda viewer, contact, _value: restore_contact(contact, actor=viewer.as_actor()),
        ),
    ),
    empty_icon="archive",
    empty_title=gettext_lazy("Nobody is archived"),
    empty_text=gettext_lazy("People who are archived in the list wait here."),
)
