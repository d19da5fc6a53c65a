"""Custom fields as fields of lists, for accounts and contacts alike."""

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import (
    BigIntegerField,
    BooleanField,
    Case,
    DateField,
    FloatField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import Exact

from milepost.accounts.models import CustomField
from milepost.accounts.queries.custom_fields import custom_fields
from milepost.accounts.records import CustomType
from milepost.identity.public import Right, User
from milepost.ui.public import Choice, Field, FieldType, FixedOptions, Options, RowOptions

PREFIX = "custom_"
_PLACES = 2
_DAY = DateField()


def fields_of_custom(record_kind: str) -> list[Field]:
    """Return a field for every custom field in use. One query."""
    return [_field(declared) for declared in custom_fields(record_kind)]


def with_people(rows: QuerySet[Any], columns: Sequence[Field]) -> QuerySet[Any]:
    """Return rows with the names of the people in these columns. No query of its own."""
    people = [field.key for field in columns if field.key.startswith(PREFIX) and field.type is FieldType.PERSON]
    named: QuerySet[Any] = rows.annotate(**{_name_of(key): _person_name(key.removeprefix(PREFIX)) for key in people})
    return named


def custom_change(key: str, value: Any) -> dict[str, Any] | None:
    """Return what a write to the list's field `key` means for `custom`; None for other fields."""
    return {key.removeprefix(PREFIX): value} if key.startswith(PREFIX) else None


def _field(declared: CustomField) -> Field:
    type_, key = CustomType(declared.type), declared.key
    is_person = type_ is CustomType.PERSON
    options: dict[CustomType, Options] = {
        CustomType.CHOICE: FixedOptions([(text, text) for text in declared.choices]),
        CustomType.PERSON: _People(User.objects.visible_to),
    }

    def stored(record: Any) -> Any:
        return record.custom.get(key)

    def name(record: Any) -> Any:
        return getattr(record, _name_of(PREFIX + key))

    return Field(
        key=PREFIX + key,
        label=declared.label,
        type=FieldType(type_.value),
        options=options.get(type_),
        right=Right(declared.right) if declared.right else None,
        decimals=_PLACES if type_ is CustomType.NUMBER else 0,
        has_time=False,
        is_editable=True,
        definition=declared.definition,
        expression=lambda _viewer: _EXPRESSIONS[type_](key),
        order=(lambda _viewer: _person_name(key)) if is_person else None,
        value=name if is_person else _shown(type_, stored),
        stored=stored,
    )


class _People(RowOptions):
    """Offers those who are here; somebody who left keeps their name where they stand."""

    def search(self, viewer: User, text: str, limit: int) -> list[Choice]:
        return RowOptions(lambda one: User.objects.visible_to(one).active()).search(viewer, text, limit)


def _shown(type_: CustomType, stored: Callable[[Any], Any]) -> Callable[[Any], Any]:
    if type_ is not CustomType.DATE:
        return stored
    return lambda record: _DAY.to_python(stored(record))


def _name_of(key: str) -> str:
    return f"{key}_name"


def _person_name(key: str) -> Subquery:
    person = Cast(KeyTextTransform(key, OuterRef("custom")), BigIntegerField())
    return Subquery(User.objects.filter(pk=person).values("name")[:1])


def _text(key: str) -> Any:
    return KeyTextTransform(key, "custom")


def _yes_no(key: str) -> Any:
    is_yes, is_no = Exact(_text(key), Value("true")), Exact(_text(key), Value("false"))
    return Case(When(is_yes, then=Value(True)), When(is_no, then=Value(False)), output_field=BooleanField())


# The value of a field as the database compares it; JSON itself orders a text by its quotes, and no two databases alike.
_EXPRESSIONS: dict[CustomType, Callable[[str], Any]] = {
    CustomType.TEXT: _text,
    CustomType.NUMBER: lambda key: Cast(_text(key), FloatField()),
    CustomType.DATE: _text,
    CustomType.CHOICE: _text,
    CustomType.PERSON: lambda key: Cast(_text(key), BigIntegerField()),
    CustomType.YES_NO: _yes_no,
}
