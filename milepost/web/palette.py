"""The palette's results: commands by their words, then records by search, in groups."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from milepost.identity.public import User
from milepost.lib.text import fold
from milepost.search.public import Part, search, suggestion
from milepost.ui.public import allowed, commands, new_entries, settings_pages

LONGEST_TEXT = 200
MOST_COMMANDS = 6
MOST_HITS = 20


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the palette. `title` comes in pieces, those that match marked."""

    label: str
    title: tuple[Part, ...]
    subtitle: str
    icon: str
    url: str
    in_drawer: bool = False
    keywords: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    items: list[Item]


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """List what the person may do or open and `q` asks for; all commands where it is empty."""
    user = cast("User", request.user)
    text = request.GET.get("q", "").strip()[:LONGEST_TEXT]
    hits = search(user, text, limit=MOST_HITS) if text else []
    found = matching_commands(user, text)
    groups = [Group(_("Go to and do"), found[:MOST_COMMANDS] if text else found)] if found else []
    for label, of_kind in groupby(sorted(hits, key=lambda hit: str(hit.label)), key=lambda hit: str(hit.label)):
        items = [Item(hit.title, hit.matched.title, hit.subtitle, hit.icon, hit.url) for hit in of_kind]
        groups.append(Group(label, items))
    return render(request, "web/palette.html", {"groups": groups, "text": text, "meant": suggestion(hits)})


def matching_commands(user: User, text: str) -> list[Item]:
    """Return the commands that `user` may give and `text` asks for, those whose name begins with it first."""
    words = fold(text).split()
    items = [item for item in _commands(user) if _matches(words, item)]
    return sorted(items, key=lambda item: not fold(item.label).startswith(" ".join(words)))


def _matches(words: Iterable[str], item: Item) -> bool:
    """Say whether each word begins some word of the item."""
    own = fold(f"{item.label} {item.subtitle} {item.keywords}").split()
    return all(any(candidate.startswith(word) for candidate in own) for word in words)


def _commands(user: User) -> Iterator[Item]:
    """Every command, every page of the settings and every entry of "+ New"; an address comes once."""
    seen: set[str] = set()
    for item in _all(user):
        if item.url not in seen:
            seen.add(item.url)
            yield item


def _all(user: User) -> Iterator[Item]:
    for command in allowed(commands, user):
        yield _item(command.label, "", command.icon, command.url_name, keywords=str(command.keywords))
    for entry in sorted(allowed(new_entries, user), key=lambda entry: entry.order):
        label = _("New: %(kind)s") % {"kind": entry.label}
        yield _item(label, "", entry.icon, entry.url_name, in_drawer=entry.in_drawer, keywords=_("add create"))
    for page in sorted(allowed(settings_pages, user), key=lambda page: page.order):
        yield _item(page.label, _("Settings"), page.icon, page.url_name, keywords=str(page.group))


def _item(label: object, subtitle: str, icon: str, url_name: str, *, in_drawer: bool = False, keywords: str) -> Item:
    words = str(label)
    return Item(words, (Part(words),), subtitle, icon, reverse(url_name), in_drawer, keywords)
