"""The door of the search room."""

from milepost.search.actions import index_keys, index_records, index_wholes, indexed_once, remove_records
from milepost.search.asking import Tier
from milepost.search.queries import search, suggestion
from milepost.search.rebuilding import rebuild_index
from milepost.search.records import Hit, Matched, Part, SearchDocument, SearchSource, search_sources
from milepost.search.vocabulary import recount_words

__all__ = [
    "Hit",
    "Matched",
    "Part",
    "SearchDocument",
    "SearchSource",
    "Tier",
    "index_keys",
    "index_records",
    "index_wholes",
    "indexed_once",
    "rebuild_index",
    "recount_words",
    "remove_records",
    "search",
    "search_sources",
    "suggestion",
]
