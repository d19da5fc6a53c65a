"""Imports of files: begun from a stored file, tried, applied, stopped, taken back; and the mappings that are kept."""

import datetime as dt
from dataclasses import replace
from typing import Annotated, Any, Literal

from django.core.files.base import File
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.apikit.public import (
    Answer,
    ApiRequest,
    ApiRouter,
    Input,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    listed,
    shown,
)
from milepost.files.public import open_file, readable_file
from milepost.identity.public import Right
from milepost.integrations.public import (
    Import,
    ImportState,
    Mapping,
    Refusal,
    Settings,
    Stage,
    counts_of,
    open_questions,
    set_up,
    stage_of,
    start,
    stop,
    take_in,
)
from milepost.lib.keyset import order_terms
from milepost.rest.fields import BodyId, Flag, Id, Zone, left_out

router = ApiRouter(tags=["Imports"])
_RIGHT = Right.IMPORT
_MOST_COLUMNS = 500

Column = Annotated[str, StringConstraints(max_length=200)]
Short = Annotated[str, StringConstraints(max_length=40)]
Columns = Annotated[
    dict[Column, Short],
    Field(max_length=_MOST_COLUMNS, description="Column → field. Columns that are not named are left out."),
]
Formats = Annotated[
    dict[Column, Short], Field(max_length=_MOST_COLUMNS, description="Column → format, like `dd-mm-yyyy`.")
]
Decimals = Annotated[
    dict[Column, Literal["point", "comma"]],
    Field(max_length=_MOST_COLUMNS, description="Column → what stands before decimals."),
]


class Reading(Input):
    """How a file is read."""

    columns: Columns = left_out()
    key_column: Column = left_out()
    dates: Formats = left_out()
    decimals: Decimals = left_out()
    blank: Literal["leave", "clear"] = left_out()
    existing: Literal["update", "skip"] = left_out()
    create_missing: Flag = left_out()
    all_or_nothing: Flag = left_out()
    timezone: Zone = left_out()


class NewImport(Reading):
    """A file to import. Without columns and without a mapping, columns are remembered from the source, or guessed."""

    file_id: BodyId = Field(description="A file that you uploaded by `POST /files`; the import keeps its own copy.")
    kind: Short = Field(examples=["accounts", "contacts", "touchpoints", "tickets", "facts"])
    source: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(examples=["crm"])
    mapping_id: BodyId = left_out()
    encoding: Short = left_out()
    delimiter: Annotated[str, StringConstraints(max_length=1)] = left_out()
    sheet: Column = left_out()
    dry_run: Flag = Field(True, description="Begin the dry run at once, if nothing has to be asked.")


class CountsAnswer(Answer):
    """What became of the rows; before it is applied, what would."""

    created: int
    updated: int
    unchanged: int
    refused: int


class ImportAnswer(Answer):
    """An import. While its state is `reading`, `checking`, `applying` or `undoing`, a worker is at it."""

    id: int
    kind: str
    source: str
    file_name: str
    state: ImportState
    total: int = Field(description="Rows of the file.")
    position: int = Field(description="Rows that are dealt with.")
    counts: CountsAnswer
    undone: int = Field(description="Rows that were taken back.")
    left: int = Field(description="Rows that were left when it was taken back.")
    words: str = Field(description="What came of it.")
    actor_label: str
    created_at: dt.datetime
    applied_at: dt.datetime | None
    swept_at: dt.datetime | None = Field(description="Since when file, journal and refusals are gone.")
    can_undo: bool
    can_resume: bool = Field(description="It was cut off; applying it again goes on where it stopped.")
    work_id: int | None

    @staticmethod
    def resolve_counts(import_: Import) -> dict[str, int]:
        return counts_of(import_)


class QuestionAnswer(Answer):
    """A column that can be read in several ways. Say which in `dates` or `decimals`."""

    column: str
    kind: Literal["date", "decimal"]
    options: list[str]
    example: str
    words: str


class ImportDetail(ImportAnswer):
    """An import with the columns of its file, how they are read, and what must be said first."""

    headers: list[str] = Field(description="The columns of the file; empty until it is read.")
    columns: dict[str, str]
    key_column: str
    dates: dict[str, str]
    decimals: dict[str, str]
    questions: list[QuestionAnswer] = Field(description="Answer these by a PATCH before the dry run.")

    @staticmethod
    def resolve_headers(import_: Import) -> list[str]:
        return list(import_.profile.get("headers", []))

    @staticmethod
    def resolve_columns(import_: Import) -> dict[str, str]:
        return import_.how.columns

    @staticmethod
    def resolve_key_column(import_: Import) -> str:
        return import_.how.key_column

    @staticmethod
    def resolve_dates(import_: Import) -> dict[str, str]:
        return import_.how.dates

    @staticmethod
    def resolve_decimals(import_: Import) -> dict[str, str]:
        return import_.how.decimals

    @staticmethod
    def resolve_questions(import_: Import) -> list[dict[str, Any]]:
        if not import_.profile or import_.state not in {ImportState.DRAFT, ImportState.CHECKED, ImportState.REFUSED}:
            return []
        return [QuestionAnswer.show(question) for question in open_questions(import_)]


class RefusalAnswer(Answer):
    """Why a row, or one of its cells, was not taken. Row 0: the file as a whole."""

    row: int
    column: str
    value: str
    reason: str


class RefusalQuery(PageQuery):
    stage: Stage | None = Field(
        None, description="Of the dry run, the import or taking it back; else what matters now."
    )


class MappingAnswer(Answer):
    """A kept way to read files of one kind."""

    id: int
    kind: str
    name: str
    source: str
    columns: dict[str, str]
    key_column: str
    version: int

    @staticmethod
    def resolve_source(mapping: Mapping) -> str:
        return str(mapping.settings.get("source", ""))

    @staticmethod
    def resolve_columns(mapping: Mapping) -> dict[str, str]:
        return dict(mapping.settings.get("columns", {}))

    @staticmethod
    def resolve_key_column(mapping: Mapping) -> str:
        return str(mapping.settings.get("key_column", ""))


@router.reads("/imports", Page[ImportAnswer], right=_RIGHT)
def list_imports(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the imports, the newest first."""
    return listed(request, ImportAnswer, _visible(request), query, order=order_terms(["-id"]))


@router.reads("/imports/{import_id}", ImportDetail, right=_RIGHT, errors=(404,))
def get_import(request: ApiRequest, import_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show an import."""
    return shown(request, ImportDetail, _import(request, import_id), query)


@router.creates("/imports", ImportDetail, right=_RIGHT, errors=(404, 503))
def create_import(request: ApiRequest, body: NewImport) -> HttpResponse:
    """Begin an import of a stored file. Nothing is written to records before it is applied.

    A file of more than 4 MB is read in the background: its state is `reading` until then.
    """
    me = request.caller.user
    settings = _settings(request, body)
    stored = readable_file(me, body.file_id)
    with open_file(stored) as content:
        import_ = take_in(
            File(content, name=stored.name),
            body.kind,
            actor=me.as_actor(),
            source=body.source,
            settings=settings,
            checks=body.dry_run,
        )
    import_.refresh_from_db()
    return created(ImportDetail.show(import_), f"{request.path}/{import_.pk}")


@router.changes("/imports/{import_id}", ImportDetail, right=_RIGHT, needs_match=False, errors=(409,))
def update_import(request: ApiRequest, import_id: Id, body: Reading) -> HttpResponse:
    """Say how the file is read. What a dry run found before no longer holds."""
    import_ = _import(request, import_id)
    set_up(import_, replace(import_.how, **body.given()), actor=request.caller.user.as_actor())
    return changed(ImportDetail.show(import_))


@router.acts("/imports/{import_id}/check", ImportDetail, right=_RIGHT, errors=(404,))
def check_import(request: ApiRequest, import_id: Id) -> HttpResponse:
    """Begin the dry run. 422 when columns can be read in two ways and nobody said in which."""
    return _started(request, import_id, ImportState.CHECKING)


@router.acts("/imports/{import_id}/apply", ImportDetail, right=_RIGHT, errors=(404,))
def apply_import(request: ApiRequest, import_id: Id) -> HttpResponse:
    """Write the rows, or go on where an import was cut off."""
    return _started(request, import_id, ImportState.APPLYING)


@router.acts("/imports/{import_id}/undo", ImportDetail, right=_RIGHT, errors=(404,))
def undo_import(request: ApiRequest, import_id: Id) -> HttpResponse:
    """Take an import back; rows that were changed or used since stay, and are listed as refusals."""
    return _started(request, import_id, ImportState.UNDOING)


@router.acts("/imports/{import_id}/cancel", ImportDetail, right=_RIGHT, errors=(404,))
def cancel_import(request: ApiRequest, import_id: Id) -> HttpResponse:
    """Ask the work that you began to stop at its next safe point; what is written stays."""
    import_ = _import(request, import_id)
    stop(import_, actor=request.caller.user.as_actor())
    return changed(ImportDetail.show(_import(request, import_id)))


@router.reads("/imports/{import_id}/refusals", Page[RefusalAnswer], right=_RIGHT, errors=(404,))
def list_import_refusals(request: ApiRequest, import_id: Id, query: Query[RefusalQuery]) -> HttpResponse:
    """List every refusal, row by row."""
    import_ = _import(request, import_id)
    stage = query.stage or stage_of(import_)
    rows = Refusal.objects.filter(run=import_, stage=stage)
    scope = f"import {import_.pk} {stage}"
    return listed(request, RefusalAnswer, rows, query, order=order_terms(["id"]), scope=scope)


@router.reads("/import-mappings", Page[MappingAnswer], right=_RIGHT)
def list_import_mappings(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the kept mappings."""
    rows: QuerySet[Mapping] = Mapping.objects.visible_to(request.caller.user)
    return listed(request, MappingAnswer, rows, query, order=order_terms(["id"]))


@router.reads("/import-mappings/{mapping_id}", MappingAnswer, right=_RIGHT, errors=(304, 404))
def get_import_mapping(request: ApiRequest, mapping_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a kept mapping."""
    return shown(request, MappingAnswer, mapping_of(request, mapping_id), query)


def mapping_of(request: ApiRequest, mapping_id: int) -> Mapping:
    """Return a kept mapping, or answer 404."""
    return get_object_or_404(Mapping.objects.visible_to(request.caller.user), pk=mapping_id)


def _settings(request: ApiRequest, body: NewImport) -> Settings | None:
    """Return what the body says of how to read the file; None when it says nothing."""
    given = body.given()
    for name in ("file_id", "kind", "dry_run"):
        given.pop(name, None)
    mapping_id = given.pop("mapping_id", None)
    base = Settings(timezone=request.caller.user.timezone)
    if mapping_id is not None:
        mapping = get_object_or_404(Mapping.objects.visible_to(request.caller.user), pk=mapping_id, kind=body.kind)
        base = Settings.from_json(mapping.settings)
    elif set(given) <= {"source"}:
        return None
    return replace(base, **given)


def _started(request: ApiRequest, import_id: int, state: ImportState) -> HttpResponse:
    start(_import(request, import_id), state, actor=request.caller.user.as_actor())
    return changed(ImportDetail.show(_import(request, import_id)))


def _visible(request: ApiRequest) -> QuerySet[Import]:
    rows: QuerySet[Import] = Import.objects.visible_to(request.caller.user)
    return rows


def _import(request: ApiRequest, import_id: int) -> Import:
    return get_object_or_404(_visible(request).select_related("file"), pk=import_id)
