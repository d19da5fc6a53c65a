"""What every page's shell needs: the person's navigation, menu, bell and theme, worked out only when a page asks."""

from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject

from milepost.identity.public import Notification, Theme, User
from milepost.ui.shell import allowed, navigation, new_entries, page_sheets, settings_pages, topbar_parts
from milepost.ui.work import cards_of

if TYPE_CHECKING:
    from collections.abc import Sequence

PHONE_ENTRIES = 5
LAST_ENTRY = "settings"  # stands apart at the foot of the sidebar


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the values of the shell.

    `frame` is the template that a page extends when its address also opens in the drawer.
    """
    return {
        "theme": getattr(request.user, "theme", Theme.AUTO) if hasattr(request, "user") else Theme.AUTO,
        "frame": frame(request),
        "shell": SimpleLazyObject(lambda: _shell_of(request)),
    }


def frame(request: HttpRequest) -> str:
    """Return the frame of an address that also opens in the drawer; in the settings area the page has its menu."""
    if request.headers.get("HX-Target", "") == "drawer-body":
        return "ui/drawer.html"
    settings_url = _url("web:settings")
    return "ui/settings.html" if settings_url and request.path.startswith(settings_url) else "ui/page.html"


def _shell_of(request: HttpRequest) -> dict[str, Any]:
    user = cast("User", request.user)
    links = _links(user, request)
    return {
        "links": links,
        "phone_links": _phone(links),
        "sheets": [sheet.path for sheet in page_sheets],
        "topbar": _topbar(user) if user.is_authenticated else [],
        "new_entries": sorted(allowed(new_entries, user), key=_order),
        "settings_groups": SimpleLazyObject(lambda: _settings_groups(request, user)),
        "unread": Notification.objects.visible_to(user).unread().count() if user.is_authenticated else 0,
        "palette_url": _url("web:palette"),
        "work": cards_of(user, beside=request.path) if user.is_authenticated else [],
        "tray_url": _url("web:work-tray") if user.is_authenticated else "",
        "bell_url": _url("web:notification-list"),
        "profile_url": _url("web:profile"),
        "appearance_url": _url("web:preferences"),
    }


def _topbar(user: User) -> list[tuple[str, Any]]:
    found = [(part.template, part.inputs(user)) for part in topbar_parts]
    return [(template, inputs) for template, inputs in found if inputs]


def _order(entry: Any) -> int:
    return int(entry.order)


def _links(user: User, request: HttpRequest) -> list[dict[str, Any]]:
    """Return the entries of the sidebar; each takes as its key after "g" the first of its letters that is free."""
    entries = [(entry, reverse(entry.url_name)) for entry in sorted(allowed(navigation, user), key=_order)]
    # A page in the menu of settings belongs there wherever its address lies.
    places = {reverse(page.url_name): _url("web:settings") for page in settings_pages}
    places |= {reverse(name): url for entry, url in entries for name in (entry.url_name, *entry.also)}
    current = places.get(_current(list(places), request.path)) or _of_room(entries, request)
    taken: set[str] = set()
    links = []
    for entry, url in entries:
        shortcut = next((letter for letter in entry.key if letter.isalpha() and letter not in taken), "")
        taken.add(shortcut)
        links.append(
            {
                "label": entry.label,
                "icon": entry.icon,
                "url": url,
                "active": url == current,
                "badge": entry.badge(user) if entry.badge else 0,
                "shortcut": shortcut,
                "is_last": entry.key == LAST_ENTRY,
            }
        )
    return links


def _of_room(entries: "Sequence[tuple[Any, str]]", request: HttpRequest) -> str:
    """Return the address of the entry of a room that has just one: all pages of the room belong to it."""
    room = request.resolver_match.namespace if request.resolver_match else ""
    theirs = [url for entry, url in entries if room and entry.url_name.startswith(f"{room}:")]
    return theirs[0] if len(theirs) == 1 else ""


def _current(urls: "Sequence[str]", path: str) -> str:
    """Return the address under which `path` lies: the longest that it begins with; "/" is only itself."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default="")


def _phone(links: "Sequence[dict[str, Any]]") -> list[dict[str, Any]]:
    """Five fit: the first four and Settings, which is always the last."""
    if len(links) <= PHONE_ENTRIES:
        return list(links)
    return [*links[: PHONE_ENTRIES - 1], links[-1]]


def _settings_groups(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    pages = sorted(allowed(settings_pages, user), key=_order)
    places = {reverse(name): page for page in pages for name in (page.url_name, *page.also)}
    current = places.get(_current(list(places), request.path))
    for page in pages:
        url = reverse(page.url_name)
        entry = {"label": page.label, "icon": page.icon, "url": url, "active": page is current}
        groups.setdefault(str(page.group), []).append(entry)
    return [{"label": label, "pages": pages} for label, pages in groups.items()]


def _url(name: str) -> str:
    """Return the address of a page that an upper room may bring, or nothing while it does not."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
