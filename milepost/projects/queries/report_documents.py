"""A status report as a document: data with one canonical text, from which page, mail and PDF are drawn alike."""

import datetime as dt
import json
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from milepost.projects.models import StatusReport
from milepost.projects.queries.scope_documents import fingerprint
from milepost.projects.records_reports import Chapter, Light, Topic

FORMAT = "milepost-report-1"
type Document = dict[str, Any]

# Shapes besides the colours, for texts: none is told from another by colour alone.
SHAPES = {Light.GREEN: "●", Light.AMBER: "▲", Light.RED: "◆", Light.UNKNOWN: "○"}


@dataclass(frozen=True, slots=True)
class ShownLight:
    topic: Topic
    light: Light
    word: str

    @property
    def shape(self) -> str:
        return SHAPES[self.light]


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of a text that belong together: items of a list, or a paragraph."""

    is_list: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownChapter:
    chapter: Chapter
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class ShownReport:
    """A report as it is read, whatever became of its project since."""

    project: str
    account: str
    number: int
    by: str
    on: dt.date
    since_on: dt.date
    target_on: dt.date | None
    go_live_on: dt.date | None
    went_live: bool
    lights: tuple[ShownLight, ...]
    chapters: tuple[ShownChapter, ...]


def report_document(report: StatusReport) -> Document:
    """Return all that a report says. No query if its project and account were read."""
    project = report.project
    go_live = project.actual_on or project.forecast_on
    return {
        "format": FORMAT,
        "project": project.name,
        "account": project.account.name if project.account else None,
        "number": report.number,
        "by": report.by_label,
        "on": report.on.isoformat(),
        "since_on": report.since_on.isoformat(),
        "target_on": project.target_on.isoformat() if project.target_on else None,
        "go_live_on": go_live.isoformat() if go_live else None,
        "went_live": project.actual_on is not None,
        "lights": [
            {"topic": topic.value, "light": getattr(report, f"{topic}_light"), "word": getattr(report, f"{topic}_word")}
            for topic in Topic
        ],
        "chapters": [
            {"chapter": chapter.value, "text": text}
            for chapter in Chapter
            if (text := getattr(report, chapter).strip())
        ],
    }


def shown_report(report: StatusReport) -> ShownReport:
    """Return a report as it is read: a sent one from what was frozen, a draft as it would be."""
    document: Document = report_document(report) if report.is_draft else json.loads(report.document)
    return ShownReport(
        project=document["project"],
        account=document["account"] or "",
        number=document["number"],
        by=document["by"],
        on=dt.date.fromisoformat(document["on"]),
        since_on=dt.date.fromisoformat(document["since_on"]),
        target_on=_day(document["target_on"]),
        go_live_on=_day(document["go_live_on"]),
        went_live=document["went_live"],
        lights=tuple(ShownLight(Topic(one["topic"]), Light(one["light"]), one["word"]) for one in document["lights"]),
        chapters=tuple(ShownChapter(Chapter(one["chapter"]), blocks_of(one["text"])) for one in document["chapters"]),
    )


def is_as_sent(report: StatusReport) -> bool:
    """Say whether the text of a sent report is what its fingerprint was made of."""
    return fingerprint(report.document) == report.sha256


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return a text as paragraphs and lists: lines that begin with a dash are items."""
    lines = [line.strip() for line in text.splitlines()]
    kinds = groupby(lines, key=lambda line: None if not line else line.startswith("- "))
    return tuple(
        Block(is_list=bool(is_list), lines=tuple(line.removeprefix("- ") for line in block))
        for is_list, block in kinds
        if is_list is not None
    )


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
