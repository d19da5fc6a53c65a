"""The tables of the room, by noun."""

from milepost.projects.models.calendars import WorkCalendar
from milepost.projects.models.plans import Baseline, BaselineTask, PlanChange, SlipCause, TaskMove
from milepost.projects.models.projects import Project, ProjectMember
from milepost.projects.models.tasks import Dependency, Task, TaskParty

__all__ = [
    "Baseline",
    "BaselineTask",
    "Dependency",
    "PlanChange",
    "Project",
    "ProjectMember",
    "SlipCause",
    "Task",
    "TaskMove",
    "TaskParty",
    "WorkCalendar",
]
