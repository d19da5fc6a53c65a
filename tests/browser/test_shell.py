"""The shell in a browser."""

import pytest

from tests.browser.conftest import PHONE, WIDE

PAGES = ["/", "/settings/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_it_is_free_of_barriers(browser_page, max_, axe, path, theme, width):
    page = browser_page(max_, width, theme)
    page.goto(path)
    axe(page)
