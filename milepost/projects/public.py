"""The door of the projects room."""

from milepost.projects.actions.baselines import take_baseline
from milepost.projects.actions.explaining import explain_change, explain_changes
from milepost.projects.actions.plan_changes import Applied, Reason, change_plan, preview_plan
from milepost.projects.actions.plan_files import ImportedPlan, export_plan, import_plan
from milepost.projects.actions.projects import change_project, create_project, put_on_project, take_off_project
from milepost.projects.actions.rolling import roll_forward
from milepost.projects.actions.undoing import undo_change
from milepost.projects.models import (
    Baseline,
    BaselineTask,
    Dependency,
    PlanChange,
    Project,
    ProjectMember,
    SlipCause,
    Task,
    TaskMove,
    TaskParty,
    WorkCalendar,
)
from milepost.projects.queries.comparison import TaskDifference, differences
from milepost.projects.queries.consequences import Consequences, DateMove, Step
from milepost.projects.queries.forecast import (
    HISTORY_NEEDED,
    Forecast,
    ForecastDriver,
    ForecastState,
    project_forecast,
)
from milepost.projects.queries.slips import SlipEntry, SlipLedger, slip_ledger
from milepost.projects.records_plan import (
    LinkEdit,
    LinkRemoval,
    LinksOfRemoved,
    NewTask,
    PartyEdit,
    PartyRemoval,
    PlanEdit,
    ProjectEdit,
    TaskDates,
    TaskEdit,
    TaskPlace,
    TaskRemoval,
)

__all__ = [
    "HISTORY_NEEDED",
    "Applied",
    "Baseline",
    "BaselineTask",
    "Consequences",
    "DateMove",
    "Dependency",
    "Forecast",
    "ForecastDriver",
    "ForecastState",
    "ImportedPlan",
    "LinkEdit",
    "LinkRemoval",
    "LinksOfRemoved",
    "NewTask",
    "PartyEdit",
    "PartyRemoval",
    "PlanChange",
    "PlanEdit",
    "Project",
    "ProjectEdit",
    "ProjectMember",
    "Reason",
    "SlipCause",
    "SlipEntry",
    "SlipLedger",
    "Step",
    "Task",
    "TaskDates",
    "TaskDifference",
    "TaskEdit",
    "TaskMove",
    "TaskParty",
    "TaskPlace",
    "TaskRemoval",
    "WorkCalendar",
    "change_plan",
    "change_project",
    "create_project",
    "differences",
    "explain_change",
    "explain_changes",
    "export_plan",
    "import_plan",
    "preview_plan",
    "project_forecast",
    "put_on_project",
    "roll_forward",
    "slip_ledger",
    "take_baseline",
    "take_off_project",
    "undo_change",
]
