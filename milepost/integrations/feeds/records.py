"""Where the files of a feed come from, when, and what became of each look."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class Way(models.TextChoices):
    FOLDER = "folder", _("A watched folder")
    ADDRESS = "address", _("An address")


class Rhythm(models.TextChoices):
    HOURLY = "hourly", _("Every hour")
    DAILY = "daily", _("Every day")
    WEEKLY = "weekly", _("Every week")


class Weekday(models.IntegerChoices):
    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class RunState(models.TextChoices):
    """What became of one look at a feed's file."""

    RUNNING = "running", _("At work")
    IMPORTED = "imported", _("Imported")
    UNCHANGED = "unchanged", _("Unchanged")
    REFUSED = "refused", _("Refused")
    ASKED = "asked", _("Asks")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class SeenState(StrEnum):
    """What became of a file in a watched folder; one that was refused is taken again when somebody asks for it."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"
