"""Every page that the wall knows, wide and on a phone, light and dark: nothing sticks out and nobody is shut out."""

import time
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.test import Client
from django.urls import reverse

from milepost.identity.public import User, add_to_team, create_team, issue_token
from tests.access.gates import CAST
from tests.access.wall import PAGES
from tests.access.world import crowd, make_world
from tests.browser.conftest import AXE_COLOURS, PHONE, THEME_IN_NEXT_FRAME, WIDE, bring_axe, complaints

# Besides the wall's readers: pages of somebody with a second factor, the API's document, refusals.
MORE = (
    ("lena", reverse("mfa_view_recovery_codes")),
    ("lena", reverse("mfa_deactivate_totp")),
    ("ada", reverse("rest:docs")),
    ("ada", reverse("web:person-list") + "?role=member&active=yes"),
    ("ada", reverse("web:person-list") + "?q=nobody-is-called-like-this"),
    ("ada", reverse("web:search") + "?q=nothing-is-called-like-this"),
    ("ada", reverse("web:person-list") + "?role=lead&name~=zzz"),
    ("ada", reverse("web:search") + "?q=len"),
    ("ada", reverse("web:search") + "?q=Onbaording"),
    ("ada", "/no-such-page/"),
    ("nobody", "/invitation/no-such-secret/"),
    ("victor", reverse("web:job-list")),
    ("ada", reverse("projects:project-list") + "?as=timeline&by=account"),
)
NOT_OURS = ("#api-docs",)  # drawn by Swagger UI
STICKS_OUT = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STANDS = "!document.querySelector('.htmx-request, #api-docs main:not([role]), #api-docs > [role=status]')"
REFUSED = "Failed to load resource"  # what the console says of a page that answers 403 or 404
FEWEST = 40
SHARES = 2  # so that two workers of pytest have something to do


@dataclass(frozen=True)
class Look:
    """A device, and which of axe's rules are asked there: none for all."""

    width: int
    theme: str
    rules: list[str] | None = None


# Each shows what the one before it did not: all rules for each width and each theme, colours for each pair of them.
LOOKS = (
    Look(WIDE, "light"),
    Look(WIDE, "dark", AXE_COLOURS),
    Look(PHONE, "dark"),
    Look(PHONE, "light", AXE_COLOURS),
)


@dataclass(frozen=True)
class Visit:
    """One page and who looks at it."""

    who: str
    address: str


@pytest.fixture
def world(ada, lena, max_, fiona, victor):
    world = make_world(SimpleNamespace(ada=ada, lena=lena, max=max_, fiona=fiona, victor=victor))
    crowd(world)
    add_to_team(
        create_team("Rollout", actor=ada.as_actor(), purpose="New customers"), lena, is_lead=True, actor=ada.as_actor()
    )
    issue_token(ada, "Nightly import", ["read"], None, ada.as_actor())
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


@pytest.mark.parametrize("share", range(SHARES))
def test_it_holds_on_every_page(browser_page, world, share):
    User.objects.update(theme="auto")
    clients = {who: client_of(world, who) for who in CAST}
    seen = visits(world, clients)
    assert len(seen) >= FEWEST
    page = browser_page()
    faults = []
    for visit in seen[share::SHARES]:
        browser_page.become(page, clients[visit.who])
        browser_page.look(page, LOOKS[0].width, LOOKS[0].theme)
        page.goto(visit.address)
        bring_axe(page)
        for look in LOOKS:
            browser_page.look(page, look.width, look.theme)
            wait_until_it_stands(page)
            faults.extend(f"{visit} {look}: {fault}" for fault in faults_of(page, look))
        faults.extend(f"{visit}: {error}" for error in browser_page.errors if not error.startswith(REFUSED))
        browser_page.errors.clear()
    assert not faults, "\n".join(faults)


def faults_of(page, look: Look):
    """Yield what is wrong with the page as it stands."""
    if (theme := page.evaluate(THEME_IN_NEXT_FRAME)) != look.theme:
        yield f"wears the theme {theme}"
    if page.evaluate(STICKS_OUT) > 0:
        yield f"sticks out by {page.evaluate(STICKS_OUT)} pixels"
    yield from complaints(page, exclude=NOT_OURS, rules=look.rules)
