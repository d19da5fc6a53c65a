"""The shell in a browser: looks, layout, keys, theme."""

import pytest

from tests.browser.conftest import PHONE, WIDE

PAGES = ["/", "/settings/", "/nowhere/"]
NOTE_FIRST_THEME = """
    new MutationObserver((_, observer) => {
        if (!document.body) return;
        window.first = document.documentElement.dataset.bsTheme;
        observer.disconnect();
    }).observe(document, {childList: true, subtree: true});
"""


@pytest.mark.parametrize("path", PAGES)
def test_it_never_scrolls_sideways(browser_page, max_, path):
    page = browser_page(max_)
    page.goto(path)
    for width in (320, PHONE, 768, WIDE):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, width
    browser_page.errors.clear()


def test_it_has_a_bottom_bar_instead_of_the_sidebar_on_a_phone(browser_page, max_):
    page = browser_page(max_, PHONE)
    page.goto("/")
    assert page.locator(".sidebar").is_hidden()
    assert page.locator(".phone-bar a").count() <= 5
    page.locator(".phone-bar").get_by_text("Settings").click()
    page.wait_for_url("**/settings/")
    assert page.locator(".phone-bar [aria-current=page]").inner_text().strip() == "Settings"


@pytest.mark.parametrize(
    ("wish", "device", "shown"),
    [("auto", "dark", "dark"), ("auto", "light", "light"), ("light", "dark", "light"), ("dark", "light", "dark")],
)
def test_it_wears_the_theme_that_the_person_wants(browser_page, max_, wish, device, shown):
    page = browser_page(max_, theme=wish, color_scheme=device)
    # What the first frame is drawn with: the attribute as it is when the body appears.
    page.add_init_script(NOTE_FIRST_THEME)
    page.goto("/")
    assert page.evaluate("first") == shown
    assert page.evaluate("document.documentElement.dataset.bsTheme") == shown
    dark = page.evaluate("getComputedStyle(document.documentElement).colorScheme")
    assert dark == shown


def test_it_follows_the_device_while_the_page_is_open(browser_page, max_):
    page = browser_page(max_, theme="auto", color_scheme="light")
    page.goto("/")
    page.emulate_media(color_scheme="dark")
    page.wait_for_function("document.documentElement.dataset.bsTheme === 'dark'")


def test_it_goes_to_a_room_by_two_keys(browser_page, max_):
    page = browser_page(max_)
    page.goto("/")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/settings/")


def test_it_helps_with_keys_and_gives_the_focus_back(browser_page, max_, axe):
    page = browser_page(max_)
    page.goto("/")
    page.locator(".search-button").focus()
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    axe(page)
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()
    assert page.evaluate("document.activeElement.className") == "search-button"


def test_it_skips_to_the_content(browser_page, max_):
    page = browser_page(max_)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.id === 'content'")


def test_it_opens_the_person_menu_by_keyboard_and_signs_out_by_post(browser_page, max_):
    page = browser_page(max_)
    page.goto("/")
    page.locator(".avatar-button").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.wait_for_url("**/sign-in/login/**")


def test_it_keeps_to_the_content_policy(browser_page, max_):
    page = browser_page(max_)
    answer = page.goto("/")
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert page.locator("[style], style, script:not([src])").count() == 0
