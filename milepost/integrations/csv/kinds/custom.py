"""Custom fields and figures as fields of imports."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from milepost.accounts.public import (
    CustomField,
    CustomType,
    FactType,
    clean_value,
    custom_fields,
    fact_fields,
    visible_facts,
)
from milepost.identity.public import User, person_behind
from milepost.integrations.csv.kinds.lookups import Faults, People
from milepost.integrations.csv.records import ImportField, Run, ValueType
from milepost.lib.errors import Invalid
from milepost.lib.text import fold

CUSTOM, FACT = "custom_", "fact_"
_CUSTOM_TYPES = {
    CustomType.NUMBER: ValueType.NUMBER,
    CustomType.DATE: ValueType.DATE,
    CustomType.YES_NO: ValueType.YES_NO,
}
_FACT_TYPES = {
    FactType.NUMBER: ValueType.NUMBER,
    FactType.DATE: ValueType.DATE,
    FactType.YES_NO: ValueType.YES_NO,
    FactType.TEXT: ValueType.TEXT,
}


def custom_import_fields(record_kind: str, viewer: User | None) -> Iterator[ImportField]:
    """Go through the custom fields of a kind of record that `viewer` may know of."""
    for field in custom_fields(record_kind, viewer):
        type_ = _CUSTOM_TYPES.get(CustomType(field.type), ValueType.TEXT)
        yield ImportField(
            key=f"{CUSTOM}{field.key}",
            label=field.label,
            type=type_,
            aliases=(field.key,),
            group=gettext_lazy("Custom fields"),
        )


def fact_import_fields(viewer: User | None) -> Iterator[ImportField]:
    """Go through the figures that `viewer` may know of."""
    for spec in fact_fields if viewer is None else visible_facts(viewer):
        yield ImportField(
            key=f"{FACT}{spec.key}",
            label=spec.label,
            type=_FACT_TYPES[spec.type],
            group=gettext_lazy("Figures"),
            aliases=(spec.key,),
        )


class CustomValues:
    """Checks the custom values of rows. One query for the pass."""

    def __init__(self, run: Run, record_kind: str, people: People) -> None:
        self._people = people
        self._viewer = person_behind(run.actor)
        self._declared = {field.key: field for field in custom_fields(record_kind, self._viewer)}

    def merged(self, stored: dict[str, Any], values: dict[str, Any], faults: Faults) -> dict[str, Any] | None:
        """Return the stored values with those of a row; None when the row has none. Faults are told."""
        given = {key.removeprefix(CUSTOM): value for key, value in values.items() if key.startswith(CUSTOM)}
        if not given:
            return None
        kept = dict(stored)
        for key, value in given.items():
            try:
                clean = self._clean(self._declared[key], value)
            except (Invalid, KeyError, ValueError) as error:
                words = error.message if isinstance(error, Invalid) else str(error)
                faults.add(f"{CUSTOM}{key}", words or _("There is no such field."))
                continue
            if clean is None:
                kept.pop(key, None)
            else:
                kept[key] = clean
        return kept

    def _clean(self, field: CustomField, value: Any) -> Any:
        if value is None:
            return None
        if field.type == CustomType.PERSON:
            return self._people.named(str(value)).pk
        if field.type == CustomType.CHOICE:
            value = next((one for one in field.choices if fold(one) == fold(str(value))), value)
        return clean_value(field, value, self._viewer)
