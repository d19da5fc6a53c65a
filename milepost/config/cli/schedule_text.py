"""The dates of a file for a person: a table with a small Gantt, then what to know."""

import datetime as dt
import sys
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.table import Table

if TYPE_CHECKING:
    from milepost.scheduling.msproject.answers import Answer
    from milepost.scheduling.public import Driver, ScheduledTask

_PIPE = 150  # columns where there is no terminal to ask
_WIDE = 110  # from here on there is room for years and drivers
_NARROWEST, _WIDEST = 12, 60  # columns of the chart
_NAME, _DRIVER, _SLACK_WIDTH, _GAP = 32, 24, 7, 2
_CRITICAL, _ROOMY, _SLACK, _MILESTONE, _SUMMARY = "█", "▒", "·", "◆", "▬"
_MOST_NOTES = 12


def paper() -> Console:
    """Return what to print on: as wide as the terminal, and where there is none, wide enough for all columns."""
    return Console(width=None if sys.stdout.isatty() else _PIPE, highlight=False)


def show(answer: "Answer") -> None:
    """Print the table, the warnings and the notes."""
    console = paper()
    console.print(_table(answer, console.width))
    kind = "the file's own" if answer.is_stored else "computed"
    console.print(
        f"{answer.start:%Y-%m-%d %H:%M} to {answer.finish:%Y-%m-%d %H:%M}; dates are {kind}. "
        f"{_CRITICAL} critical, {_ROOMY} has slack, {_SLACK} how far it may slip, {_MILESTONE} milestone.",
    )
    if answer.contradictions:
        console.print("The stored dates contradict the file's own links, constraints or durations: all were computed.")
    for warning in answer.warnings:
        console.print(f"Warning: {warning.message}", markup=False)
    for note in answer.notes[:_MOST_NOTES]:
        times = f" ({note.count} times)" if note.count > 1 else ""
        place = f", {note.place}" if note.place else ""
        console.print(f"Note: {note.subject}{place}: {note.message}{times}", markup=False)
    if len(answer.notes) > _MOST_NOTES:
        console.print(f"… and {len(answer.notes) - _MOST_NOTES} more notes; --json lists all.")


def _table(answer: "Answer", width: int) -> Table:
    """Make the table: in a narrow terminal without years and drivers, so that dates are never cut off."""
    is_wide = width >= _WIDE
    pattern = "%Y-%m-%d %H:%M" if is_wide else "%m-%d %H:%M"
    number = max((len(task.outline) for task in answer.tasks), default=1)
    fixed = number + 2 * len(f"{answer.start:{pattern}}") + _SLACK_WIDTH + 5 * _GAP
    name = min(_NAME, max(4, *(len(_name(task)) for task in answer.tasks)), max(width - fixed - _NARROWEST, 8))
    chart = min(max(width - fixed - name - (_DRIVER + _GAP if is_wide else 0), _NARROWEST), _WIDEST)
    table = Table(title=escape(answer.plan.name) or None, title_justify="left", box=None, pad_edge=False)
    table.add_column("", no_wrap=True, min_width=number)
    table.add_column("Task", no_wrap=True, overflow="ellipsis", width=name)
    for title in ("Start", "Finish"):
        table.add_column(title, no_wrap=True, min_width=len(f"{answer.start:{pattern}}"))
    table.add_column("Slack", justify="right", no_wrap=True, min_width=_SLACK_WIDTH)
    if is_wide:
        table.add_column("Driven by", no_wrap=True, overflow="ellipsis", max_width=_DRIVER)
    table.add_column("", no_wrap=True, width=chart)
    names = {task.id: task.name for task in answer.tasks}
    for task in answer.tasks:
        drivers = [escape(", ".join(_driver(driver, names) for driver in task.driven_by))] if is_wide else []
        table.add_row(
            task.outline,
            escape(_name(task)),
            f"{task.start:{pattern}}",
            f"{task.finish:{pattern}}",
            f"{task.total_slack_minutes / answer.plan.minutes_per_day:.1f} d",
            *drivers,
            _bar(task, answer, chart),
            style="bold" if task.is_summary else None,
        )
    return table


def _name(task: "ScheduledTask") -> str:
    return "  " * task.outline.count(".") + task.name


def _driver(driver: "Driver", names: dict[int | str, str]) -> str:
    if driver.from_id is None:
        return str(driver.constraint or driver.kind)
    link = f" {driver.link.type}" if driver.link is not None else ""
    return f"{names.get(driver.from_id) or driver.from_id}{link}"


def _bar(task: "ScheduledTask", answer: "Answer", columns: int) -> str:
    """Draw a task's stretch of the plan; what lies before or after the plan is cut off."""
    whole = max((answer.finish - answer.start).total_seconds(), 1)

    def column(moment: dt.datetime) -> int:
        return min(max(int((moment - answer.start).total_seconds() / whole * columns), 0), columns - 1)

    first, last, slack = column(task.start), column(task.finish), column(task.late_finish)
    if task.is_milestone and not task.is_summary:
        return " " * first + _MILESTONE + _SLACK * (slack - first)
    sign = _CRITICAL if task.is_critical else _ROOMY
    sign = _SUMMARY if task.is_summary else sign
    return " " * first + sign * (last - first + 1) + _SLACK * (0 if task.is_summary else slack - last)
