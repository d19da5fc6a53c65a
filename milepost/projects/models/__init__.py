"""The tables of the room, by noun."""

from milepost.projects.models.agreements import Proposal, ProposalComment, Signer
from milepost.projects.models.calendars import WorkCalendar
from milepost.projects.models.change_requests import ChangeRequest
from milepost.projects.models.closings import ClosedEnd, Closing, Lesson
from milepost.projects.models.date_proposals import DateProposal
from milepost.projects.models.deliveries import Delivery
from milepost.projects.models.labels import Label, Labelling
from milepost.projects.models.money import BillingMilestone, Budget, FixedCost, PersonRole, Rate
from milepost.projects.models.plans import Baseline, BaselineTask, PlanChange, SlipCause, TaskMove
from milepost.projects.models.projects import OfProjectQuerySet, Project, ProjectMember
from milepost.projects.models.recurrences import Occurrence, Recurrence
from milepost.projects.models.register import Decision, Issue, Risk, RiskTask
from milepost.projects.models.reports import ReportRecipient, StatusReport
from milepost.projects.models.scope import ScopeItem, ScopeVersion
from milepost.projects.models.shared_files import SharedFile
from milepost.projects.models.sprints import Sprint, SprintReading
from milepost.projects.models.tasks import Dependency, Task, TaskParty
from milepost.projects.models.work import Block, ChecklistItem, TaskComment, TaskWatcher, TimeEntry

__all__ = [
    "Baseline",
    "BaselineTask",
    "BillingMilestone",
    "Block",
    "Budget",
    "ChangeRequest",
    "ChecklistItem",
    "ClosedEnd",
    "Closing",
    "DateProposal",
    "Decision",
    "Delivery",
    "Dependency",
    "FixedCost",
    "Issue",
    "Label",
    "Labelling",
    "Lesson",
    "Occurrence",
    "OfProjectQuerySet",
    "PersonRole",
    "PlanChange",
    "Project",
    "ProjectMember",
    "Proposal",
    "ProposalComment",
    "Rate",
    "Recurrence",
    "ReportRecipient",
    "Risk",
    "RiskTask",
    "ScopeItem",
    "ScopeVersion",
    "SharedFile",
    "Signer",
    "SlipCause",
    "Sprint",
    "SprintReading",
    "StatusReport",
    "Task",
    "TaskComment",
    "TaskMove",
    "TaskParty",
    "TaskWatcher",
    "TimeEntry",
    "WorkCalendar",
]
