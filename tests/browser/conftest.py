"""Browser tests: Chromium against a live server, with the content policy in force and no error in the console.

    def test_it_…(browser_page, max_, axe):
        page = browser_page(max_, width=390, theme="dark")   # signed in as max_
        page.goto("/settings/")                              # paths are relative to the live server
        axe(page)                                            # fails on any violation of WCAG 2.2 A and AA

Every test here gets the marker `browser` and the database of `transactional_db`.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

import axe_playwright_python
import pytest
from django.apps import apps
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, ViewportSize, expect, sync_playwright

from milepost.accounts.public import Stage
from milepost.identity.public import User
from milepost.projects.public import SlipCause

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
WIDE, PHONE = 1440, 390
NARROW = 800
THEME_IN_NEXT_FRAME = """() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(
    () => done(document.documentElement.dataset.bsTheme)
)))"""
STORED = "cookies,local_storage,indexeddb,cache_storage,service_workers"
AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What of axe's rules depends on colours alone.
AXE_COLOURS = ["color-contrast", "link-in-text-block"]


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, else the one that Playwright brought."""
    found = os.environ.get("MILEPOST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


def _size(width: int) -> ViewportSize:
    return {"width": width, "height": 844 if width < NARROW else 900}


class Devices:
    """Contexts of the browser: from test to test they keep style sheets and scripts, and nothing else."""

    def __init__(self, chromium: Browser) -> None:
        self.chromium = chromium
        self.kind_of: dict[BrowserContext, str] = {}
        self.idle: list[BrowserContext] = []

    def take(self, *, is_narrow: bool, **options: object) -> BrowserContext:
        """Return a context that no test holds: an idle one of the same kind, else a new one."""
        kind = f"{is_narrow} {sorted(options.items())}"
        for context in self.idle:
            if self.kind_of[context] == kind:
                self.idle.remove(context)
                return context
        context = self.chromium.new_context(has_touch=is_narrow, reduced_motion="reduce", locale="en-GB", **options)
        context.set_default_timeout(10_000)
        self.kind_of[context] = kind
        return context

    def give_back(self, context: BrowserContext, origin: str) -> None:
        """Close the pages and forget who was signed in and what the pages kept."""
        session = context.new_cdp_session(context.pages[0])
        session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": STORED})
        for page in context.pages:
            page.close()
        context.clear_cookies()
        self.idle.append(context)


@pytest.fixture(scope="session")
def devices(chromium) -> Devices:
    return Devices(chromium)


class Pages:
    """Opens pages; what their consoles complain about lands in `errors`, which must be empty at the end."""

    def __init__(self, devices: "Devices", base_url: str) -> None:
        self.devices = devices
        self.base_url = base_url
        self.errors: list[str] = []
        self.contexts: list[BrowserContext] = []
        self.sessions: dict[Page, CDPSession] = {}

    def __call__(self, user: User | None = None, width: int = WIDE, theme: str = "light", **options) -> Page:
        """Open a page, signed in as `user`. `theme` is the person's wish; with "auto" give `color_scheme` too."""
        context = self.devices.take(base_url=self.base_url, is_narrow=width < NARROW, **options)
        self.contexts.append(context)
        if user is not None:
            User.objects.filter(pk=user.pk).update(theme=theme)
            context.add_cookies([self._session_of(user)])
        page = context.new_page()
        page.set_viewport_size(_size(width))
        page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def look(self, page: Page, width: int, theme: str) -> None:
        """Turn the device under the page into one of another width and colour scheme."""
        page.set_viewport_size(_size(width))
        if page not in self.sessions:  # what it emulates ends with it
            self.sessions[page] = page.context.new_cdp_session(page)
        self.sessions[page].send("Emulation.setTouchEmulationEnabled", {"enabled": width < NARROW})
        page.emulate_media(color_scheme=theme)

    def in_both_themes(self, page: Page, width: int) -> Iterator[str]:
        """Let a page of somebody with the theme "auto" stand as it is in one theme after the other."""
        for theme in ("light", "dark"):
            self.look(page, width, theme)
            assert page.evaluate(THEME_IN_NEXT_FRAME) == theme
            yield theme

    def become(self, page: Page, client: Client) -> None:
        """Let the page's context go on as whoever the client is signed in as; nobody, where it is not."""
        page.context.clear_cookies()
        if "sessionid" in client.cookies:
            page.context.add_cookies([self._cookie_of(client)])

    def _session_of(self, user: User) -> dict[str, str]:
        client = Client()
        client.force_login(user)
        return self._cookie_of(client)

    def _cookie_of(self, client: Client) -> dict[str, str]:
        return {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": self.base_url}

    def close(self) -> None:
        for context in self.contexts:
            self.devices.give_back(context, self.base_url)


@pytest.fixture(autouse=True)
def _first_rows(transactional_db):
    """A test with a live server empties the tables when it ends, those that migrations fill among them."""
    if not Stage.objects.exists():
        import_module("milepost.accounts.migrations.0002_first_stages").add_stages(apps, None)
    if not SlipCause.objects.exists():
        import_module("milepost.projects.migrations.0002_first_calendar_and_causes").add(apps, None)


@pytest.fixture
def browser_page(devices, live_server) -> Iterator[Pages]:
    """`browser_page(user, width, theme)` → a Playwright page. `browser_page.errors.clear()` forgives expected ones."""
    pages = Pages(devices, live_server.url)
    yield pages
    pages.close()
    assert pages.errors == []


AT_REST = """() => Promise.race([
    new Promise((done) => setTimeout(done, 2000)),
    Promise.all(document.getAnimations()
        .filter((one) => one.effect.getComputedTiming().iterations !== Infinity)
        .map((one) => one.finished.catch(() => null))),
]).then(() => null)"""
# Nothing that it would fetch beforehand (style sheets, media) is read by one of these rules.
RUN_AXE = """([rules, exclude]) => axe.run(
    {exclude: exclude.filter((selector) => document.querySelector(selector)).map((selector) => [selector])},
    {runOnly: rules, resultTypes: ["violations"], preload: false}
)"""


def _complaint(violation) -> str:
    nodes = [f"{node['target']} {node['html'][:160]} | {node['failureSummary']}" for node in violation["nodes"]]
    return "\n    ".join([f"{violation['id']}: {violation['help']}", *nodes])


def bring_axe(page: Page) -> None:
    """Load axe into the page as it stands: once for each document."""
    # evaluate() comes in through the debugger's door: the content policy stays in force for the page itself.
    page.evaluate(AXE)


def complaints(page: Page, exclude: tuple[str, ...] = (), rules: list[str] | None = None) -> list[str]:
    """Return what axe says against the page, once it is at rest: by all rules of `AXE_TAGS`, or by `rules` alone."""
    page.evaluate(AT_REST)
    chosen = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": AXE_TAGS}
    found = page.evaluate(RUN_AXE, [chosen, list(exclude)])
    return [_complaint(violation) for violation in found["violations"]]


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Check the page as it is now against WCAG 2.2 A and AA and axe's best practices."""

    def check(page: Page) -> None:
        # What is being loaded is drawn pale, and comes back in a moment.
        expect(page.locator(".htmx-request")).to_have_count(0, timeout=20_000)
        bring_axe(page)
        found = complaints(page)
        assert not found, "\n".join(found)

    return check
