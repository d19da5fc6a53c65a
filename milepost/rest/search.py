"""Finding records of every kind by words."""

from typing import Annotated

from django.http import HttpResponse
from ninja import Query
from pydantic import BaseModel, Field

from milepost.apikit.public import Answer, ApiRequest, ApiRouter, json_response
from milepost.search.public import search, search_sources

router = ApiRouter(tags=["Search"])


class HitAnswer(Answer):
    """One record found."""

    kind: str
    id: int
    title: str
    subtitle: str
    url: str = Field(description="The record's page.")


class HitsAnswer(BaseModel):
    """What was found, the best first."""

    items: list[HitAnswer]


class SearchQuery(BaseModel):
    """What to look for."""

    q: Annotated[str, Field(max_length=500, description="Words, beginnings of words; typos are forgiven.")]
    kinds: str | None = Field(None, description="Kinds of record, between commas.", examples=["identity.user"])
    limit: int = Field(20, ge=1, le=100)


@router.reads("/search", HitsAnswer)
def search_records(request: ApiRequest, query: Query[SearchQuery]) -> HttpResponse:
    """Find what you may see, by words in any order."""
    kinds = [kind.strip() for kind in query.kinds.split(",")] if query.kinds else search_sources.keys()
    hits = search(request.caller.user, query.q, kinds, query.limit)
    items = [
        {"kind": hit.kind, "id": hit.key, "title": hit.title, "subtitle": hit.subtitle, "url": hit.url} for hit in hits
    ]
    return json_response({"items": items})
