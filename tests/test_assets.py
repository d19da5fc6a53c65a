"""What the browser loads: little enough, all of it ours, every icon there."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

import milepost
from milepost.ui.public import commands, navigation, new_entries, settings_pages

PACKAGE = Path(milepost.__file__).parent
BUDGET_BYTES = 200 * 1024
# Four everywhere, two of the shell, two of what opens in a drawer anywhere, vendored Tabler, and the page's own.
MOST_SHEETS = 18  # the house has nine, a room one for each thing of its own that any page may open in the drawer
SHEET_LINES = 300
SHEETS = sorted((PACKAGE / "static" / "css").glob("*.css"))
FOREIGN = {"api-docs.css"}  # dresses the elements of Swagger UI
MADE_ELSEWHERE = {  # put together in code or template; set by htmx
    *("cell-date", "cell-many", "cell-number", "htmx-indicator", "htmx-request"),
    *("plan-finish", "plan-start", "plan-wbs"),
    *("bar-late", "bar-on-time", "bar-very-late", "load-full", "load-over"),
    *("fall-agreed", "fall-ours", "fall-theirs", "fall-third", "fall-unknown"),
}
LINKED = re.compile(r"""(?:src|href)="/static/([^"]+\.(?:css|js))\"""")
IMPORTED = re.compile(r"""^import\s(?:[^"]*\sfrom\s)?"\./([^"]+)";""", re.MULTILINE)


def read(path: str) -> str:
    found = finders.find(path)
    assert found, path
    return Path(found).read_text(encoding="utf-8")


def with_imports(path: str) -> set[str]:
    """Return the module and all that it imports."""
    if not path.startswith("js/"):
        return {path}
    return {path}.union(*(with_imports(f"js/{name}") for name in IMPORTED.findall(read(path))))


def first_view(client) -> set[str]:
    linked = LINKED.findall(client.get("/").text)
    return set().union(*(with_imports(path) for path in linked))


def test_it_keeps_the_first_view_within_budget(signed_in, ada):
    files = first_view(signed_in(ada))
    assert {"css/ground.css", "css/shell.css", "js/app.js", "js/palette.js", "js/dialogs.js"} <= files
    sizes = {path: len(gzip.compress(read(path).encode(), 9)) for path in files}
    assert sum(sizes.values()) <= BUDGET_BYTES, sizes
    assert len([path for path in files if path.endswith(".css")]) <= MOST_SHEETS


def test_it_loads_nothing_from_elsewhere(signed_in, ada):
    client = signed_in(ada)
    page = client.get("/").text
    assert not re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(?:https?:)?//""", page)
    for path in first_view(client):
        assert "sourceMappingURL" not in read(path), path


def sprite() -> set[str]:
    return set(re.findall(r'<symbol id="([^"]+)"', read("vendor/icons.svg")))


def test_it_has_the_icons_that_the_list_names():
    listed = PACKAGE.parent / "bin" / "icons.txt"
    if not listed.exists():
        pytest.skip("not a checkout")
    assert sprite() == set(listed.read_text().split()), "run bin/vendor"


def test_it_has_every_icon_that_is_named_in_a_template_or_registry():
    named = {
        name
        for path in PACKAGE.rglob("templates/**/*.html")
        for name in re.findall(r"""(?:\{% icon |icon=)["']([a-z0-9-]+)["']""", path.read_text(encoding="utf-8"))
    }
    registered = {entry.icon for registry in (navigation, settings_pages, commands, new_entries) for entry in registry}
    assert len(named) > 10
    assert named | registered <= sprite()


@pytest.fixture(scope="module")
def product_text() -> str:
    """Return all that could name a class: templates, scripts and code, without tests."""
    sources = [path for kind in ("html", "js", "py") for path in PACKAGE.rglob(f"*.{kind}")]
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sources if not {"tests", "vendor"}.intersection(path.parts)
    )


@pytest.mark.parametrize("sheet", [path for path in SHEETS if path.name not in FOREIGN], ids=lambda path: path.name)
def test_it_styles_only_what_is_there(sheet, product_text):
    selectors = re.sub(r"/\*.*?\*/|\{[^{}]*\}", "{}", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    named = set(re.findall(r"[.#]([a-zA-Z][\w-]*)", selectors)) - MADE_ELSEWHERE
    assert named
    assert [name for name in sorted(named) if not re.search(rf"(?<![\w-]){name}(?![\w-])", product_text)] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_it_loads_each_sheet_and_keeps_it_short(sheet, product_text):
    assert f"css/{sheet.name}" in product_text
    assert len(sheet.read_text(encoding="utf-8").splitlines()) <= SHEET_LINES


def test_it_names_each_page_in_its_tab(signed_in, ada):
    client = signed_in(ada)
    assert "<title>Today · Milepost</title>" in client.get("/").text
    assert "<title>Settings · Milepost</title>" in client.get("/settings/").text


@pytest.mark.parametrize("source", sorted(PACKAGE.rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_it_has_no_inline_script_or_style(source):
    if "emails" in source.parts:
        return  # mail clients know no stylesheets
    text = source.read_text(encoding="utf-8")
    assert not re.search(r"""<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|hx-on|javascript:""", text)


@pytest.mark.parametrize("source", sorted(PACKAGE.rglob("templates/**/*.html")), ids=lambda path: path.name)
def test_it_keeps_templates_short(source):
    assert len(source.read_text(encoding="utf-8").splitlines()) <= 100
