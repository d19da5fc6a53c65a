"""The page of all results: what the palette shows the top of, by kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from milepost.identity.public import User
from milepost.search.public import Hit, Tier, search, search_sources, suggestion

LONGEST_TEXT = 200
HITS_OF_A_KIND = 8
HITS_OF_ONE_KIND = 200


@dataclass(frozen=True, slots=True)
class KindOfHits:
    """The hits of one kind; `has_more` when there are more than are shown."""

    kind: str
    label: str | Promise
    hits: Sequence[Hit]
    has_more: bool


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """List what `q` asks for and the person may see: the best of every kind, or up to 200 of one `kind`."""
    user, text = cast("User", request.user), request.GET.get("q", "").strip()[:LONGEST_TEXT]
    kind = request.GET.get("kind", "")
    kinds = [key for key in search_sources.keys() if not kind or key == kind]  # noqa: SIM118 - a registry is no dict
    most = HITS_OF_ONE_KIND if kind else HITS_OF_A_KIND
    groups = _as_typed([_hits_of(user, text, key, most) for key in kinds] if text else [])
    context = {
        "text": text,
        "kind": kind,
        "groups": groups,
        "meant": suggestion(groups[0].hits) if groups else "",
    }
    return render(request, "web/search.html", context)


def _hits_of(user: User, text: str, kind: str, most: int) -> KindOfHits:
    hits = search(user, text, kinds=[kind], limit=most + 1)
    return KindOfHits(kind, search_sources[kind].label, hits[:most], len(hits) > most)


def _as_typed(groups: Sequence[KindOfHits]) -> list[KindOfHits]:
    """Return the kinds that have hits, best first; those with nothing but typos only when all are so."""
    found = sorted((group for group in groups if group.hits), key=lambda group: -group.hits[0].score)
    as_typed = [group for group in found if group.hits[0].score > Tier.NEAR_TITLE]
    return as_typed or found
