"""What rooms hang into the shell: entries of the navigation, settings pages, commands, panels."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from milepost.identity.public import Right, User

type Words = str | Promise
"""Text for people: lazily translated as a rule."""


@dataclass(frozen=True, slots=True)
class NavEntry:
    """One entry of the sidebar. `badge` counts, in one query at most, what waits for the person there.

    What lies below its address belongs to it, and all other pages of a room that has one entry; `also` names
    further addresses.
    """

    key: str
    label: Words
    icon: str
    url_name: str
    order: int
    right: Right | None = None
    badge: Callable[[User], int] | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PageAct:
    """A button on a record's page (`place`: "account", "touchpoint").

    `url_name` takes the record's id; it opens in the drawer.
    """

    key: str
    place: str
    label: Words
    icon: str
    url_name: str
    order: int
    rights: tuple[Right, ...] = (Right.WRITE,)


@dataclass(frozen=True, slots=True)
class PageSheet:
    """A stylesheet of a room, by its static path: on every page, as what a room draws may stand in any drawer."""

    key: str
    path: str


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """One page of the settings area; `group` is the heading under which it stands.

    `also` names further addresses: they and what lies below them belong to this page, wherever they are.
    """

    key: str
    label: Words
    icon: str
    url_name: str
    order: int
    group: Words
    right: Right | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Command:
    """Something that the palette can do or open; `keywords` are further words by which it is found."""

    key: str
    label: Words
    icon: str
    url_name: str
    keywords: Words = ""
    right: Right | None = None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One kind of thing that "+ New" makes; the page opens in the drawer when `in_drawer`."""

    key: str
    label: Words
    icon: str
    url_name: str
    order: int
    right: Right | None = Right.WRITE
    in_drawer: bool = True


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """One panel of a record's page (`place`: "account", "project", "today"), loaded by itself.

    `url_name` takes the record's id; its view fetches the record through `visible_to` and answers with a fragment.
    """

    key: str
    place: str
    label: Words
    url_name: str
    order: int
    right: Right | None = None


@dataclass(frozen=True, slots=True)
class TopbarPart:
    """Something of a room in the bar above every page: `inputs(user)`, one query at most, or nothing: it is left out.

    `template` is drawn with what it returns as `part`.
    """

    key: str
    template: str
    inputs: Callable[[User], Any]
