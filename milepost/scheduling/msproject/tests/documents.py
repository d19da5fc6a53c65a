"""Small Microsoft Project files, made of text."""

import io
from pathlib import Path

from milepost.scheduling.msproject.reading import read_file

NAMESPACE = "http://schemas.microsoft.com/project"

STANDARD_CALENDAR = """
<Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar><BaseCalendarUID>-1</BaseCalendarUID>
</Calendar>"""


def document(
    tasks: str = "",
    *,
    settings: str = "<StartDate>2026-03-02T08:00:00</StartDate><CalendarUID>1</CalendarUID>",
    calendars: str = STANDARD_CALENDAR,
    resources: str = "",
    assignments: str = "",
    before: str = "",
) -> str:
    """Return a file: three tasks when none are given."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
{before}<Project xmlns="{NAMESPACE}">
<SaveVersion>14</SaveVersion>{settings}
<Calendars>{calendars}</Calendars>
<Tasks>{tasks or task(1) + task(2, "<PredecessorLink><PredecessorUID>1</PredecessorUID></PredecessorLink>")}</Tasks>
<Resources>{resources}</Resources>
<Assignments>{assignments}</Assignments>
</Project>"""


def task(uid: int, more: str = "", *, hours: int = 8, level: int = 1) -> str:
    """Return a task of so many hours."""
    return (
        f"<Task><UID>{uid}</UID><ID>{uid}</ID><Name>Task {uid}</Name><OutlineLevel>{level}</OutlineLevel>"
        f"<Duration>PT{hours}H0M0S</Duration>{more}</Task>\n"
    )


def link(uid: int, *, type_: int = 1, lag: int = 0, lag_format: int = 7) -> str:
    """Return a predecessor."""
    return (
        f"<PredecessorLink><PredecessorUID>{uid}</PredecessorUID><Type>{type_}</Type>"
        f"<LinkLag>{lag}</LinkLag><LagFormat>{lag_format}</LagFormat></PredecessorLink>"
    )


def exception(period: tuple[str, str], more: str = "") -> str:
    """Return an exception of a calendar: `more` has its type and recurrence."""
    first, last = period
    return (
        f"<Exception><TimePeriod><FromDate>{first}T00:00:00</FromDate><ToDate>{last}T23:59:00</ToDate></TimePeriod>"
        f"{more}</Exception>"
    )


def calendar(
    uid: int = 1, *, base: int = -1, name: str = "", week_days: str = "", exceptions: str = "", more: str = ""
):
    """Return a calendar."""
    return (
        f"<Calendar><UID>{uid}</UID><Name>{name or f'Calendar {uid}'}</Name><BaseCalendarUID>{base}</BaseCalendarUID>"
        + (f"<WeekDays>{week_days}</WeekDays>" if week_days else "")
        + (f"<Exceptions>{exceptions}</Exceptions>" if exceptions else "")
        + f"{more}</Calendar>"
    )


def read(text: str | bytes):
    """Read a file from its text."""
    return read_file(io.BytesIO(text.encode() if isinstance(text, str) else text))


def sample_plans() -> list[Path]:
    """Return plans that others computed, where a folder of them lies beside the checkout; they are not ours to give."""
    folders = (parent / "shared" / "data" / "msproject" for parent in Path(__file__).resolve().parents)
    return next((sorted(folder.glob("*.xml")) for folder in folders if folder.is_dir()), [])
