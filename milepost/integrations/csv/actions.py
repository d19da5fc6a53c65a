"""Imports begin, are checked, applied, stopped and taken back; mappings are kept."""

import uuid
import zoneinfo
from typing import IO, Any, cast

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import create_record, new_batch, update_record
from milepost.files.public import CSV, TEXT, TSV, XLSX, StoredFile, open_file, store_file
from milepost.identity.public import Right, demand, person_behind
from milepost.integrations.csv.columns.dates import known_format
from milepost.integrations.csv.columns.guessing import guess_columns, guess_key_column
from milepost.integrations.csv.columns.profiles import TableProfile, profile_table
from milepost.integrations.csv.columns.questions import questions_of
from milepost.integrations.csv.models import Import, Mapping
from milepost.integrations.csv.reading.tables import open_table
from milepost.integrations.csv.records import ImportKind, ImportState, Settings, import_kinds
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.lib.refs import Ref

IMPORT_KIND = "integrations.import"
_TABLES = frozenset({CSV, TSV, TEXT, XLSX})
_LONGEST_SOURCE, _LONGEST_NAME = 40, 80


def begin_import(
    upload: "File[Any]",
    kind: str,
    *,
    actor: Actor,
    source: str = "",
    settings: Settings | None = None,
    max_bytes: int | None = None,
) -> Import:
    """Store a file and read it once; return the import, its columns guessed unless `settings` say them.

    What was said the last time for the same kind and source is remembered. Raises `Invalid` for what is no table.
    """
    demand(actor, Right.IMPORT)
    known = import_kinds.get(kind)
    if known is None:
        raise Invalid("unknown-kind", _("There is nothing of this kind to import."), {"kind": kind})
    settings = settings or Settings()
    profile = read_profile(cast("IO[bytes]", upload.file), settings)
    batch = new_batch()
    upload.seek(0)
    with transaction.atomic():
        owner = Ref(IMPORT_KIND, batch)
        stored = store_file(upload, actor=actor, owner=owner, allowed=_TABLES, max_bytes=max_bytes)
        import_ = Import(
            kind=kind,
            file=stored,
            file_name=stored.name,
            batch=batch,
            profile=profile.as_json(),
            total=profile.rows,
            actor_kind=actor.kind,
            actor_id=actor.id,
            actor_label=actor.label[:200],
        )
        settings.source = clean_source(source or settings.source or _name_of(stored))
        settings.timezone = timezone.get_current_timezone_name()
        _complete(import_, known, settings, profile)
        import_.save()
    return import_


def read_profile(file: IO[bytes], settings: Settings) -> TableProfile:
    """Read a table once from its beginning to its end."""
    table = open_table(file, encoding=settings.encoding, delimiter=settings.delimiter, sheet=settings.sheet)
    profile = profile_table(table)
    if not profile.rows:
        words = _("The file has names of columns, but no rows below them.")
        raise Invalid("file-empty", words, {"file": words})
    return profile


def read_again(import_: Import, settings: Settings, *, actor: Actor) -> Import:
    """Read the file of an import that is being prepared in another encoding, with another delimiter or sheet."""
    demand(actor, Right.IMPORT)
    _demand_state(import_, ImportState.DRAFT, ImportState.CHECKED, ImportState.REFUSED)
    if import_.file is None:
        raise Conflict("no-file", _("The file of this import is no longer here."))
    with open_file(import_.file) as file:
        profile = read_profile(file, settings)
    import_.profile, import_.total = profile.as_json(), profile.rows
    settings.columns = {}
    _complete(import_, import_kinds[import_.kind], settings, profile)
    import_.save()
    return import_


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
    _demand_state(import_, ImportState.DRAFT, ImportState.CHECKED, ImportState.REFUSED)
    check_settings(import_, settings)
    import_.settings, import_.source = settings.as_json(), settings.source
    import_.state, import_.checked, import_.words = ImportState.DRAFT, {}, ""
    import_.save(update_fields=["settings", "source", "state", "checked", "words"])
    return import_


def check_settings(import_: Import, settings: Settings) -> None:
    """Raise `Invalid` for a mapping with which the file cannot be read, naming what is wrong with it."""
    kind, profile = import_kinds[import_.kind], TableProfile.from_json(import_.profile)
    fields = {field.key: field for field in kind.fields(person_behind(import_.actor))}
    settings.source = clean_source(settings.source)
    _check_columns(settings, profile, set(fields))
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


def _check_columns(settings: Settings, profile: TableProfile, fields: set[str]) -> None:
    headers = set(profile.headers)
    if settings.key_column and settings.key_column not in headers:
        raise _wrong("key", _("There is no column “%(name)s”.") % {"name": settings.key_column[:60]}, "unknown-column")
    taken: dict[str, str] = {}
    for column, key in settings.columns.items():
        if column not in headers:
            names = ", ".join(profile.headers[:20])
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


def save_mapping(import_: Import, name: str, *, actor: Actor) -> Mapping:
    """Keep how an import is read under a name; one of the same kind and name is replaced."""
    demand(actor, Right.IMPORT)
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or "\0" in name:
        raise _wrong("mapping_name", _("Give the mapping a name of at most 80 characters."))
    with transaction.atomic():
        found = Mapping.objects.filter(kind=import_.kind, name=name).first()
        if found:
            return update_record(found, {"settings": import_.settings}, actor=actor)
        return create_record(Mapping(kind=import_.kind, name=name, settings=import_.settings), actor=actor)


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


def _complete(import_: Import, kind: ImportKind, settings: Settings, profile: TableProfile) -> None:
    """Take what is not said from the last import of the same kind and source, or guess it."""
    fields = kind.fields(person_behind(import_.actor))
    if not settings.columns:
        last = _last_of(kind.key, settings.source)
        remembered = fitting(last.how, profile) if last else Settings()
        known = {field.key for field in fields}
        settings.columns = {column: key for column, key in remembered.columns.items() if key in known}
        settings.key_column = settings.key_column or remembered.key_column
        if remembered.columns:
            settings.dates = settings.dates or remembered.dates
            settings.blank, settings.existing = remembered.blank, remembered.existing
            settings.create_missing = remembered.create_missing
    if not settings.columns:
        settings.columns = guess_columns(kind, fields, profile)
        settings.key_column = settings.key_column or guess_key_column(kind, profile)
        if settings.columns.get(settings.key_column) not in {"email", "account"}:
            settings.columns.pop(settings.key_column, None)
    import_.settings, import_.source = settings.as_json(), settings.source


def _last_of(kind: str, source: str) -> Import | None:
    applied = [ImportState.APPLIED, ImportState.UNDONE, ImportState.CANCELLED]
    return Import.objects.filter(kind=kind, source=source, state__in=applied).order_by("-id").first()


def _name_of(stored: StoredFile) -> str:
    return stored.name.rpartition(".")[0][:_LONGEST_SOURCE] or uuid.uuid4().hex[:8]


def _demand_state(import_: Import, *states: ImportState) -> None:
    import_.refresh_from_db()
    if import_.state not in states:
        words = _("This import is %(state)s.") % {"state": import_.get_state_display().lower()}
        raise Conflict("wrong-state", words)


def _wrong(field: str, words: str, code: str = "wrong-value") -> Invalid:
    return Invalid(code, words, {field: words})
