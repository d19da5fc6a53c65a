"""Typed registries: where an upper room has something to say inside a lower one, it registers here.

A registry is made once, at module level of the lower room; upper rooms fill it in `AppConfig.ready()`.
`milepost doctor` lists them all.
"""

from collections.abc import Callable, Iterator
from typing import Any

_catalogue: dict[str, "Registry[Any]"] = {}


class Registry[T]:
    """Entries of one type by key, in the order in which they were registered.

    `name` is unique in the installation ("search.sources"); `purpose` is one line for `milepost doctor`.
    """

    def __init__(self, name: str, purpose: str, *, key: Callable[[T], str]) -> None:
        if name in _catalogue:
            raise ValueError(f"a registry named {name!r} exists already")
        self.name = name
        self.purpose = purpose
        self._key = key
        self._entries: dict[str, T] = {}
        _catalogue[name] = self

    def register(self, entry: T) -> T:
        """Add `entry`; the same object twice is fine, another one under the same key is a ValueError."""
        key = self._key(entry)
        if self._entries.get(key, entry) != entry:
            raise ValueError(f"{self.name} has an entry {key!r} already")
        self._entries[key] = entry
        return entry

    def unregister(self, key: str) -> None:
        """Remove the entry `key`, for tests that registered one of their own."""
        self._entries.pop(key, None)

    def get(self, key: str) -> T | None:
        """Return the entry `key`, or None."""
        return self._entries.get(key)

    def keys(self) -> list[str]:
        """Return the keys in the order of registration."""
        return list(self._entries)

    def __getitem__(self, key: str) -> T:
        return self._entries[key]

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._entries.values()))

    def __len__(self) -> int:
        return len(self._entries)


def registries() -> list[Registry[Any]]:
    """Return every registry that has been made, by name."""
    return [_catalogue[name] for name in sorted(_catalogue)]
