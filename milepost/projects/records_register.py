"""Choices of risks, issues and decisions."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Probability(models.IntegerChoices):
    """How likely it is that a risk happens."""

    RARE = 1, _("Hardly ever")
    UNLIKELY = 2, _("Unlikely")
    POSSIBLE = 3, _("Possible")
    LIKELY = 4, _("Likely")
    NEARLY_CERTAIN = 5, _("Nearly certain")


class Impact(models.IntegerChoices):
    """How much a project suffers when a risk happens."""

    SLIGHT = 1, _("Hardly felt")
    MINOR = 2, _("A nuisance")
    MODERATE = 3, _("Days are lost")
    MAJOR = 4, _("Go-live moves")
    SEVERE = 5, _("The project fails")


class RiskState(models.TextChoices):
    OPEN = "open", _("Open")
    MITIGATED = "mitigated", _("Mitigated")
    CLOSED = "closed", _("Closed")
    HAPPENED = "happened", _("Happened")


# Risks that are looked at again and again: what is mitigated may come back.
WATCHED_RISK_STATES = (RiskState.OPEN, RiskState.MITIGATED)


class RiskLevel(models.TextChoices):
    """How grave a risk is, by probability times impact."""

    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


MEDIUM_FROM, HIGH_FROM = 5, 12


def level_of(score: int) -> RiskLevel:
    """Return the level of probability times impact: low below 5, high from 12."""
    if score >= HIGH_FROM:
        return RiskLevel.HIGH
    return RiskLevel.MEDIUM if score >= MEDIUM_FROM else RiskLevel.LOW


class IssueState(models.TextChoices):
    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Resolved")


class Seen(models.TextChoices):
    """Who sees an entry of the register: of a task's choices those that need no names."""

    INTERNAL = "internal", _("Only us")
    CUSTOMER = "customer", _("Everyone at the customer")
