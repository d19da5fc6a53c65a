"""What a Microsoft Project XML file says, element by element; names follow the schema, units are in them.

An attribute of None is an element that the file does not have. Nothing is interpreted here: see `plans`.
"""

import datetime as dt
from dataclasses import dataclass, field

from milepost.scheduling.msproject.calendar_records import FileCalendar
from milepost.scheduling.msproject.notes import Note
from milepost.scheduling.msproject.settings_records import FileSettings

UNASSIGNED_RESOURCE_UID = -65535
"""The resource of the assignment that Project keeps for a task on which nobody works."""


@dataclass(frozen=True, slots=True)
class FileLink:
    """A predecessor: type 0 FF, 1 FS, 2 SF, 3 SS; the lag in tenths of a minute, or per cent by its format."""

    predecessor_uid: int | None = None
    type: int | None = None
    cross_project: bool | None = None
    cross_project_name: str | None = None
    lag: float | None = None
    lag_format: int | None = None


@dataclass(frozen=True, slots=True)
class FileAttribute:
    """The value of a custom field."""

    field_id: str | None = None
    value: str | None = None
    value_guid: str | None = None
    duration_format: int | None = None


@dataclass(frozen=True, slots=True)
class FileAttributeDefinition:
    """A custom field: `field_name` is Project's (Text1), `alias` what people call it."""

    field_id: str | None = None
    field_name: str | None = None
    guid: str | None = None
    alias: str | None = None


@dataclass(frozen=True, slots=True)
class FileBaseline:
    """A frozen state of a task or an assignment: number 0 is the baseline, 1 to 10 are the further ones."""

    number: int | None = None
    interim: bool | None = None
    start: dt.datetime | None = None
    finish: dt.datetime | None = None
    duration_seconds: int | None = None
    duration_format: int | None = None
    estimated: bool | None = None
    work_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class WorkPiece:
    """A stretch of an assignment's work: type 1 is remaining, 2 is actual work; no work is a pause."""

    type: int | None = None
    uid: int | None = None
    start: dt.datetime | None = None
    finish: dt.datetime | None = None
    unit: int | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class FileTask:
    """A task, a milestone, a summary, the project summary (UID 0), or an empty row (`is_null`)."""

    uid: int | None = None
    guid: str | None = None
    id: int | None = None
    name: str | None = None
    active: bool | None = None
    manual: bool | None = None
    type: int | None = None
    is_null: bool | None = None
    create_date: dt.datetime | None = None
    contact: str | None = None
    wbs: str | None = None
    outline_number: str | None = None
    outline_level: int | None = None
    priority: int | None = None
    start: dt.datetime | None = None
    finish: dt.datetime | None = None
    duration_seconds: int | None = None
    duration_format: int | None = None
    work_seconds: int | None = None
    stop: dt.datetime | None = None
    resume: dt.datetime | None = None
    resume_valid: bool | None = None
    effort_driven: bool | None = None
    recurring: bool | None = None
    estimated: bool | None = None
    milestone: bool | None = None
    summary: bool | None = None
    critical: bool | None = None
    is_subproject: bool | None = None
    subproject_name: str | None = None
    external_task: bool | None = None
    external_task_project: str | None = None
    early_start: dt.datetime | None = None
    early_finish: dt.datetime | None = None
    late_start: dt.datetime | None = None
    late_finish: dt.datetime | None = None
    free_slack_tenths: float | None = None
    total_slack_tenths: float | None = None
    start_slack_tenths: float | None = None
    finish_slack_tenths: float | None = None
    percent_complete: float | None = None
    percent_work_complete: float | None = None
    actual_start: dt.datetime | None = None
    actual_finish: dt.datetime | None = None
    actual_duration_seconds: int | None = None
    actual_work_seconds: int | None = None
    remaining_duration_seconds: int | None = None
    remaining_work_seconds: int | None = None
    constraint_type: int | None = None
    calendar_uid: int | None = None
    constraint_date: dt.datetime | None = None
    deadline: dt.datetime | None = None
    level_assignments: bool | None = None
    leveling_can_split: bool | None = None
    leveling_delay_tenths: float | None = None
    leveling_delay_format: int | None = None
    ignore_resource_calendar: bool | None = None
    notes: str | None = None
    physical_percent_complete: float | None = None
    links: tuple[FileLink, ...] = ()
    attributes: tuple[FileAttribute, ...] = ()
    baselines: tuple[FileBaseline, ...] = ()
    start_text: str | None = None
    finish_text: str | None = None
    duration_text: str | None = None
    manual_start: dt.datetime | None = None
    manual_finish: dt.datetime | None = None
    manual_duration_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class FileResource:
    """A person, a role, a material or a cost: type 0 is material, 1 is work, 2 is cost."""

    uid: int | None = None
    guid: str | None = None
    id: int | None = None
    name: str | None = None
    type: int | None = None
    is_null: bool | None = None
    initials: str | None = None
    code: str | None = None
    group: str | None = None
    email_address: str | None = None
    max_units: float | None = None
    calendar_uid: int | None = None
    notes: str | None = None
    is_generic: bool | None = None
    is_inactive: bool | None = None
    attributes: tuple[FileAttribute, ...] = ()
    is_cost_resource: bool | None = None


@dataclass(frozen=True, slots=True)
class FileAssignment:
    """A resource's part in a task."""

    uid: int | None = None
    guid: str | None = None
    task_uid: int | None = None
    resource_uid: int | None = None
    percent_work_complete: float | None = None
    actual_finish: dt.datetime | None = None
    actual_start: dt.datetime | None = None
    actual_work_seconds: int | None = None
    delay_tenths: float | None = None
    finish: dt.datetime | None = None
    leveling_delay_tenths: float | None = None
    leveling_delay_format: int | None = None
    milestone: bool | None = None
    notes: str | None = None
    regular_work_seconds: int | None = None
    remaining_work_seconds: int | None = None
    start: dt.datetime | None = None
    stop: dt.datetime | None = None
    resume: dt.datetime | None = None
    units: float | None = None
    work_seconds: int | None = None
    work_contour: int | None = None
    attributes: tuple[FileAttribute, ...] = ()
    baselines: tuple[FileBaseline, ...] = ()
    pieces: tuple[WorkPiece, ...] = ()


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """A whole file. `notes` is what was read and not understood; they are not written."""

    settings: FileSettings = field(default_factory=FileSettings)
    attribute_definitions: tuple[FileAttributeDefinition, ...] = ()
    calendars: tuple[FileCalendar, ...] = ()
    tasks: tuple[FileTask, ...] = ()
    resources: tuple[FileResource, ...] = ()
    assignments: tuple[FileAssignment, ...] = ()
    notes: tuple[Note, ...] = ()
