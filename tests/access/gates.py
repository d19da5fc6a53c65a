"""The cast of the wall, and the gates that let some of them past.

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
    """Those who get past; the others of the cast get `refused`, and nobody is sent to sign in (API: 401).

    To those in `hidden_from` there is no such thing: they get 404. `stranger` is what nobody gets where
    they are not sent to sign in.
    """

    open_to: frozenset[str]
    refused: int = 403
    hidden_from: frozenset[str] = frozenset()
    stranger: int | None = None


EVERYONE = Gate(frozenset(CAST))
SIGNED_IN = Gate(frozenset(ROLE_OF))
# The customer's pages: contacts alone, of whom `test_portal_wall` tells; the staff have no business there.
CONTACTS = Gate(frozenset(), stranger=403)
NO_LINK = Gate(frozenset(), stranger=403, hidden_from=frozenset({"whoever brings no link"}))
NO_PAGE = Gate(frozenset(), refused=404, stranger=404)
# Mona and nils are at Northwind, olga is at another account.
MONA, AT_NORTHWIND, VISITORS = frozenset({"mona"}), frozenset({"mona", "nils"}), frozenset({"mona", "nils", "olga"})
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
    data_of: Callable[[Any], Mapping[str, Any]] | None = None
    # Of the portal: the contacts to whom it is there; see `test_portal_wall`.
    contacts: frozenset[str] = frozenset()


PEOPLE, TEAMS = having(Right.MANAGE_PEOPLE), having(Right.MANAGE_TEAMS)
OPERATORS = having(Right.MANAGE_JOBS)
ACCOUNTS = having(Right.MANAGE_ACCOUNTS)
WEBHOOKS = having(Right.MANAGE_WEBHOOKS)
IMPORTERS = having(Right.IMPORT)
PLAYBOOKS = having(Right.MANAGE_PLAYBOOKS)
WRITERS, LOG_READERS = having(Right.WRITE), having(Right.READ_AUDIT)
# Fiona, a contributor, is on no account's team.
SEES_ACCOUNT = only("ada", "lena", "max", "victor")
MAKES_ACCOUNTS = Gate(frozenset({"ada", "lena", "max"}))
ACCOUNT_WRITTEN = Gate(frozenset({"ada", "lena", "max"}), hidden_from=frozenset({"fiona"}))
OWN_SEGMENT = Gate(frozenset({"max"}), hidden_from=frozenset({"ada", "lena", "fiona"}))
ONLY_MAX_WRITES = Gate(frozenset({"max"}), hidden_from=frozenset({"fiona"}))
OWN_MAIL = OWN_SEGMENT
RESET_LINK = {"uidb36": "1", "key": "no-such-key"}


def of(name: str) -> Callable[[Any], Mapping[str, Any]]:
    """The id of one record of the world."""
    return lambda world: {"pk": getattr(world, name).pk}
