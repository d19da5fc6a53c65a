"""Choices of status reports and closings."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Light(models.TextChoices):
    """How something stands; always shown as a word and a shape besides its colour."""

    GREEN = "green", _("On track")
    AMBER = "amber", _("Needs attention")
    RED = "red", _("At risk")
    UNKNOWN = "unknown", _("Not said")


class Topic(models.TextChoices):
    """What a report has a light for. The values begin the names of columns."""

    SCOPE = "scope", _("Scope")
    SCHEDULE = "schedule", _("Schedule")
    BUDGET = "budget", _("Budget")
    MOOD = "mood", _("Mood")


class Chapter(models.TextChoices):
    """The texts of a report, in the order in which they are read. The values are names of columns."""

    SUMMARY = "summary", _("In short")
    DONE = "done", _("Done")
    SLIPPED = "slipped", _("Moved")
    DECIDED = "decided", _("Decided")
    AGREED = "agreed", _("Agreed")
    NEXT = "next", _("Next")
    NEEDED = "needed", _("Needed from you")


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    SENT = "sent", _("Sent")


class ReportRhythm(models.TextChoices):
    """How often a project is reported on."""

    NONE = "", _("No reports asked for")
    WEEKLY = "weekly", _("Every week")
    TWO_WEEKS = "two-weeks", _("Every two weeks")
    MONTHLY = "monthly", _("Every month")


DAYS_OF_RHYTHM: dict[str, int] = {ReportRhythm.WEEKLY: 7, ReportRhythm.TWO_WEEKS: 14, ReportRhythm.MONTHLY: 30}
