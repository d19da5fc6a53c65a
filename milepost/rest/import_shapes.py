"""How imports look over the API, and how bodies say the way a file is read."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from milepost.apikit.public import Answer, Input, PageQuery
from milepost.integrations.public import Import, ImportState, Stage, counts_of, open_questions
from milepost.lib.errors import Invalid
from milepost.rest.fields import BodyId, Flag, Zone, left_out

_MOST_COLUMNS = 500
_NAMES = {"key": "key_column", "date_format": "dates"}  # as the room calls them, and as bodies do

Column = Annotated[str, StringConstraints(max_length=200)]
Short = Annotated[str, StringConstraints(max_length=40)]
Columns = Annotated[
    dict[Column, Short],
    Field(max_length=_MOST_COLUMNS, description="Column → field. Columns that are not named are left out."),
]
Formats = Annotated[
    dict[Column, Short], Field(max_length=_MOST_COLUMNS, description="Column → format, like `dd-mm-yyyy`.")
]
Decimals = Annotated[
    dict[Column, Literal["point", "comma"]],
    Field(max_length=_MOST_COLUMNS, description="Column → what stands before decimals."),
]


class Reading(Input):
    """How a file is read."""

    columns: Columns = left_out()
    key_column: Column = left_out()
    dates: Formats = left_out()
    decimals: Decimals = left_out()
    blank: Literal["leave", "clear"] = left_out()
    existing: Literal["update", "skip"] = left_out()
    create_missing: Flag = left_out()
    all_or_nothing: Flag = left_out()
    timezone: Zone = left_out()


class NewImport(Reading):
    """A file to import. Without columns and without a mapping, columns are remembered from the source, or guessed."""

    file_id: BodyId = Field(description="A file that you uploaded by `POST /files`; the import keeps its own copy.")
    kind: Short = Field(examples=["accounts", "contacts", "touchpoints", "tickets", "facts"])
    source: Annotated[str, StringConstraints(min_length=1, max_length=40)] = Field(examples=["crm"])
    mapping_id: BodyId = left_out()
    encoding: Short = left_out()
    delimiter: Annotated[str, StringConstraints(max_length=1)] = left_out()
    sheet: Column = left_out()
    dry_run: Flag = Field(True, description="Begin the dry run at once, if nothing has to be asked.")


class CountsAnswer(Answer):
    """What became of the rows; before it is applied, what would."""

    created: int
    updated: int
    unchanged: int
    refused: int


class ImportAnswer(Answer):
    """An import. While its state is `reading`, `checking`, `applying` or `undoing`, a worker is at it."""

    id: int
    kind: str
    source: str
    file_name: str
    state: ImportState
    total: int = Field(description="Rows of the file.")
    position: int = Field(description="Rows that are dealt with.")
    counts: CountsAnswer
    alike: int = Field(description="New records that, by the dry run, are called like one that is here already.")
    undone: int = Field(description="Rows that were taken back.")
    left: int = Field(description="Rows that were left when it was taken back.")
    words: str = Field(description="What came of it.")
    actor_label: str
    created_at: dt.datetime
    applied_at: dt.datetime | None
    swept_at: dt.datetime | None = Field(description="Since when file, journal and refusals are gone.")
    can_undo: bool
    can_resume: bool = Field(description="It was cut off; applying it again goes on where it stopped.")
    work_id: int | None

    @staticmethod
    def resolve_counts(import_: Import) -> dict[str, int]:
        return counts_of(import_)

    @staticmethod
    def resolve_alike(import_: Import) -> int:
        return int(import_.checked.get("alike", 0))


class QuestionAnswer(Answer):
    """A column that can be read in several ways. Say which in `dates` or `decimals`."""

    column: str
    kind: Literal["date", "decimal"]
    options: list[str]
    example: str
    words: str


class ImportDetail(ImportAnswer):
    """An import with the columns of its file, how they are read, and what must be said first."""

    headers: list[str] = Field(description="The columns of the file; empty until it is read.")
    columns: dict[str, str]
    key_column: str
    dates: dict[str, str]
    decimals: dict[str, str]
    questions: list[QuestionAnswer] = Field(description="Answer these by a PATCH before the dry run.")

    @staticmethod
    def resolve_headers(import_: Import) -> list[str]:
        return list(import_.profile.get("headers", []))

    @staticmethod
    def resolve_columns(import_: Import) -> dict[str, str]:
        return import_.how.columns

    @staticmethod
    def resolve_key_column(import_: Import) -> str:
        return import_.how.key_column

    @staticmethod
    def resolve_dates(import_: Import) -> dict[str, str]:
        return import_.how.dates

    @staticmethod
    def resolve_decimals(import_: Import) -> dict[str, str]:
        return import_.how.decimals

    @staticmethod
    def resolve_questions(import_: Import) -> list[dict[str, Any]]:
        if not import_.profile or import_.state not in {ImportState.DRAFT, ImportState.CHECKED, ImportState.REFUSED}:
            return []
        return [QuestionAnswer.show(question) for question in open_questions(import_)]


class RefusalAnswer(Answer):
    """Why a row, or one of its cells, was not taken. Row 0: the file as a whole."""

    row: int
    column: str
    value: str
    reason: str


class RefusalQuery(PageQuery):
    stage: Stage | None = Field(
        None, description="Of the dry run, the import or taking it back; else what matters now."
    )


@contextmanager
def in_words_of_reading() -> Iterator[None]:
    """Name the fields of a refusal as the body does."""
    try:
        yield
    except Invalid as error:
        fields = {_NAMES.get(name, name): words for name, words in error.fields.items()}
        raise Invalid(error.code, error.message, fields) from error
