"""What the import contracts cannot see: doors, foreign keys, folders that a linter would skip."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

PACKAGE = Path(__file__).resolve().parent.parent / "milepost"
ROWS = [
    ("config",),
    ("web", "portal", "rest"),
    ("reports", "integrations", "demo"),
    ("flows",),
    ("playbooks",),
    ("health",),
    ("projects", "revenue", "feedback", "outcomes", "usage"),
    ("accounts",),
    ("ui", "apikit"),
    ("identity",),
    ("jobs", "files", "search"),
    ("audit",),
    ("warehouse",),
    ("scheduling", "stats"),
    ("lib",),
]
ROW_OF = {room: row for row, rooms in enumerate(ROWS) for room in rooms}
DOORS = {"public", "records", "events", "apps", "testing"}
OPEN_ROOMS = {"lib"}  # made of doors only


def room_of(model: type[models.Model]) -> str | None:
    parts = model.__module__.split(".")
    return parts[1] if parts[0] == "milepost" else None


def foreign_keys():
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and room_of(model) and room_of(field.related_model):
                yield field


def crossing_keys():
    return [field for field in foreign_keys() if room_of(field.model) != room_of(field.related_model)]


def test_it_has_a_row_for_every_room():
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "apps.py").exists()} | {"lib"}
    assert rooms <= set(ROW_OF)


def test_it_points_foreign_keys_only_downward():
    wrong = [f for f in crossing_keys() if ROW_OF[room_of(f.model)] >= ROW_OF[room_of(f.related_model)]]
    assert not wrong


def test_it_leaves_no_trace_of_an_upper_room_in_a_lower_one():
    """A reverse accessor would let the lower room reach up."""
    wrong = [f"{f} needs related_name='+'" for f in crossing_keys() if not f.remote_field.hidden]
    assert not wrong


def python_files():
    return sorted(path for path in PACKAGE.rglob("*.py") if "vendor" not in path.parts)


def imported_modules(path: Path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("milepost."):
            yield node.module
            yield from (f"{node.module}.{name.name}" for name in node.names if node.module.count(".") == 1)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("milepost."))


def test_it_enters_other_rooms_by_their_door():
    wrong = []
    for path in python_files():
        here = path.relative_to(PACKAGE).parts[0]
        for module in imported_modules(path):
            _package, room, *inner = module.split(".")
            is_open = room in OPEN_ROOMS or room == here or here == "config"
            if not is_open and inner and inner[0] not in DOORS:
                wrong.append(f"{path.relative_to(PACKAGE)} imports {module}")
    assert not wrong


def test_it_marks_every_folder_as_a_package():
    """The import linter skips a folder without __init__.py, silently."""
    folders = {path.parent for path in python_files()}
    assert not [str(folder) for folder in folders if not (folder / "__init__.py").exists()]


def written_by_hand():
    return [path for path in python_files() if "migrations" not in path.parts]


@pytest.mark.parametrize("path", written_by_hand(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_it_keeps_modules_short(path):
    assert len(path.read_text().splitlines()) <= 500


def test_it_keeps_templates_short():
    long = {
        str(path.relative_to(PACKAGE)): lines
        for path in PACKAGE.rglob("templates/**/*.html")
        if (lines := len(path.read_text().splitlines())) > 150
    }
    assert not long


def test_it_locks_only_public_addresses():
    text = (PACKAGE.parent / "uv.lock").read_text()
    registries = {line.split('"')[1] for line in text.splitlines() if "registry = " in line}
    assert registries == {"https://pypi.org/simple"}


def test_it_keeps_django_out_of_the_computing_rooms():
    for room in ("scheduling",):
        for path in (PACKAGE / room).rglob("*.py"):
            modules = {
                name
                for node in ast.walk(ast.parse(path.read_text()))
                for name in (
                    [node.module or ""]
                    if isinstance(node, ast.ImportFrom)
                    else [alias.name for alias in node.names]
                    if isinstance(node, ast.Import)
                    else []
                )
            }
            assert not {name for name in modules if name.split(".")[0] == "django"}, path


def test_it_writes_no_script_or_style_into_templates():
    wrong = []
    for path in PACKAGE.rglob("templates/**/*.html"):
        if "/emails/" in str(path):
            continue  # mail readers know no style sheets of ours
        text = path.read_text()
        for sign in (" style=", "<style", " onclick=", " onchange=", " onsubmit=", "javascript:"):
            if sign in text:
                wrong.append(f"{path.relative_to(PACKAGE)}: {sign.strip()}")
        wrong += [
            f"{path.relative_to(PACKAGE)}: inline script"
            for tag in text.split("<script")[1:]
            if " src=" not in tag.split(">")[0] and "application/json" not in tag.split(">")[0]
        ]
    assert not wrong
