"""Every page that the wall knows, wide and on a phone, light and dark: nothing sticks out and nobody is shut out."""

import time
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from milepost.identity.public import User
from tests.access.wall import CAST, PAGES
from tests.access.world import crowd, make_world
from tests.browser.conftest import PHONE, WIDE

# Besides the wall's readers: pages of somebody with a second factor, the API's document, refusals.
MORE = (
    ("lena", reverse("mfa_view_recovery_codes")),
    ("lena", reverse("mfa_deactivate_totp")),
    ("ada", reverse("rest:docs")),
    ("ada", reverse("web:person-list") + "?role=member&active=yes"),
    ("ada", reverse("web:person-list") + "?q=nobody-is-called-like-this"),
    ("ada", reverse("web:search") + "?q=nothing-is-called-like-this"),
    ("ada", "/no-such-page/"),
    ("victor", reverse("web:job-list")),
)
NOT_OURS = ("#api-docs",)  # drawn by Swagger UI
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STANDS = "!document.querySelector('.htmx-request, #api-docs main:not([role]), #api-docs > [role=status]')"
REFUSED = "Failed to load resource"  # what the console says of a page that answers 403 or 404
FEWEST = 40


@dataclass(frozen=True)
class Visit:
    """One page and who looks at it."""

    who: str
    address: str


@pytest.fixture
def world(ada, lena, max_, fiona, victor):
    world = make_world(SimpleNamespace(ada=ada, lena=lena, max=max_, fiona=fiona, victor=victor))
    crowd(world)
    TOTP.activate(lena, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(lena)
    return world


def client_of(world, who: str) -> Client:
    """Sign the person in, as one who has just given their password."""
    client = Client(raise_request_exception=False)
    if who == "nobody":
        return client
    user = getattr(world, who)
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "email": user.email}]
    session.save()
    return client


def reader_of(gate) -> str:
    """Return who looks: whoever is not signed in where that is enough, else the first of the cast who may."""
    return next(name for name in CAST if name in gate.open_to)


def visits(world, clients) -> list[Visit]:
    """Return all whole pages; an address that answers with a part of a page, a file or another page is left out."""
    asked = [
        (reader_of(entry.read), reverse(name, kwargs=entry.ids(world)) + entry.query)
        for name, entry in PAGES.items()
        if entry.read and entry.read.open_to
    ]
    found = {}
    for who, address in (*asked, *MORE):
        answer = clients[who].get(address)
        if answer["Content-Type"].startswith("text/html") and b"<html" in getattr(answer, "content", b""):
            found[Visit(who, address)] = None
    return sorted(found, key=lambda visit: visit.who)


def wait_until_it_stands(page):
    """Ask again and again: Playwright's own wait evaluates a string in the page, which the content policy forbids."""
    for _try in range(200):
        if page.evaluate(STANDS):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"{page.url} does not come to rest")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_it_holds_on_every_page(browser_page, axe, world, width, theme):
    User.objects.update(theme=theme)
    clients = {who: client_of(world, who) for who in CAST}
    seen = visits(world, clients)
    assert len(seen) >= FEWEST
    page = browser_page(width=width, theme=theme, color_scheme=theme)
    faults = []
    for visit in seen:
        browser_page.become(page, clients[visit.who])
        page.goto(visit.address)
        wait_until_it_stands(page)
        faults.extend(f"{visit}: {fault}" for fault in faults_of(page, axe, browser_page.errors))
        browser_page.errors.clear()
    assert not faults, "\n".join(faults)


def faults_of(page, axe, errors: list[str]):
    """Yield what is wrong with the page as it stands."""
    if page.evaluate(STICKS_OUT) > 0:
        yield f"sticks out by {page.evaluate(STICKS_OUT)} pixels"
    yield from (error for error in errors if not error.startswith(REFUSED))
    try:
        axe(page, exclude=tuple(part for part in NOT_OURS if page.locator(part).count()))
    except AssertionError as complaint:
        yield str(complaint)
