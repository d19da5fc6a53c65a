"""Mappings: kept ways to read files of one kind."""

from dataclasses import replace
from operator import attrgetter
from typing import Annotated, Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Query
from pydantic import Field, StringConstraints

from milepost.apikit.public import (
    Answer,
    ApiRequest,
    ApiRouter,
    Page,
    PageQuery,
    ShowQuery,
    changed,
    created,
    expected_version,
    listed,
    nothing,
    shown,
)
from milepost.identity.public import Right
from milepost.integrations.public import Mapping, Settings, change_mapping, delete_mapping, make_mapping
from milepost.lib.keyset import order_terms
from milepost.rest.fields import Id, ShortName, left_out
from milepost.rest.import_shapes import Reading, Short, in_words_of_reading

router = ApiRouter(tags=["Imports"])

Source = Annotated[str, StringConstraints(min_length=1, max_length=40), Field(examples=["crm"])]


class MappingChange(Reading):
    """What to change of a mapping."""

    name: ShortName = left_out()
    source: Source = left_out()


class NewMapping(MappingChange):
    """A way to read files of one kind, before there is one."""

    kind: Short = Field(examples=["accounts", "contacts", "touchpoints", "tickets", "facts"])
    name: ShortName
    source: Source


def _said(name: str) -> Any:
    return staticmethod(attrgetter(f"how.{name}"))


class MappingAnswer(Answer):
    """A kept way to read files of one kind."""

    id: int
    kind: str
    name: str
    source: str
    columns: dict[str, str]
    key_column: str
    dates: dict[str, str]
    decimals: dict[str, str]
    blank: str
    existing: str
    create_missing: bool
    all_or_nothing: bool
    timezone: str
    version: int

    resolve_source: ClassVar[Any] = _said("source")
    resolve_columns: ClassVar[Any] = _said("columns")
    resolve_key_column: ClassVar[Any] = _said("key_column")
    resolve_dates: ClassVar[Any] = _said("dates")
    resolve_decimals: ClassVar[Any] = _said("decimals")
    resolve_blank: ClassVar[Any] = _said("blank")
    resolve_existing: ClassVar[Any] = _said("existing")
    resolve_create_missing: ClassVar[Any] = _said("create_missing")
    resolve_all_or_nothing: ClassVar[Any] = _said("all_or_nothing")
    resolve_timezone: ClassVar[Any] = _said("timezone")


@router.reads("/import-mappings", Page[MappingAnswer], right=Right.IMPORT)
def list_import_mappings(request: ApiRequest, query: Query[PageQuery]) -> HttpResponse:
    """List the kept mappings."""
    rows: QuerySet[Mapping] = Mapping.objects.visible_to(request.caller.user)
    return listed(request, MappingAnswer, rows, query, order=order_terms(["id"]))


@router.reads("/import-mappings/{mapping_id}", MappingAnswer, right=Right.IMPORT, errors=(304, 404))
def get_import_mapping(request: ApiRequest, mapping_id: Id, query: Query[ShowQuery]) -> HttpResponse:
    """Show a kept mapping."""
    return shown(request, MappingAnswer, mapping_of(request, mapping_id), query)


@router.creates("/import-mappings", MappingAnswer, right=Right.IMPORT)
def create_import_mapping(request: ApiRequest, body: NewMapping) -> HttpResponse:
    """Keep how files of a kind are read. 409 when there is one of that name."""
    me, given = request.caller.user, body.given()
    kind, name = given.pop("kind"), given.pop("name")
    with in_words_of_reading():
        mapping = make_mapping(kind, name, replace(Settings(timezone=me.timezone), **given), actor=me.as_actor())
    return created(MappingAnswer.show(mapping), f"{request.path}/{mapping.pk}", mapping)


@router.changes("/import-mappings/{mapping_id}", MappingAnswer, right=Right.IMPORT)
def update_import_mapping(request: ApiRequest, mapping_id: Id, body: MappingChange) -> HttpResponse:
    """Say otherwise how files are read. What uses the mapping reads its next file so."""
    mapping, given = mapping_of(request, mapping_id), body.given()
    version = expected_version(request, mapping, MappingAnswer.show(mapping))
    name = given.pop("name", None)
    with in_words_of_reading():
        actor = request.caller.user.as_actor()
        change_mapping(mapping, replace(mapping.how, **given), name=name, actor=actor, expected_version=version)
    return changed(MappingAnswer.show(mapping), mapping)


@router.deletes("/import-mappings/{mapping_id}", right=Right.IMPORT)
def remove_import_mapping(request: ApiRequest, mapping_id: Id) -> HttpResponse:
    """Delete a kept mapping. 409 while a repeated import needs it."""
    mapping = mapping_of(request, mapping_id)
    version = expected_version(request, mapping, MappingAnswer.show(mapping))
    delete_mapping(mapping, actor=request.caller.user.as_actor(), expected_version=version)
    return nothing()


def mapping_of(request: ApiRequest, mapping_id: int) -> Mapping:
    """Return a kept mapping, or answer 404."""
    return get_object_or_404(Mapping.objects.visible_to(request.caller.user), pk=mapping_id)
