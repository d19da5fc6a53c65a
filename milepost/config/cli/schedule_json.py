"""The dates of a file as one JSON document: times are local ISO times to the minute, slack is in working minutes."""

import datetime as dt
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from milepost.scheduling.msproject.answers import Answer
    from milepost.scheduling.public import Driver, Link, ScheduledTask


def document(answer: "Answer") -> dict[str, Any]:
    """Return the document; what it holds is described in `docs/scheduling.md`."""
    return {
        "name": answer.plan.name,
        "dates": "stored" if answer.is_stored else "computed",
        "project_start": _time(answer.start),
        "project_finish": _time(answer.finish),
        "tasks": [_task(task) for task in answer.tasks],
        "warnings": [
            {"code": str(warning.code), "message": warning.message, "tasks": list(warning.task_ids)}
            for warning in answer.warnings
        ]
        + _of_stored_dates(answer),
        "notes": [
            {
                "kind": str(note.kind),
                "subject": note.subject,
                "message": note.message,
                "place": note.place,
                "count": note.count,
            }
            for note in answer.notes
        ],
    }


def _of_stored_dates(answer: "Answer") -> list[dict[str, Any]]:
    if not answer.contradictions:
        return []
    message = "the stored dates contradict the file's own links, constraints or durations; all were computed"
    return [{"code": "stored-dates-contradict", "message": message, "tasks": list(answer.contradictions)}]


def _task(task: "ScheduledTask") -> dict[str, Any]:
    return {
        "uid": task.id,
        "name": task.name,
        "outline": task.outline,
        "summary": task.is_summary,
        "milestone": task.is_milestone,
        "active": task.is_active,
        "start": _time(task.start),
        "finish": _time(task.finish),
        "early_start": _time(task.early_start),
        "early_finish": _time(task.early_finish),
        "late_start": _time(task.late_start),
        "late_finish": _time(task.late_finish),
        "duration": task.duration_minutes,
        "percent_complete": task.percent_complete,
        "total_slack": task.total_slack_minutes,
        "free_slack": task.free_slack_minutes,
        "critical": task.is_critical,
        "driven_by": [_driver(driver) for driver in task.driven_by],
    }


def _driver(driver: "Driver") -> dict[str, Any]:
    found: dict[str, Any] = {"kind": str(driver.kind), "at": _time(driver.at)}
    if driver.from_id is not None:
        found["uid"] = driver.from_id
    if driver.link is not None:
        found |= _link(driver.link)
    if driver.constraint is not None:
        found["constraint"] = str(driver.constraint)
    if driver.wait_minutes:
        found |= {"wait_minutes": driver.wait_minutes, "calendars": list(driver.calendar_ids)}
    if driver.resource_ids:
        found["resources"] = list(driver.resource_ids)
    return found


def _link(link: "Link") -> dict[str, Any]:
    found: dict[str, Any] = {"type": str(link.type)}
    if link.lag_percent:
        found |= {"lag_percent": link.lag_percent, "lag_kind": str(link.lag_kind)}
    elif link.lag_minutes:
        found |= {"lag_minutes": link.lag_minutes, "lag_kind": str(link.lag_kind)}
    return found


def _time(moment: dt.datetime) -> str:
    return moment.isoformat(timespec="minutes")
