"""Where the rows of a list lead."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.urls import get_script_prefix, reverse

_SOME_KEY = 987_654_321_987  # stands where a row's key will


def row_address(url_name: str) -> Callable[[Any], str]:
    """Return the `detail_url` of a list whose rows have a page that takes their number: resolved once, not per row."""

    def address(record: Any) -> str:
        before, after = _parts(url_name, get_script_prefix())
        return f"{before}{record.pk}{after}"

    return address


@lru_cache(maxsize=256)
def _parts(url_name: str, _prefix: str) -> tuple[str, str]:
    before, _key, after = reverse(url_name, args=[_SOME_KEY]).partition(str(_SOME_KEY))
    return before, after
