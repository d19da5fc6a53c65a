"""Facts as fields of lists: what rooms declare can be shown, filtered, sorted and exported like a column of its own."""

from collections.abc import Sequence
from typing import Any

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.functional import lazy

from milepost.accounts.models import Account, Fact
from milepost.accounts.queries.facts import COLUMN_OF_TYPE, fact_value
from milepost.accounts.records import FactType, FieldSpec, fact_fields
from milepost.identity.public import User
from milepost.ui.public import Field, FieldType

PREFIX = "fact_"
_TYPES = {
    FactType.NUMBER: FieldType.NUMBER,
    FactType.TEXT: FieldType.TEXT,
    FactType.DATE: FieldType.DATE,
    FactType.YES_NO: FieldType.YES_NO,
}


def fields_of_facts() -> list[Field]:
    """Return a field for every figure that a room declares. No query."""
    return [_field(spec) for spec in fact_fields]


def with_facts(rows: QuerySet[Account], columns: Sequence[Field]) -> QuerySet[Account]:
    """Return rows with the facts that these columns show: one query for all of them, none without such a column."""
    keys = [field.key.removeprefix(PREFIX) for field in columns if field.key.startswith(PREFIX)]
    if not keys:
        return rows
    return rows.prefetch_related(Prefetch("facts", Fact.objects.filter(key__in=keys), to_attr="shown_facts"))


def _label(spec: FieldSpec) -> str:
    """The figure's name with its unit, where the name does not say it."""
    label, unit = str(spec.label), str(spec.unit)
    return f"{label} ({unit})" if unit and unit.lower() not in label.lower().split() else label


def _field(spec: FieldSpec) -> Field:
    facts, column = Fact.objects.filter(key=spec.key), COLUMN_OF_TYPE[spec.type]

    def expression(_viewer: User) -> Subquery:
        return Subquery(facts.filter(account=OuterRef("pk")).values(column)[:1])

    def where(_viewer: User, lookup: str, value: Any) -> Q:
        if lookup == "isnull":
            known = Q(pk__in=facts.filter(**{f"{column}__isnull": False}).values("account"))
            return ~known if value else known
        return Q(pk__in=facts.filter(**{f"{column}__{lookup}": value}).values("account"))

    def shown(account: Any) -> Any:
        return next((fact_value(fact) for fact in account.shown_facts if fact.key == spec.key), None)

    return Field(
        key=PREFIX + spec.key,
        label=lazy(_label, str)(spec),
        type=_TYPES[spec.type],
        right=spec.right,
        decimals=spec.decimals,
        has_time=False,
        definition=spec.definition,
        expression=expression,
        where=where,
        value=shown,
    )
