"""Who gets past each door. A URL or API operation without an entry here fails the test beside this file.

The cast: ada (admin), lena (lead), max (member), fiona (contributor), victor (viewer), and nobody (anonymous). Lena and
fiona are in one team; max is in none of hers, so fiona may see lena and not max.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from milepost.identity.public import RIGHTS_OF_ROLE, Right

ROLE_OF = {"ada": "admin", "lena": "lead", "max": "member", "fiona": "contributor", "victor": "viewer"}
CAST = ("nobody", *ROLE_OF)


@dataclass(frozen=True)
class Gate:
    """Those who get past; the others of the cast get `refused`, and nobody is sent to sign in (API: 401)."""

    open_to: frozenset[str]
    refused: int = 403


EVERYONE = Gate(frozenset(CAST))
SIGNED_IN = Gate(frozenset(ROLE_OF))
NOT_SIGNED_IN = Gate(frozenset({"nobody"}), refused=302)


def having(right: Right, refused: int = 403) -> Gate:
    """Those whose role has the right."""
    return Gate(frozenset(name for name, role in ROLE_OF.items() if right in RIGHTS_OF_ROLE[role]), refused)


def only(*names: str) -> Gate:
    """Those to whom the record is visible; for the others there is no such thing."""
    return Gate(frozenset(names), refused=404)


@dataclass(frozen=True)
class Entry:
    """One address: the gates of its reading and its writing, and the ids that it takes from the world of the test."""

    read: Gate | None = None
    write: Gate | None = None
    ids: Callable[[Any], Mapping[str, Any]] = field(default=lambda world: {})
    query: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


PAGES: dict[str, Entry] = {
    "web:palette": Entry(read=SIGNED_IN),
    "web:work-cancel": Entry(write=only("max"), ids=lambda world: {"work_id": world.work.pk}),
    "web:work-detail": Entry(read=only("max"), ids=lambda world: {"work_id": world.work.pk}),
    "web:work-tray": Entry(read=SIGNED_IN),
    "web:settings": Entry(read=SIGNED_IN),
    "web:today": Entry(read=SIGNED_IN),
}

OPERATIONS: dict[str, Entry] = {}
