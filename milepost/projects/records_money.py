"""Choices of budgets."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EarningRule(models.TextChoices):
    """When a task has earned its budget."""

    PERCENT = "percent", _("By the per cent that is reported")
    ALL_AT_END = "0/100", _("Nothing until it is done, then all")
    HALF_AT_START = "50/50", _("Half when it begins, half when it is done")
    STEPS = "steps", _("By the steps of its checklist that are done")
    HOURS = "hours", _("By hours: noted of noted and left")
