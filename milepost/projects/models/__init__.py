"""The tables of the room, by noun."""

from milepost.projects.models.calendars import WorkCalendar
from milepost.projects.models.plans import Baseline, BaselineTask, PlanChange, SlipCause, TaskMove
from milepost.projects.models.projects import Project, ProjectMember
from milepost.projects.models.recurrences import Occurrence, Recurrence
from milepost.projects.models.tasks import Dependency, Task, TaskParty
from milepost.projects.models.work import Block, ChecklistItem, TaskComment, TaskWatcher, TimeEntry

__all__ = [
    "Baseline",
    "BaselineTask",
    "Block",
    "ChecklistItem",
    "Dependency",
    "Occurrence",
    "PlanChange",
    "Project",
    "ProjectMember",
    "Recurrence",
    "SlipCause",
    "Task",
    "TaskComment",
    "TaskMove",
    "TaskParty",
    "TaskWatcher",
    "TimeEntry",
    "WorkCalendar",
]
