"""What the pages of an import are drawn from."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from milepost.identity.public import person_behind
from milepost.integrations.csv.columns.dates import OFFERED
from milepost.integrations.csv.columns.profiles import ColumnProfile, TableProfile
from milepost.integrations.csv.columns.questions import questions_of
from milepost.integrations.csv.models import Import, Mapping
from milepost.integrations.csv.queries import alike_words, counts_of, stage_of
from milepost.integrations.csv.records import ImportField, ImportState, Settings, ValueType, import_kinds
from milepost.jobs.public import Work

_SHOWN_REFUSALS = 50
_PREPARED = {ImportState.DRAFT, ImportState.CHECKED, ImportState.REFUSED}
ENCODINGS = ("utf-8", "cp1252", "cp1250", "cp1251", "iso8859_15", "utf-16", "mac_roman", "shift_jis", "gb18030")
DELIMITERS = ((",", ","), (";", ";"), ("\t", "Tab"), ("|", "|"))
_DATES = {ValueType.DATE, ValueType.MOMENT}


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """One column of the file as the page shows it."""

    number: int
    profile: ColumnProfile
    field: str
    is_key: bool
    words: str
    date_options: tuple[str, ...]
    date: str
    decimal: str
    asks_date: bool
    asks_decimal: bool
    question: str


def setup_context(import_: Import, settings: Settings) -> dict[str, Any]:
    """Return what the form of an import's columns is drawn from."""
    kind, profile = import_kinds[import_.kind], TableProfile.from_json(import_.profile)
    fields = list(kind.fields(person_behind(import_.actor)))
    by_key = {field.key: field for field in fields}
    questions = {one.column: one for one in questions_of(profile, settings, by_key)}
    columns = [_choice(number, column, settings, by_key, questions) for number, column in enumerate(profile.columns)]
    return {
        "profile": profile,
        "settings": settings,
        "columns": columns,
        "groups": _grouped(fields),
        "fields": by_key,
        "questions": list(questions.values()),
        "mappings": Mapping.objects.filter(kind=import_.kind).order_by("name"),
        "encodings": sorted({*ENCODINGS, profile.encoding} - {""}),
        "delimiters": DELIMITERS,
        "needs_key": not kind.key_fields,
        "can_create": any(field.can_create for field in fields),
    }


def _choice(
    number: int,
    column: ColumnProfile,
    settings: Settings,
    fields: dict[str, ImportField],
    questions: dict[str, Any],
) -> ColumnChoice:
    key = settings.columns.get(column.name, "")
    type_ = fields[key].type if key in fields else None
    question = questions.get(column.name)
    asks_date = type_ in _DATES and bool(column.date_like)
    offered = [*column.date_formats, *column.date_mixed, *OFFERED, settings.dates.get(column.name, "")]
    return ColumnChoice(
        number=number,
        profile=column,
        field=key,
        is_key=column.name == settings.key_column,
        words=_words(column),
        date_options=tuple(dict.fromkeys(name for name in offered if name)),
        date=settings.dates.get(column.name) or ("" if question else (column.date_formats or [""])[0]),
        decimal=settings.decimals.get(column.name, ""),
        asks_date=asks_date,
        asks_decimal=type_ in {ValueType.NUMBER, ValueType.WHOLE} and len(column.decimal_styles) != 1,
        question=question.words if question else "",
    )


def _words(column: ColumnProfile) -> str:
    """Say what a column looks like."""
    words = {
        "date": _("dates"),
        "number": _("numbers"),
        "yes-no": _("yes or no"),
        "e-mail": _("mail addresses"),
        "text": _("text"),
        "empty": _("empty"),
    }[column.looks_like]
    if column.looks_like == "date" and len(column.date_formats) == 1:
        return f"{words}, {column.date_formats[0]}"
    return words


def _grouped(fields: list[ImportField]) -> list[tuple[str, list[ImportField]]]:
    groups: dict[str, list[ImportField]] = {}
    for field in fields:
        groups.setdefault(str(field.group), []).append(field)
    return list(groups.items())


def detail_context(import_: Import) -> dict[str, Any]:
    """Return what the page of an import is drawn from."""
    stage, counts = stage_of(import_), counts_of(import_)
    refusals = import_.refusals.filter(stage=stage).order_by("id")
    kind = import_kinds.get(import_.kind)
    context = {
        "import": import_,
        "kind": kind,
        "counts": counts | {"written": counts["created"] + counts["updated"]},
        "alike": alike_words(import_),
        "stage": stage,
        "refusals": refusals[:_SHOWN_REFUSALS],
        "refusal_count": refusals.count(),
        "can_resume": import_.can_resume,
        "is_prepared": import_.state in _PREPARED,
    }
    if import_.is_busy:
        context |= work_context(import_)
    elif context["is_prepared"] and kind is not None:
        context |= setup_context(import_, import_.how)
    return context


def work_context(import_: Import) -> dict[str, Any]:
    work = Work.objects.filter(pk=import_.work_id or 0).first()
    return {"import": import_, "work": work}
