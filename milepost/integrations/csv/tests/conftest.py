"""Files to import, and what is done with them."""

import io
from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile

from milepost.integrations.csv.actions import set_up
from milepost.integrations.csv.beginning import begin_import
from milepost.integrations.csv.models import Import
from milepost.integrations.csv.records import ImportState, Settings
from milepost.integrations.csv.running.work import begin, go_on
from milepost.lib.actor import Actor

OPERATOR = Actor("command", "root", "milepost command")


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


@pytest.fixture
def operator() -> Actor:
    return OPERATOR


def prepare(kind: str, text: str | bytes, *, name: str = "list.csv", actor: Actor = OPERATOR, **settings) -> Import:
    data = text.encode() if isinstance(text, str) else text
    columns = settings.pop("columns", None)
    import_ = begin_import(ContentFile(data, name=name), kind, actor=actor, source=settings.pop("source", "crm"))
    how = import_.how
    if columns is not None:
        how.columns = columns
    for key, value in settings.items():
        setattr(how, key, value)
    return set_up(import_, how, actor=actor)


@pytest.fixture
def imported(db) -> Callable[..., Import]:
    """Import a text as one kind, from beginning to end."""

    def run(kind: str, text: str | bytes, **settings) -> Import:
        import_ = prepare(kind, text, **settings)
        return go_on(begin(import_, ImportState.APPLYING, actor=import_.actor), silent, actor=import_.actor)

    return run


@pytest.fixture
def checked(db) -> Callable[..., Import]:
    """Make the dry run of a text."""

    def run(kind: str, text: str | bytes, **settings) -> Import:
        import_ = prepare(kind, text, **settings)
        return go_on(begin(import_, ImportState.CHECKING, actor=import_.actor), silent, actor=import_.actor)

    return run


@pytest.fixture
def undone() -> Callable[[Import], Import]:
    """Take an import back."""

    def run(import_: Import, actor: Actor = OPERATOR) -> Import:
        return go_on(begin(import_, ImportState.UNDOING, actor=actor), silent, actor=actor)

    return run


def reasons(import_: Import, stage: str = "apply") -> list[tuple[int, str, str]]:
    return list(import_.refusals.filter(stage=stage).order_by("id").values_list("row", "column", "reason"))


def workbook(rows, *, sheets: int = 1) -> bytes:
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.active.append(row)
    for number in range(sheets - 1):
        book.create_sheet(f"More {number}").append(["other"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


__all__ = ["OPERATOR", "Settings", "prepare", "reasons", "silent", "workbook"]
