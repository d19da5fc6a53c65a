"""Writes the reference pages that come from code: `python -m milepost.config.docs`; with `--check` it only compares.

`docs/commands.md` from the tree of commands, `docs/settings.md` from the environment's fields.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import click
from pydantic.fields import FieldInfo

from milepost.config.cli import main as root_command
from milepost.config.env import Environment

DOCS = Path(__file__).resolve().parent.parent.parent / "docs"
_MADE = "<!-- Made from the code by `python -m milepost.config.docs`. Do not edit. -->"
_WIDTH = 100


def commands_page() -> str:
    """Return the reference of the `milepost` command."""
    lines = ["# Commands", "", _MADE, "", "`milepost --help` and the `--help` of each command say the same.", ""]
    context = click.Context(root_command, info_name="milepost")
    for path, command in _walk("milepost", root_command, context):
        lines += [f"## {path}", "", "```text", _help(path, command), "```", ""]
    return "\n".join(lines).rstrip() + "\n"


def settings_page() -> str:
    """Return the reference of the environment's variables."""
    lines = ["# Settings", "", _MADE, ""]
    lines += [
        "Milepost reads its settings from the environment alone. With none set it runs safely on one machine.",
        "",
    ]
    lines += ["| variable | default | what it does |", "| --- | --- | --- |"]
    for name, field in Environment.model_fields.items():
        lines.append(f"| `{_variable(name, field)}` | {_default(name, field)} | {field.description} |")
    return "\n".join(lines) + "\n"


PAGES = {"commands.md": commands_page, "settings.md": settings_page}


def outdated() -> list[str]:
    """Return the pages that do not say what the code says."""
    return [name for name, page in PAGES.items() if not _is_current(DOCS / name, page())]


def _is_current(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text() == text


def _walk(path: str, command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name in sorted(command.commands):
        yield from _walk(f"{path} {name}", command.commands[name], context)


def _help(path: str, command: click.Command) -> str:
    context = click.Context(
        command, info_name=path, terminal_width=_WIDTH, max_content_width=_WIDTH, **command.context_settings
    )
    return "\n".join(line.rstrip() for line in command.get_help(context).splitlines())


def _variable(name: str, field: FieldInfo) -> str:
    return field.alias or f"MILEPOST_{name.upper()}"


def _default(name: str, field: FieldInfo) -> str:
    if name == "data_dir":
        return "`~/.local/share/milepost`"
    value = field.get_default(call_default_factory=True, validated_data={})
    return f"`{value}`" if value not in ("", []) else ""


def main(arguments: list[str]) -> int:
    """Write the pages, or with `--check` say which are out of date."""
    if "--check" in arguments:
        for name in outdated():
            click.echo(f"docs/{name} is out of date. Run: python -m milepost.config.docs", err=True)
        return 1 if outdated() else 0
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
