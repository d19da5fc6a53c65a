"""What a file says of the project as a whole; see `records` for the rest and for what None means."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileSettings:
    """What the file says of the project as a whole."""

    save_version: int | None = None
    name: str | None = None
    guid: str | None = None
    title: str | None = None
    subject: str | None = None
    category: str | None = None
    company: str | None = None
    manager: str | None = None
    author: str | None = None
    creation_date: dt.datetime | None = None
    last_saved: dt.datetime | None = None
    schedule_from_start: bool | None = None
    start_date: dt.datetime | None = None
    finish_date: dt.datetime | None = None
    critical_slack_limit_days: int | None = None
    calendar_uid: int | None = None
    default_start_time: int | None = None
    default_finish_time: int | None = None
    minutes_per_day: int | None = None
    minutes_per_week: int | None = None
    days_per_month: int | None = None
    default_task_type: int | None = None
    duration_format: int | None = None
    work_format: int | None = None
    honor_constraints: bool | None = None
    multiple_critical_paths: bool | None = None
    new_tasks_effort_driven: bool | None = None
    new_tasks_estimated: bool | None = None
    splits_in_progress_tasks: bool | None = None
    week_start_day: int | None = None
    move_completed_ends_back: bool | None = None
    move_remaining_starts_back: bool | None = None
    move_remaining_starts_forward: bool | None = None
    move_completed_ends_forward: bool | None = None
    status_date: dt.datetime | None = None
    current_date: dt.datetime | None = None
    new_tasks_are_manual: bool | None = None
    baseline_calendar: str | None = None
