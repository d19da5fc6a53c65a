"""Imports of files: begun from a stored file, tried, applied, stopped, taken back; and the mappings that are kept."""

from dataclasses import replace

from django.core.files.base import File
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query

from milepost.apikit.public import (
    ApiRequest,
    ApiRouter,
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
    set_up,
    stage_of,
    start,
    stop,
    take_in,
)
from milepost.lib.keyset import order_terms
from milepost.rest.fields import Id
from milepost.rest.import_shapes import (
    ImportAnswer,
    ImportDetail,
    NewImport,
    Reading,
    RefusalAnswer,
    RefusalQuery,
    in_words_of_reading,
)

router = ApiRouter(tags=["Imports"])
_RIGHT = Right.IMPORT


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
    with in_words_of_reading(), open_file(stored) as content:
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
    with in_words_of_reading():
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
