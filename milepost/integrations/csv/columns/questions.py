"""What a file leaves open, so that a person must say it: dates and numbers that can be read in two ways."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from milepost.integrations.csv.columns.profiles import TableProfile
from milepost.integrations.csv.records import ImportField, Settings, ValueType

_DATES = {ValueType.DATE, ValueType.MOMENT}
_NUMBERS = {ValueType.NUMBER, ValueType.WHOLE}


@dataclass(frozen=True, slots=True)
class Question:
    """One column that can be read in several ways. `kind` is date or decimal."""

    column: str
    kind: str
    options: tuple[str, ...]
    example: str
    words: str


def questions_of(profile: TableProfile, settings: Settings, fields: Mapping[str, ImportField]) -> list[Question]:
    """Return what must be said before the file can be read: the columns that are mapped and fit two formats."""
    found: list[Question] = []
    for column, key in settings.columns.items():
        seen, type_ = profile.column(column), fields[key].type if key in fields else None
        if seen is None:
            continue
        example = next((text for text in seen.samples if text), "")
        if type_ in _DATES and not (settings.dates.get(column) or settings.dates.get("")):
            options = tuple(seen.date_formats if len(seen.date_formats) > 1 else seen.date_mixed)
            if options:
                found.append(Question(column, "date", options, example, _date_words(column, options, seen.date_mixed)))
        is_said = bool(settings.decimals.get(column) or settings.decimals.get(""))
        if type_ in _NUMBERS and not is_said and len(seen.decimal_styles) != 1:
            words = _("The numbers of “%(column)s” can be read with a decimal point and with a decimal comma.")
            found.append(Question(column, "decimal", ("point", "comma"), example, words % {"column": column}))
    return found


def _date_words(column: str, options: tuple[str, ...], mixed: list[str]) -> str:
    names = _(" and ").join(options)
    if mixed:
        words = _("The dates of “%(column)s” are written in several formats (%(names)s), and none fits all of them.")
    else:
        words = _("The dates of “%(column)s” fit two formats: %(names)s.")
    return words % {"column": column, "names": names}
