"""Choices of the room, and what crosses its door."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProjectKind(models.TextChoices):
    """What a project is for."""

    HAND_OVER = "hand-over", _("Hand-over")
    ONBOARDING = "onboarding", _("Onboarding")
    ADOPTION = "adoption", _("Adoption")
    REVIEW = "review", _("Business review")
    SUCCESS_PLAN = "success-plan", _("Success plan")
    EXPANSION = "expansion", _("Expansion")
    RENEWAL = "renewal", _("Renewal")
    REQUEST = "request", _("Request")
    ADVOCACY = "advocacy", _("Advocacy")
    INTERNAL = "internal", _("Internal")


class Method(models.TextChoices):
    """How the work is steered; the tasks are the same."""

    WATERFALL = "waterfall", _("Waterfall")
    SCRUM = "scrum", _("Scrum")
    KANBAN = "kanban", _("Kanban")


class ProjectState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    ACTIVE = "active", _("Active")
    PAUSED = "paused", _("On hold")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Cancelled")


OPEN_PROJECT_STATES = (ProjectState.DRAFT, ProjectState.ACTIVE, ProjectState.PAUSED)


class ContractType(models.TextChoices):
    """How the work is paid."""

    INCLUDED = "included", _("Included")
    FIXED_PRICE = "fixed-price", _("Fixed price")
    TIME_AND_MATERIAL = "time-and-material", _("Time and material")


class SprintState(models.TextChoices):
    PLANNED = "planned", _("Planned")
    RUNNING = "running", _("Running")
    DONE = "done", _("Finished")


OPEN_SPRINT_STATES = (SprintState.PLANNED, SprintState.RUNNING)


class RestOfSprint(models.TextChoices):
    """Where goes what is not done when a sprint is finished."""

    BACKLOG = "backlog", _("Back to the backlog")
    NEXT = "next", _("Into the next sprint")


class ReadingKind(models.TextChoices):
    """What became of a task within a running sprint."""

    COMMITTED = "committed", _("Was in it from the start")
    ADDED = "added", _("Came into it")
    REMOVED = "removed", _("Left it")
    ESTIMATED = "estimated", _("Has another estimate")
    WORKED = "worked", _("Was worked on")


class Part(models.TextChoices):
    """What a project is to one of its people."""

    LEAD = "lead", _("Lead")
    OVERSEES = "oversees", _("Oversees")
    CONTRIBUTES = "contributes", _("Contributes")
    INFORMED = "informed", _("Is informed")


class TaskState(models.TextChoices):
    TODO = "todo", _("To do")
    DOING = "doing", _("In progress")
    REVIEW = "review", _("In review")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")


OPEN_TASK_STATES = (TaskState.TODO, TaskState.DOING, TaskState.REVIEW)


class Priority(models.IntegerChoices):
    """Higher is more urgent; levelling serves the higher one first."""

    LOW = 250, _("Low")
    NORMAL = 500, _("Normal")
    HIGH = 750, _("High")
    URGENT = 1000, _("Urgent")


class Visibility(models.TextChoices):
    """Who of the customer sees a task."""

    INTERNAL = "internal", _("Only us")
    CUSTOMER = "customer", _("Everyone at the customer")
    NAMED = "named", _("Named contacts")


class DateProposalState(models.TextChoices):
    """What became of a day that the customer proposed. Those but the first are ends."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Letter(models.TextChoices):
    """What somebody is to a task, by the letters of a responsibility matrix."""

    RESPONSIBLE = "R", _("Does it")
    ACCOUNTABLE = "A", _("Answers for it")
    CONSULTED = "C", _("Is asked")
    INFORMED = "I", _("Is told")


class PartySide(models.TextChoices):
    """Whose work it is."""

    OURS = "ours", _("Ours")
    THEIRS = "theirs", _("The customer's")
    THIRD = "third", _("A third party's")


class LinkType(models.TextChoices):
    """Which end of the predecessor holds which end of the successor."""

    FINISH_START = "FS", _("Finish to start")
    START_START = "SS", _("Start to start")
    FINISH_FINISH = "FF", _("Finish to finish")
    START_FINISH = "SF", _("Start to finish")


class LagKind(models.TextChoices):
    WORKING = "working", _("Working time")
    ELAPSED = "elapsed", _("Day and night")
    PERCENT = "percent", _("Per cent of the predecessor")


class ConstraintKind(models.TextChoices):
    """What a person has said of a task's date; nothing: as soon as possible."""

    AS_LATE_AS_POSSIBLE = "ALAP", _("As late as possible")
    START_NO_EARLIER_THAN = "SNET", _("Starts no earlier than")
    START_NO_LATER_THAN = "SNLT", _("Starts no later than")
    FINISH_NO_EARLIER_THAN = "FNET", _("Ends no earlier than")
    FINISH_NO_LATER_THAN = "FNLT", _("Ends no later than")
    MUST_START_ON = "MSO", _("Must start on")
    MUST_FINISH_ON = "MFO", _("Must end on")


class MoveOrigin(models.TextChoices):
    """What kind of act moved dates."""

    EDIT = "edit", _("Plan changed")
    PROGRESS = "progress", _("Progress reported")
    OVERDUE = "overdue", _("Overdue work rolled forward")
    SCOPE = "scope", _("Scope changed")
    CALENDAR = "calendar", _("Calendar changed")
    UNDO = "undo", _("Taken back")
    IMPORT = "import", _("Imported")
    SPRINT = "sprint", _("Sprint planned")
    RECOMPUTED = "recomputed", _("Computed anew")
