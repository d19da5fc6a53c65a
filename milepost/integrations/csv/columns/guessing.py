"""Which column goes into which field: guessed by name, then by what stands in it."""

import re
from collections.abc import Mapping, Sequence

from milepost.integrations.csv.columns.profiles import ColumnProfile, TableProfile
from milepost.integrations.csv.records import ImportField, ImportKind, ValueType
from milepost.lib.text import fold

_FITS = {
    ValueType.DATE: {"date"},
    ValueType.MOMENT: {"date"},
    ValueType.NUMBER: {"number", "yes-no"},
    ValueType.WHOLE: {"number", "yes-no"},
    ValueType.YES_NO: {"yes-no"},
}
_KEY_NAMES = ("id", "external id", "key", "uid", "uuid", "number")


def plain(name: str) -> str:
    """Return a name as it is compared: folded, its words apart by one space (`AccountName` is `account name`)."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return " ".join(re.findall(r"\w+", fold(apart).replace("_", " ")))


def guess_columns(kind: ImportKind, fields: Sequence[ImportField], profile: TableProfile) -> dict[str, str]:
    """Return column → field for the columns whose name says it, or whose content leaves no other; each field once."""
    names = names_of(kind, fields)
    guessed: dict[str, str] = {}
    by_key = {field.key: field for field in fields}
    for column in profile.columns:
        key = names.get(plain(column.name))
        if key and key not in guessed.values() and _may_be(column, by_key[key]):
            guessed[column.name] = key
    for column in profile.columns:
        is_free = "email" in by_key and "email" not in guessed.values()
        if is_free and column.name not in guessed and column.looks_like == "e-mail":
            guessed[column.name] = "email"
    return guessed


def names_of(kind: ImportKind, fields: Sequence[ImportField]) -> Mapping[str, str]:
    """Return every name by which a column can mean a field."""
    names: dict[str, str] = {}
    for field in fields:
        for name in (field.key, str(field.label), *field.aliases):
            names.setdefault(plain(name), field.key)
            names.setdefault(plain(f"{kind.key.removesuffix('s')} {name}"), field.key)
    return names


def guess_key_column(kind: ImportKind, profile: TableProfile) -> str:
    """Return the column that most likely holds the records' key in the source; empty when none looks like it."""
    singular = kind.key.removesuffix("s")
    for name in (*(f"{singular} {one}" for one in _KEY_NAMES), *_KEY_NAMES):
        for column in profile.columns:
            if plain(column.name) == name and column.filled == profile.rows:
                return column.name
    return ""


def _may_be(column: ColumnProfile, field: ImportField) -> bool:
    return column.looks_like in _FITS.get(field.type, {column.looks_like}) or column.looks_like == "empty"
