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

_WIDE = 150  # columns where there is no terminal to ask
_GANTT = 36
_CRITICAL, _ROOMY, _SLACK, _MILESTONE, _SUMMARY = "█", "▒", "·", "◆", "▬"
_MOST_NOTES = 12


def show(answer: "Answer") -> None:
    """Print the table, the warnings and the notes."""
    console = Console(width=None if sys.stdout.isatty() else _WIDE, highlight=False)
    console.print(_table(answer))
    kind = "the file's own" if answer.is_stored else "computed"
    console.print(
        f"{_time(answer.start)} to {_time(answer.finish)}; dates are {kind}. "
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


def _table(answer: "Answer") -> Table:
    table = Table(title=escape(answer.plan.name) or None, box=None, pad_edge=False)
    for name in ("", "Task", "Start", "Finish"):
        table.add_column(name, no_wrap=True, overflow="ellipsis", max_width=32)
    table.add_column("Slack", justify="right", no_wrap=True)
    table.add_column("Driven by", no_wrap=True, overflow="ellipsis", max_width=24)
    table.add_column("", no_wrap=True, width=_GANTT)
    names = {task.id: task.name for task in answer.tasks}
    for task in answer.tasks:
        table.add_row(
            task.outline,
            escape("  " * task.outline.count(".") + task.name),
            _time(task.start),
            _time(task.finish),
            _slack(task.total_slack_minutes, answer.plan.minutes_per_day),
            escape(", ".join(_driver(driver, names) for driver in task.driven_by)),
            _bar(task, answer.start, answer.finish),
            style="bold" if task.is_summary else None,
        )
    return table


def _slack(minutes: int, minutes_per_day: int) -> str:
    return f"{minutes / minutes_per_day:.1f} d"


def _driver(driver: "Driver", names: dict[int | str, str]) -> str:
    if driver.from_id is None:
        return str(driver.constraint or driver.kind)
    link = f" {driver.link.type}" if driver.link is not None else ""
    return f"{names.get(driver.from_id) or driver.from_id}{link}"


def _bar(task: "ScheduledTask", start: dt.datetime, finish: dt.datetime) -> str:
    """Draw a task's stretch of the plan; what lies before or after the plan is cut off."""
    whole = max((finish - start).total_seconds(), 1)

    def column(moment: dt.datetime) -> int:
        return min(max(int((moment - start).total_seconds() / whole * _GANTT), 0), _GANTT - 1)

    first, last, slack = column(task.start), column(task.finish), column(task.late_finish)
    if task.is_milestone and not task.is_summary:
        return " " * first + _MILESTONE + _SLACK * (slack - first)
    sign = _CRITICAL if task.is_critical else _ROOMY
    sign = _SUMMARY if task.is_summary else sign
    return " " * first + sign * (last - first + 1) + _SLACK * (0 if task.is_summary else slack - last)


def _time(moment: dt.datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
