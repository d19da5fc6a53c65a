"""How imports begin: a file is kept and read once, and its columns are remembered or guessed."""

import uuid
from collections.abc import Callable
from typing import IO, Any, cast

from django.core.files.base import File
from django.utils import timezone
from django.utils.translation import gettext as _

from milepost.audit.public import new_batch
from milepost.files.public import CSV, TEXT, TSV, XLSX, StoredFile, open_file, store_file
from milepost.identity.public import Right, demand, person_behind
from milepost.integrations.csv.actions import clean_source, demand_state, fitting
from milepost.integrations.csv.columns.guessing import guess_columns, guess_key_column
from milepost.integrations.csv.columns.profiles import TableProfile, profile_table
from milepost.integrations.csv.models import Import
from milepost.integrations.csv.reading.tables import open_table
from milepost.integrations.csv.records import ImportKind, ImportState, Settings, import_kinds
from milepost.lib.actor import Actor
from milepost.lib.errors import Conflict, Invalid
from milepost.lib.refs import Ref

IMPORT_KIND = "integrations.import"
_TABLES = frozenset({CSV, TSV, TEXT, XLSX})
_LONGEST_SOURCE = 40


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
    demand_kind(kind)
    settings = settings or Settings()
    profile = read_profile(cast("IO[bytes]", upload.file), settings)
    stored = keep_file(upload, actor=actor, max_bytes=max_bytes)
    return make_import(stored, kind, profile, settings, actor=actor, source=source)


def demand_kind(key: str) -> ImportKind:
    """Return a kind of records; `Invalid` when there is none of this key."""
    known = import_kinds.get(key)
    if known is None:
        raise Invalid("unknown-kind", _("There is nothing of this kind to import."), {"kind": key})
    return known


def keep_file(upload: "File[Any]", *, actor: Actor, max_bytes: int | None = None) -> StoredFile:
    """Store the file of an import that is about to be made; what no import follows is swept."""
    upload.seek(0)
    return store_file(upload, actor=actor, owner=Ref(IMPORT_KIND, new_batch()), allowed=_TABLES, max_bytes=max_bytes)


def make_import(
    stored: StoredFile, kind: str, profile: TableProfile | None, settings: Settings, *, actor: Actor, source: str = ""
) -> Import:
    """Make the import of a file that was kept; without a profile it is yet to be read."""
    import_ = Import(
        kind=kind,
        file=stored,
        file_name=stored.name,
        state=ImportState.READING,
        batch=stored.owner_key,
        actor_kind=actor.kind,
        actor_id=actor.id,
        actor_label=actor.label[:200],
    )
    settings.source = clean_source(source or settings.source or _name_of(stored))
    settings.timezone = timezone.get_current_timezone_name()
    import_.settings, import_.source = settings.as_json(), settings.source
    if profile is not None:
        take_profile(import_, settings, profile)
    import_.save()
    return import_


def take_profile(import_: Import, settings: Settings, profile: TableProfile) -> None:
    """Take over what a file is: its columns, and where they go."""
    import_.profile, import_.total, import_.state = profile.as_json(), profile.rows, ImportState.DRAFT
    _complete(import_, import_kinds[import_.kind], settings, profile)


def read_profile(
    file: IO[bytes], settings: Settings, *, on_progress: Callable[[int], None] | None = None
) -> TableProfile:
    """Read a table once from its beginning to its end."""
    table = open_table(file, encoding=settings.encoding, delimiter=settings.delimiter, sheet=settings.sheet)
    profile = profile_table(table, on_progress=on_progress)
    if not profile.rows:
        words = _("The file has names of columns, but no rows below them.")
        raise Invalid("file-empty", words, {"file": words})
    return profile


def read_again(import_: Import, settings: Settings, *, actor: Actor) -> Import:
    """Read the file of an import that is being prepared in another encoding, with another delimiter or sheet."""
    demand(actor, Right.IMPORT)
    demand_state(import_, ImportState.DRAFT, ImportState.CHECKED, ImportState.REFUSED)
    if import_.file is None:
        raise Conflict("no-file", _("The file of this import is no longer here."))
    with open_file(import_.file) as file:
        profile = read_profile(file, settings)
    settings.columns = {}
    take_profile(import_, settings, profile)
    import_.save()
    return import_


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
