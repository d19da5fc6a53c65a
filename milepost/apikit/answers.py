"""What operations answer: records shaped by an `Answer`, one or a page of them, with sparse fields and expansion.

The schema says what the document promises; rows are read straight into dictionaries by getters made once per shape,
as pydantic's validation of our own data would cost ten times as much. Tests hold the answers against the document.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter
from typing import Any, ClassVar

from django.db import models
from django.http import HttpResponse
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field

from milepost.apikit.conditions import etag_of, not_modified
from milepost.apikit.encoding import json_response
from milepost.apikit.moments import Instant
from milepost.apikit.problems import wrong_parameter
from milepost.apikit.records import ApiRequest
from milepost.audit.public import Record
from milepost.identity.public import User
from milepost.lib.errors import Invalid
from milepost.lib.keyset import KeysetPage, OrderTerm, keyset_page

type Expansion = Callable[[User], models.Prefetch[Any]]


class Input(BaseModel):
    """A body. Fields that it does not know are refused by name."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    def given(self) -> dict[str, Any]:
        """Return the fields that were sent, for a PATCH."""
        return self.model_dump(exclude_unset=True)


class Answer(BaseModel):
    """How a record looks. A field's value is the attribute of its name, or what `resolve_<field>(record)` returns.

    `EXPANSIONS` maps fields that are there only when asked for (`expand=`) to what is prefetched for them, given the
    reader: what an expansion shows is for it to narrow to what the reader may see. A field with a method
    `expand_<field>(record)` is there always, and that method says more of it when it is asked for.
    """

    EXPANSIONS: ClassVar[Mapping[str, Expansion]] = {}

    @classmethod
    def prepare(cls, rows: models.QuerySet[Any]) -> models.QuerySet[Any]:
        """Return `rows` with what the answer reads in the same query."""
        return rows

    @classmethod
    def complete(cls, records: Sequence[Any], reader: User, names: Collection[str]) -> None:
        """Put beside `records` what these fields show of other tables, as far as `reader` may see it."""

    @classmethod
    def show(cls, record: Any) -> dict[str, Any]:
        """Return `record`, which is complete, without expansions."""
        return shape_of(cls).show(record)

    @classmethod
    def show_to(cls, reader: User, record: Any) -> dict[str, Any]:
        """Return `record` as `reader` may see it, without expansions."""
        return shape_of(cls).show_all([record], reader)[0]


class Page[A: Answer](BaseModel):
    """One page of a list, and the addresses of its neighbours."""

    items: list[A]
    next: str | None = Field(description="Address of the next page; null on the last one.")
    previous: str | None = Field(description="Address of the page before; null on the first one.")


class ShowQuery(BaseModel):
    """What a reader may ask of any record."""

    fields: str | None = Field(
        None, description="Only these fields, between commas; the answer then lacks all others.", examples=["id,name"]
    )
    expand: str | None = Field(None, description="Related records to show within, between commas.")


class PageQuery(ShowQuery):
    """What a reader may ask of any list."""

    limit: int = Field(50, ge=1, le=200, description="Most items on the page.")
    after: str | None = Field(None, description="The place of the page, from `next` or `previous`.")


class SortedQuery(PageQuery):
    """A list whose order may be chosen."""

    sort: str | None = Field(None, description="Fields to sort by, between commas; a minus turns it round.")


class FilteredQuery(SortedQuery):
    """A list that may be filtered by the same tree as the page of that list."""

    filter: str | None = Field(None, description="A filter tree as JSON; `/lists` names the fields.")
    q: str | None = Field(None, description="Words that must stand in the list's texts.")


class ChangesQuery(FilteredQuery):
    """A list of records that may be read little by little: only what was written since the last time."""

    updated_since: Instant | None = Field(
        None, description="Only what was written at or after this moment; oldest change first, unless `sort` says."
    )


@dataclass(frozen=True, slots=True)
class Shape:
    """An answer cut to what was asked for."""

    answer: type[Answer]
    getters: tuple[tuple[str, Callable[[Any], Any]], ...]
    expansions: tuple[Expansion, ...]

    def show(self, record: Any) -> dict[str, Any]:
        return {name: get(record) for name, get in self.getters}

    def show_all(self, records: Sequence[Any], reader: User) -> list[dict[str, Any]]:
        """Return `records` as `reader` may see them: a constant number of queries for any number of them."""
        if records:
            self.answer.complete(records, reader, {name for name, _get in self.getters})
        if self.expansions:
            models.prefetch_related_objects(records, *[expansion(reader) for expansion in self.expansions])
        return [self.show(record) for record in records]


@lru_cache(maxsize=512)
def shape_of(answer: type[Answer], fields: str | None = None, expand: str | None = None) -> Shape:
    """Return the shape of `answer` with only `fields`, and with `expand`; unknown names are a 422 that names them."""
    expansions = _words("expand", expand, set(answer.EXPANSIONS))
    plain = [name for name in answer.model_fields if name not in answer.EXPANSIONS or hasattr(answer, f"expand_{name}")]
    wanted = _words("fields", fields, set(plain)) if fields else plain
    names = [name for name in answer.model_fields if name in wanted or name in expansions]
    getters = tuple((name, _getter(answer, name, is_expanded=name in expansions)) for name in names)
    return Shape(answer, getters, tuple(answer.EXPANSIONS[name] for name in dict.fromkeys(expansions)))


def listed[M: models.Model](
    request: ApiRequest,
    answer: type[Answer],
    queryset: models.QuerySet[M],
    query: PageQuery,
    *,
    order: Sequence[OrderTerm],
    scope: str = "",
) -> HttpResponse:
    """Answer with a page of `queryset`. `scope` is what else the cursor depends on (the filter)."""
    shape = shape_of(answer, query.fields, query.expand)
    reader = request.caller.user
    cursor_scope = f"{request.path} {reader.pk} {scope}"
    try:
        page = keyset_page(answer.prepare(queryset), order, query.after or None, query.limit, scope=cursor_scope)
    except Invalid as error:
        raise wrong_parameter("after", error.code, error.message) from error
    return page_of(shape.show_all(page.rows, reader), page, request)


def page_of(items: list[Any], page: KeysetPage[Any], request: ApiRequest) -> HttpResponse:
    """Answer with `items` and links to the neighbours, in the body and as a Link header."""
    links = {"next": _address(request, page.next), "previous": _address(request, page.previous)}
    response = json_response({"items": items, **links})
    header = ", ".join(
        f'<{address}>; rel="{"prev" if rel == "previous" else rel}"' for rel, address in links.items() if address
    )
    if header:
        response["Link"] = header
    return response


def shown(request: ApiRequest, answer: type[Answer], record: Any, query: ShowQuery | None = None) -> HttpResponse:
    """Answer with one record; 304 when the caller has this version already.

    With expansions there is no ETag, as they change without a new version of the record.
    """
    shape = shape_of(answer, query.fields, query.expand) if query else shape_of(answer)
    if not shape.expansions and isinstance(record, Record) and (same := not_modified(request, etag_of(record))):
        return same
    [body] = shape.show_all([record], request.caller.user)
    return json_response(body) if shape.expansions else shown_as(request, body, record)


def shown_as(request: ApiRequest, body: dict[str, Any], record: Any) -> HttpResponse:
    """Answer with `body`, which shows `record`; 304 when the caller has this version already."""
    if not isinstance(record, Record):
        return json_response(body)
    response = not_modified(request, etag_of(record)) or json_response(body)
    response["ETag"] = etag_of(record)
    return response


def changed(body: dict[str, Any], record: Any = None) -> HttpResponse:
    """Answer a change with `body`, which shows `record` as it is now."""
    response = json_response(body)
    if isinstance(record, Record):
        response["ETag"] = etag_of(record)
    return response


def created(body: dict[str, Any], location: str, record: Any = None) -> HttpResponse:
    """Answer a creation with the new record and its address."""
    response = changed(body, record)
    response.status_code = 201
    response["Location"] = location
    return response


def nothing() -> HttpResponse:
    """Answer 204."""
    return HttpResponse(status=204)


def order_of(sort: str | None, sortable: Mapping[str, str], usual: Sequence[OrderTerm]) -> list[OrderTerm]:
    """Return the order asked for. `sortable` maps the fields that may be sorted by to ORM paths."""
    if not sort:
        return list(usual)
    terms = [word.strip() for word in sort.split(",")]
    _words("sort", ",".join(term.removeprefix("-") for term in terms), set(sortable))
    return [OrderTerm(sortable[term.removeprefix("-")], term.startswith("-")) for term in terms]


def _words(parameter: str, text: str | None, known: set[str]) -> list[str]:
    words = [word.strip() for word in text.split(",")] if text else []
    unknown = [word for word in words if word not in known]
    if unknown:
        message = _("There is no “%(name)s” here. Possible: %(known)s.")
        words_known = ", ".join(sorted(known)) or _("nothing")
        raise wrong_parameter(parameter, "unknown-name", message % {"name": unknown[0], "known": words_known})
    return words


def _getter(answer: type[Answer], name: str, *, is_expanded: bool) -> Callable[[Any], Any]:
    expand: Callable[[Any], Any] | None = getattr(answer, f"expand_{name}", None) if is_expanded else None
    resolve: Callable[[Any], Any] | None = getattr(answer, f"resolve_{name}", None)
    return expand or resolve or attrgetter(name)


def _address(request: ApiRequest, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    query = request.GET.copy()
    query["after"] = cursor
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
