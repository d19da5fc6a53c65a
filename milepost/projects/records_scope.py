"""Choices of scope, agreements, changes and deliverables."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Section(models.TextChoices):
    """The parts of a scope, in the order in which they are read."""

    GOAL = "goal", _("Goals")
    IN = "in", _("In scope")
    OUT = "out", _("Out of scope")
    ASSUMPTION = "assumption", _("Assumptions")
    REQUIREMENT = "requirement", _("Requirements")
    DELIVERABLE = "deliverable", _("Deliverables")
    COMMITMENT = "commitment", _("Commitments from the sale")


# What an item of a section says besides its text.
COLUMNS_OF_SECTION: dict[str, tuple[str, ...]] = {
    Section.REQUIREMENT: ("detail", "user", "contact"),
    Section.DELIVERABLE: ("detail", "task"),
    Section.COMMITMENT: ("detail", "user", "contact", "link"),
}


class ProposalState(models.TextChoices):
    """What became of a proposal. Those but the first are ends."""

    OPEN = "open", _("Open")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    OVERTAKEN = "overtaken", _("Overtaken by a newer one")
    EXPIRED = "expired", _("Expired")


class Needs(models.TextChoices):
    """Whose agreement makes a proposal agreed."""

    ALL = "all", _("Everyone agrees")
    ANY = "any", _("One of each side agrees")


class SignerState(models.TextChoices):
    """What a signer said; what was passed on is another's to say."""

    WAITING = "waiting", _("Has not answered")
    AGREED = "agreed", _("Agreed")
    DECLINED = "declined", _("Declined")
    PASSED_ON = "passed-on", _("Passed on")


class ChangeState(models.TextChoices):
    """How far a change request is."""

    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("Waits for our approval")
    READY = "ready", _("Approved by us")
    SENT = "sent", _("Sent to the customer")
    APPROVED = "approved", _("Approved")
    DECLINED = "declined", _("Declined")
    WITHDRAWN = "withdrawn", _("Withdrawn")


OPEN_CHANGE_STATES = (ChangeState.DRAFT, ChangeState.REVIEW, ChangeState.READY, ChangeState.SENT)


class Payer(models.TextChoices):
    """Who bears what a change costs."""

    NOBODY = "nobody", _("Nobody, it is included")
    OURS = "ours", _("We do")
    THEIRS = "theirs", _("The customer")
    THIRD = "third", _("A third party")


class DeliveryState(models.TextChoices):
    """What was said of one version of a deliverable."""

    SUBMITTED = "submitted", _("Submitted")
    ACCEPTED = "accepted", _("Accepted")
    CHANGES = "changes", _("Changes requested")
