"""The shell in a browser."""

import pytest

from tests.browser.conftest import PHONE, WIDE

PAGES = ["/", "/settings/"]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("look", [(WIDE, "light"), (WIDE, "dark"), (PHONE, "light"), (PHONE, "dark")])
def test_it_is_free_of_barriers(browser_page, max_, axe, path, look):
    page = browser_page(max_, *look)
    page.goto(path)
    axe(page)
