"""The reports of a project over time: how each light went, and when the next one is due."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from milepost.projects.models import Project, StatusReport
from milepost.projects.queries.report_documents import ShownLight
from milepost.projects.records_reports import DAYS_OF_RHYTHM, Light, ReportState, Topic


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report in the history: its lights in the order of topics, each with whether it is worse or better than before.

    `moves` are -1 (worse than in the report before), 0 or 1 (better).
    """

    report: StatusReport
    lights: tuple[tuple[ShownLight, int], ...]


_RANK = {Light.RED: 0, Light.AMBER: 1, Light.GREEN: 2}


def trend_of(reports: Sequence[StatusReport]) -> list[ReportRow]:
    """Return the sent ones of a project's reports, which come newest first, with how each light moved."""
    sent = [one for one in reports if one.state == ReportState.SENT]
    before: list[StatusReport | None] = [*sent, None][1:]
    return [
        ReportRow(report, tuple((_light(report, topic), _move(report, earlier, topic)) for topic in Topic))
        for report, earlier in zip(sent, before, strict=True)
    ]


def _light(report: StatusReport, topic: Topic) -> ShownLight:
    return ShownLight(topic, Light(getattr(report, f"{topic}_light")), getattr(report, f"{topic}_word"))


def _move(report: StatusReport, earlier: StatusReport | None, topic: Topic) -> int:
    if earlier is None:
        return 0
    now, was = (_RANK.get(_light(one, topic).light) for one in (report, earlier))
    return 0 if now is None or was is None else (now > was) - (now < was)


def report_due_on(project: Project, reports: Sequence[StatusReport]) -> dt.date | None:
    """Return the day on which the next report is due; None where no rhythm was agreed."""
    days = DAYS_OF_RHYTHM.get(project.report_rhythm)
    last = max((one.on for one in reports if one.state == ReportState.SENT), default=project.start_on)
    return last + dt.timedelta(days=days) if days else None
