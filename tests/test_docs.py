"""The words of the documents hold: every path and command that they name exists."""

import re
from pathlib import Path

import click
import pytest

from milepost.config.cli import main

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/**/*.md")])
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
PATH = re.compile(r"^\.?[\w.-]+(/[\w.-]+)+/?$")
FILE = re.compile(r"^[\w.-]+\.(py|md|toml|html|js|css|json|lock|yaml|service)$")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")
# Things with a slash or a dot that are no files of the checkout: addresses, settings, files of an installation.
NOT_PATHS = re.compile(
    r"^(/|~|\$|<|http|\.venv|var/|application/|text/|multipart/|image/|and/or|python-)|[<>{}*…]|^\.\w+$"
)


def ids(path: Path) -> str:
    return str(path.relative_to(ROOT))


def code_words(text: str):
    for block in CODE.findall(text):
        if not block.startswith("```"):
            yield block.strip("`").strip()


def named_paths(text: str):
    for word in code_words(text):
        first = word.split()[0] if word.split() else ""
        if not NOT_PATHS.search(first) and (PATH.match(first) or FILE.match(first)):
            yield first


def exists(name: str, document: Path) -> bool:
    places = (ROOT, ROOT / "milepost", ROOT / "milepost" / "static" / "css", document.parent, ROOT / "docs")
    patterns = (f"milepost/*/{name}", f"milepost/*/templates/{name}")
    return any((place / name).exists() for place in places) or any(any(ROOT.glob(p)) for p in patterns)


def command_lines(text: str):
    for block in CODE.findall(text):
        for line in block.strip("`").splitlines():
            for part in re.split(r"&&|\||;", line):
                words = part.strip().removeprefix("$ ").split()
                if words and words[0] in {"milepost", ".venv/bin/milepost"}:
                    yield words[1:]


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_it_names_only_paths_that_exist(document):
    missing = [name for name in named_paths(document.read_text()) if not exists(name, document)]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_it_links_only_to_what_exists(document):
    missing = [target for target in LINK.findall(document.read_text()) if not (document.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("document", DOCUMENTS, ids=ids)
def test_it_names_only_commands_that_exist(document):
    for line in command_lines(document.read_text()):
        command: click.Command = main
        words = line
        while words and isinstance(command, click.Group) and not words[0].startswith(("-", "…", "[")):
            alternatives = words[0].split("|")
            assert all(name in command.commands for name in alternatives), f"milepost {' '.join(words)}"
            command, words = command.commands[alternatives[0]], words[1:]
        options = {option for parameter in command.params for option in parameter.opts}
        if not command.context_settings.get("ignore_unknown_options"):
            named = {word.split("=")[0].rstrip(",.)") for word in words if word.startswith("--")}
            assert named <= options | {"--help", "--version"}, f"{document.name}: milepost {command.name} {words}"


def test_it_keeps_the_architecture_on_two_hundred_lines():
    assert len((ROOT / "ARCHITECTURE.md").read_text().splitlines()) <= 200
