"""The fields that the lists of the timeline share: whose a record is, who took part, where it came from."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import BooleanField, Case, Exists, OuterRef, Prefetch, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy

from milepost.accounts.models import Account, Attendee, Contact
from milepost.identity.public import User
from milepost.ui.public import Field, FieldType, FixedOptions, RowOptions

PEOPLE = RowOptions(User.objects.visible_to)


def account_field() -> Field:
    return Field(
        key="account",
        label=gettext_lazy("Account"),
        type=FieldType.CHOICE,
        options=RowOptions(Account.objects.visible_to),
        sort="account__name_folded",
        value=lambda record: record.account.name,
    )


def choice_field(key: str, label: Any, choices: Sequence[tuple[str, Any]]) -> Field:
    return Field(
        key=key,
        label=label,
        type=FieldType.CHOICE,
        options=FixedOptions(choices),
        value=lambda record: getattr(record, f"get_{key}_display")(),
    )


def moment_field(key: str, label: Any, path: str = "") -> Field:
    return Field(key=key, label=label, type=FieldType.DATE, path=path)


def person_field(key: str, label: Any) -> Field:
    return Field(key=key, label=label, type=FieldType.PERSON, options=PEOPLE, sort=f"{key}__name_folded")


def contact_field(label: Any) -> Field:
    return Field(
        key="contact",
        label=label,
        type=FieldType.CHOICE,
        options=RowOptions(Contact.objects.visible_to),
        sort="contact__name_folded",
        value=lambda record: record.contact.name if record.contact else None,
    )


def state_field(key: str, label: Any, ended: str, *, when_ended: bool) -> Field:
    """Return a field that says yes of a record whose end (`ended`) is set, or is not: that is always known."""

    def where(_viewer: User, lookup: str, value: Any) -> Q:
        if lookup == "isnull":
            return Q(pk__isnull=value)
        return Q(**{f"{ended}__isnull": bool(value) != when_ended})

    is_set = Q(**{f"{ended}__isnull": False})
    case = Case(When(is_set, then=Value(when_ended)), default=Value(not when_ended), output_field=BooleanField())
    return Field(
        key=key,
        label=label,
        type=FieldType.YES_NO,
        expression=lambda _viewer: case,
        where=where,
        value=lambda record: (getattr(record, ended) is not None) == when_ended,
    )


def key_fields() -> tuple[Field, Field]:
    return (
        Field(key="system", label=gettext_lazy("System")),
        Field(
            key="key",
            label=gettext_lazy("Key there"),
            path="external_key",
            definition=gettext_lazy("What the record is called in the system that it came from."),
        ),
    )


def written_fields() -> tuple[Field, Field]:
    return (
        moment_field("created", gettext_lazy("Added"), "created_at"),
        moment_field("updated", gettext_lazy("Last changed"), "updated_at"),
    )


def _where_with(column: str) -> Callable[[User, str, Any], Q]:
    """Return the condition on those who took part."""

    def where(_viewer: User, lookup: str, value: Any) -> Q:
        present = Attendee.objects.filter(**{f"{column}__isnull": False})
        if lookup == "isnull":
            has_some = Q(Exists(present.filter(touchpoint=OuterRef("pk"))))
            return ~has_some if value else has_some
        return Q(pk__in=present.filter(**{f"{column}__{lookup}": value}).values("touchpoint"))

    return where


def present_field(key: str, column: str, label: Any, options: RowOptions) -> Field:
    def names(touchpoint: Any) -> list[str]:
        people = [getattr(one, column) for one in touchpoint.shown_attendees]
        return [person.name for person in people if person]

    return Field(key=key, label=label, type=FieldType.MANY, options=options, where=_where_with(column), value=names)


def with_attendees(rows: QuerySet[Any], _viewer: User, shown: Sequence[Field]) -> QuerySet[Any]:
    if not {field.key for field in shown} & {"contacts", "people"}:
        return rows
    people = Attendee.objects.select_related("user", "contact").order_by("pk")
    return rows.prefetch_related(Prefetch("attendees", people, to_attr="shown_attendees"))


def account_page(record: Any) -> str:
    return reverse("accounts:account-detail", args=[record.account_id])
