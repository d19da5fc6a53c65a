"""How the file of an import is read is said, and kept as a mapping."""

import zoneinfo
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from milepost.identity.public import Right, demand, person_behind
from milepost.integrations.csv.columns.dates import known_format
from milepost.integrations.csv.columns.profiles import TableProfile
from milepost.integrations.csv.columns.questions import questions_of
from milepost.integrations.csv.models import Import, Mapping
from milepost.integrations.csv.records import ImportKind, ImportState, Settings, import_kinds
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid

_LONGEST_SOURCE = 40


def clean_source(text: str) -> str:
    """Return the name of a source as it is kept; `Invalid` when it is too long."""
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_SOURCE or "\0" in name:
        words = _("Name the source in at most %(most)s characters, like the system that the file is from.")
        told = words % {"most": _LONGEST_SOURCE}
        raise Invalid("wrong-source", told, {"source": told})
    return name


def set_up(import_: Import, settings: Settings, *, actor: Actor) -> Import:
    """Say how the file is read. What was found by a dry run before no longer holds."""
    demand(actor, Right.IMPORT)
    demand_state(import_, ImportState.DRAFT, ImportState.CHECKED, ImportState.REFUSED)
    check_settings(import_, settings)
    import_.settings, import_.source = settings.as_json(), settings.source
    import_.state, import_.checked, import_.words = ImportState.DRAFT, {}, ""
    import_.save(update_fields=["settings", "source", "state", "checked", "words"])
    return import_


def check_settings(import_: Import, settings: Settings) -> None:
    """Raise `Invalid` for a mapping with which the file cannot be read, naming what is wrong with it."""
    headers = TableProfile.from_json(import_.profile).headers
    check_reading(import_kinds[import_.kind], headers, settings, import_.actor)


def check_reading(kind: ImportKind, headers: Sequence[str], settings: Settings, actor: Actor) -> None:
    """Raise `Invalid` for what cannot be read of a file with these columns, in the name of `actor`."""
    fields = {field.key: field for field in kind.fields(person_behind(actor))}
    settings.source = clean_source(settings.source)
    _check_columns(settings, headers, set(fields))
    for column, format_ in settings.dates.items():
        settings.dates[column] = known_format(format_)
    if settings.timezone not in zoneinfo.available_timezones():
        raise _wrong("timezone", _("There is no such time zone."))
    mapped = set(settings.columns.values())
    if not settings.key_column and not mapped & set(kind.key_fields):
        raise _wrong("key", _("Choose the column that holds the key of each row in the source."), "no-key")
    needed = [str(field.label) for field in fields.values() if field.is_needed and field.key not in mapped]
    if "first_name" in mapped or "last_name" in mapped:
        needed = [name for name in needed if name != str(fields["name"].label)]
    if not mapped or (needed and not settings.key_column):
        words = _("No column goes into %(names)s, without which nothing new can be made.")
        raise _wrong("columns", words % {"names": ", ".join(needed) or _("any field")}, "nothing-mapped")


def _check_columns(settings: Settings, headers: Sequence[str], fields: set[str]) -> None:
    if settings.key_column and settings.key_column not in headers:
        raise _wrong("key", _("There is no column “%(name)s”.") % {"name": settings.key_column[:60]}, "unknown-column")
    taken: dict[str, str] = {}
    for column, key in settings.columns.items():
        if column not in headers:
            names = ", ".join(headers[:20])
            words = _("There is no column “%(name)s”. There are: %(names)s.")
            raise _wrong("columns", words % {"name": column[:60], "names": names}, "unknown-column")
        if key not in fields:
            words = _("There is no field “%(name)s”. There are: %(names)s.")
            raise _wrong("columns", words % {"name": key[:60], "names": ", ".join(sorted(fields))}, "unknown-field")
        if key in taken:
            words = _("“%(one)s” and “%(other)s” would both go into %(field)s.")
            raise _wrong("columns", words % {"one": taken[key], "other": column, "field": key}, "field-twice")
        taken[key] = column


def open_questions(import_: Import) -> list[Any]:
    """Return what must be said before the file can be read (see `columns.questions`)."""
    fields = {field.key: field for field in import_kinds[import_.kind].fields(person_behind(import_.actor))}
    return questions_of(TableProfile.from_json(import_.profile), import_.how, fields)


def demand_answers(import_: Import) -> None:
    """Raise `Invalid` when the file can be read in two ways and nobody said in which."""
    questions = open_questions(import_)
    if questions:
        words = " ".join(question.words for question in questions)
        raise Invalid("ambiguous", words, {question.column: question.words for question in questions})


def use_mapping(import_: Import, mapping: Mapping, *, actor: Actor) -> Import:
    """Read an import as a mapping says, as far as its columns are there."""
    settings = fitting(Settings.from_json(mapping.settings), TableProfile.from_json(import_.profile))
    settings.timezone = import_.how.timezone
    return set_up(import_, settings, actor=actor)


def fitting(settings: Settings, profile: TableProfile) -> Settings:
    """Return the settings without the columns that a file does not have."""
    headers = {*profile.headers, ""}
    settings.columns = {column: key for column, key in settings.columns.items() if column in headers}
    settings.dates = {column: text for column, text in settings.dates.items() if column in headers}
    settings.decimals = {column: text for column, text in settings.decimals.items() if column in headers}
    settings.key_column = settings.key_column if settings.key_column in headers else ""
    return settings


def demand_state(import_: Import, *states: ImportState) -> None:
    """Raise `Conflict` unless the import is in one of these states."""
    import_.refresh_from_db()
    if import_.state not in states:
        words = _("This import is %(state)s.") % {"state": import_.get_state_display().lower()}
        raise Conflict("wrong-state", words)


def _wrong(field: str, words: str, code: str = "wrong-value") -> Invalid:
    return Invalid(code, words, {field: words})
